import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { canonicalBytes, sha256Hex } from '@policy-registry/kernel';

import { BUNDLE_BYTES_MAX } from './open-bundle.ts';
import { statement } from './statement.ts';
import {
  acme,
  acmeTrust,
  anchored,
  ARTIFACT,
  type BundleJson,
  other,
  payload,
  payloadOf,
  predicate,
  SIGNED_AT,
  startSigner,
  year2026,
} from './testing/signed-bundle.ts';
import { type BundleToVerify, verifyBundle } from './verify-bundle.ts';

let signing: Awaited<ReturnType<typeof startSigner>>;
let signed: BundleJson;
beforeAll(async () => {
  signing = await startSigner();
  signed = await signing.bundleOf(payload);
});
afterAll(() => signing.stop());

/** The verdict on the good bundle, changed by `damage`, with other circumstances. */
const verdictOn = (
  damage: (bundle: BundleJson) => void,
  circumstances: Partial<BundleToVerify> = {},
  bundle = signed,
) => {
  const copy = structuredClone(bundle);
  damage(copy);
  const bundleBytes = new TextEncoder().encode(JSON.stringify(copy));
  return verifyBundle({
    bundleBytes,
    artifactSha256: ARTIFACT,
    trust: acmeTrust,
    tenant: 'acme',
    ...circumstances,
  });
};
const untouched = (): void => undefined;

describe('a verifier refuses', () => {
  const flip = (text: string, at: number): string => {
    const bytes = Buffer.from(text, 'base64');
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    return bytes.toString('base64');
  };
  const firstSignature = (bundle: BundleJson) => bundle.dsseEnvelope.signatures[0] ?? { sig: '', keyid: '' };

  const damages: readonly (readonly [string, (bundle: BundleJson) => void, string])[] = [
    [
      'a flipped bit of the signature',
      (b) => (firstSignature(b).sig = flip(firstSignature(b).sig, 12)),
      'SIGNATURE_INVALID',
    ],
    [
      'a flipped bit of the payload',
      (b) => (b.dsseEnvelope.payload = flip(b.dsseEnvelope.payload, 9)),
      'SIGNATURE_INVALID',
    ],
    [
      'another payload under the old signature',
      (b) => (b.dsseEnvelope.payload = Buffer.from(payloadOf(sha256Hex('x'), {})).toString('base64')),
      'SIGNATURE_INVALID',
    ],
    ['another payload type', (b) => (b.dsseEnvelope.payloadType = 'text/plain'), 'SIGNATURE_INVALID'],
    [
      'the hint of a key it does not know',
      (b) => (b.verificationMaterial.publicKey.hint = 'f'.repeat(64)),
      'SIGNER_NOT_TRUSTED',
    ],
    ['no hint', (b) => (b.verificationMaterial.publicKey.hint = ''), 'SIGNER_NOT_TRUSTED'],
    [
      'an older media type',
      (b) => (b.mediaType = 'application/vnd.dev.sigstore.bundle+json;version=0.2'),
      'BUNDLE_MEDIA_TYPE_UNKNOWN',
    ],
    [
      'an invented media type',
      (b) => (b.mediaType = 'application/vnd.dev.sigstore.bundle.v9.9+json'),
      'BUNDLE_MEDIA_TYPE_UNKNOWN',
    ],
    ['no media type', (b) => (b.mediaType = ''), 'BUNDLE_MALFORMED'],
    ['two signatures', (b) => b.dsseEnvelope.signatures.push(firstSignature(b)), 'BUNDLE_MALFORMED'],
    ['no signature', (b) => (b.dsseEnvelope.signatures = []), 'BUNDLE_MALFORMED'],
    ['an empty payload', (b) => (b.dsseEnvelope.payload = ''), 'BUNDLE_MALFORMED'],
    [
      'a certificate in the place of the key',
      (b) =>
        Object.assign(b, { verificationMaterial: { certificate: { rawBytes: 'AAAA' }, tlogEntries: [] } }),
      'CERTIFICATE_MALFORMED',
    ],
    [
      'a transparency entry that nobody checks',
      (b) =>
        (b.verificationMaterial.tlogEntries = [
          {
            logIndex: '1',
            logId: { keyId: 'AAAA' },
            kindVersion: { kind: 'dsse', version: '0.0.1' },
            integratedTime: '1',
            canonicalizedBody: 'AAAA',
            inclusionProof: {
              logIndex: '1',
              rootHash: 'AAAA',
              treeSize: '2',
              hashes: [],
              checkpoint: { envelope: 'x' },
            },
          },
        ]),
      'SIGNATURE_INVALID',
    ],
  ];
  it.each(damages)('%s', (_what, damage, code) => {
    expect(verdictOn(damage)).toMatchObject({ verdict: 'failed', code });
  });

  it.each([
    ['no JSON', '{'],
    ['null', 'null'],
    ['a number', '1'],
    ['a list', '[]'],
    ['nothing but nulls', '{"mediaType":null,"verificationMaterial":null,"dsseEnvelope":null}'],
    ['too much', ' '.repeat(BUNDLE_BYTES_MAX + 1)],
  ])('%s in the place of a bundle', (_what, text) => {
    const bundleBytes = new TextEncoder().encode(text);
    expect(
      verifyBundle({ bundleBytes, artifactSha256: ARTIFACT, trust: acmeTrust, tenant: 'acme' }),
    ).toMatchObject({
      verdict: 'failed',
      code: 'BUNDLE_MALFORMED',
    });
  });

  const circumstances: readonly (readonly [string, Partial<BundleToVerify>, string])[] = [
    ['a statement about another file', { artifactSha256: sha256Hex('another archive') }, 'SUBJECT_DIFFERENT'],
    ['the key of another tenant', { tenant: 'globex' }, 'SIGNER_TENANT_DIFFERENT'],
    ['a tenant that only begins alike', { tenant: 'acm' }, 'SIGNER_TENANT_DIFFERENT'],
    [
      'a statement of another tenant under a key that both share',
      { tenant: 'globex', trust: anchored({ ...acme, tenant: 'globex', ...year2026 }) },
      'STATEMENT_TENANT_DIFFERENT',
    ],
    ['an anchor without keys', { trust: anchored() }, 'SIGNER_NOT_TRUSTED'],
    [
      'a key that is not in the anchor',
      { trust: anchored({ ...other, tenant: 'acme', ...year2026 }) },
      'SIGNER_NOT_TRUSTED',
    ],
    ['another pin', { trust: { kind: 'pin', pin: other.keyId, claim: other } }, 'SIGNER_NOT_TRUSTED'],
    [
      'a pin whose key did not come along',
      { trust: { kind: 'pin', pin: acme.keyId, claim: undefined } },
      'SIGNER_KEY_MISSING',
    ],
    [
      'a key that has not the pinned fingerprint',
      { trust: { kind: 'pin', pin: acme.keyId, claim: { keyId: acme.keyId, spki: other.spki } } },
      'SIGNATURE_INVALID',
    ],
    [
      'a key after its window',
      { trust: anchored({ ...acme, tenant: 'acme', ...year2026, validTo: '2026-03-01T11:59:59.999Z' }) },
      'KEY_WINDOW_MISSED',
    ],
    [
      'a key before its window',
      { trust: anchored({ ...acme, tenant: 'acme', ...year2026, validFrom: '2026-03-01T12:00:00.001Z' }) },
      'KEY_WINDOW_MISSED',
    ],
    [
      'a signature that the registry recorded after the window',
      { atMs: Date.UTC(2027, 0, 1) },
      'KEY_WINDOW_MISSED',
    ],
  ];
  it.each(circumstances)('%s', (_what, changed, code) => {
    expect(verdictOn(untouched, changed)).toMatchObject({ verdict: 'failed', code });
  });

  it.each([
    ['is no statement', canonicalBytes({ hello: 'world' })],
    [
      'does not hold what its predicate type demands',
      payloadOf(ARTIFACT, { tenant: 'acme', signedAt: SIGNED_AT }),
    ],
    [
      'names a time that is none',
      payloadOf(ARTIFACT, { ...predicate, signedAt: '2026-02-30T00:00:00.000Z' }),
    ],
    ['hides something in its predicate', payloadOf(ARTIFACT, { ...predicate, note: 'x' })],
    [
      'is of a foreign type and names no time of signing',
      statement({
        subjectName: 'x',
        sha256: ARTIFACT,
        predicateType: 'https://example.org/p/v1',
        predicate: { tenant: 'acme' },
      }),
    ],
    ['is no JSON', new TextEncoder().encode('{')],
    [
      'has two subjects',
      canonicalBytes({
        ...JSON.parse(new TextDecoder().decode(payload)),
        subject: [ARTIFACT, sha256Hex('x')].map((sha256) => ({ name: 'evidence.tar', digest: { sha256 } })),
      }),
    ],
  ])('a payload that %s although its signature is good', async (_what, content) => {
    expect(verdictOn(untouched, {}, await signing.bundleOf(content))).toMatchObject({
      code: 'STATEMENT_MALFORMED',
    });
  });

  it('a signed payload of another type', async () => {
    expect(verdictOn(untouched, {}, await signing.bundleOf(payload, 'acme', 'text/plain'))).toMatchObject({
      code: 'STATEMENT_MALFORMED',
    });
  });

  it('what somebody signed under the pinned key id with a key of his own', async () => {
    const bundle = await signing.bundleOf(payload, 'globex');
    const pretend = (b: BundleJson) => (b.verificationMaterial.publicKey.hint = acme.keyId);
    const claim = { keyId: acme.keyId, spki: other.spki };
    expect(verdictOn(pretend, { trust: { kind: 'pin', pin: acme.keyId, claim } }, bundle)).toMatchObject({
      verdict: 'failed',
      code: 'SIGNATURE_INVALID',
    });
  });

  it('what another tenant signed about the same file', async () => {
    const bundle = await signing.bundleOf(payload, 'globex');
    expect(verdictOn(untouched, {}, bundle)).toMatchObject({ code: 'SIGNER_NOT_TRUSTED' });
    const both = anchored(
      { ...acme, tenant: 'acme', ...year2026 },
      { ...other, tenant: 'globex', ...year2026 },
    );
    expect(verdictOn(untouched, { trust: both }, bundle)).toMatchObject({ code: 'SIGNER_TENANT_DIFFERENT' });
  });
});
