import { sign } from 'node:crypto';
import { Socket } from 'node:net';

import { describe, expect, it, jest } from '@jest/globals';
import { sha256Hex } from '@policy-registry/kernel';

import { LEAF_VALID_MS } from './authority/certificate-authority.ts';
import { timeStamp, timeStampRequest } from './authority/time-stamp.ts';
import {
  anchorOf,
  certified,
  type CertifiedJson,
  identityOf,
  ISSUER,
  otherCertificate,
  ours,
  SIGNED_AT_MS,
  theirs,
  trusting,
} from './testing/certified.ts';
import { ARTIFACT, payload, payloadOf, predicate, year2026 } from './testing/signed-bundle.ts';
import { type BundleToVerify, verifyBundle } from './verify-bundle.ts';

const verdictOn = (bundle: CertifiedJson, circumstances: Partial<BundleToVerify> = {}) =>
  verifyBundle({
    bundleBytes: new TextEncoder().encode(JSON.stringify(bundle)),
    artifactSha256: ARTIFACT,
    trust: trusting(anchorOf(ours)),
    tenant: 'acme',
    ...circumstances,
  });
const signed = await certified(payload);

describe('a bundle signed with a certificate and a time stamp', () => {
  it('is verified under the roots, and years after its certificate has expired', () => {
    expect(SIGNED_AT_MS + LEAF_VALID_MS).toBeLessThan(Date.now());
    expect(verdictOn(signed)).toMatchObject({ verdict: 'verified' });
  });

  it('is verified without the network', () => {
    const connect = jest.spyOn(Socket.prototype, 'connect').mockImplementation(() => {
      throw new Error('the network was used');
    });
    try {
      expect(verdictOn(signed)).toMatchObject({ verdict: 'verified' });
    } finally {
      connect.mockRestore();
    }
  });

  it('is verified beside the authority that came after, which has the same names', () => {
    const [before, after] = [anchorOf(ours), anchorOf(theirs)];
    const both = anchorOf(ours, {
      certificateAuthorities: [after, before].flatMap((anchor) => anchor.certificateAuthorities ?? []),
      timestampAuthorities: [after, before].flatMap((anchor) => anchor.timestampAuthorities ?? []),
    });
    expect(verdictOn(signed, { trust: trusting(both) })).toMatchObject({ verdict: 'verified' });
  });

  it('is never called verified without an anchor', () => {
    expect(verdictOn(signed, { trust: { kind: 'none', claim: undefined } })).toMatchObject({
      verdict: 'not_established',
      signatureChecked: true,
    });
    const keyId = sha256Hex('a key');
    expect(verdictOn(signed, { trust: { kind: 'pin', pin: keyId, claim: undefined } })).toMatchObject({
      code: 'SIGNER_NOT_TRUSTED',
    });
  });
});

const flip = (text: string, fromEnd: number): string => {
  const bytes = Buffer.from(text, 'base64');
  const at = bytes.length - fromEnd;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes.toString('base64');
};
const stampOf = ({ verificationMaterial }: CertifiedJson) =>
  verificationMaterial.timestampVerificationData.rfc3161Timestamps[0] ?? { signedTimestamp: '' };

/** The bundle with a time stamp of our authority for another time. */
const dated = (bundle: CertifiedJson, atMs: number): CertifiedJson => {
  const copy = structuredClone(bundle);
  const signature = Buffer.from(copy.dsseEnvelope.signatures[0]?.sig ?? '', 'base64');
  const stamp = timeStamp(timeStampRequest(signature), ours.timestamper, atMs);
  stampOf(copy).signedTimestamp = Buffer.from(stamp).toString('base64');
  return copy;
};

describe('a verifier refuses', () => {
  const damages: readonly (readonly [string, (bundle: CertifiedJson) => void, string])[] = [
    [
      'a certificate without a time stamp, over or not',
      (b) => (b.verificationMaterial.timestampVerificationData.rfc3161Timestamps = []),
      'TIMESTAMP_REQUIRED',
    ],
    [
      'a flipped bit of the payload',
      (b) => (b.dsseEnvelope.payload = flip(b.dsseEnvelope.payload, 9)),
      'SIGNATURE_INVALID',
    ],
    [
      'a flipped bit of the signature',
      (b) => b.dsseEnvelope.signatures.forEach((signature) => (signature.sig = flip(signature.sig, 3))),
      'SIGNATURE_INVALID',
    ],
    [
      'a flipped bit of the time stamp',
      (b) => (stampOf(b).signedTimestamp = flip(stampOf(b).signedTimestamp, 3)),
      'TIMESTAMP_INVALID',
    ],
    ['a time stamp that is none', (b) => (stampOf(b).signedTimestamp = 'AAAA'), 'TIMESTAMP_INVALID'],
    [
      'the same time stamp twice',
      (b) => b.verificationMaterial.timestampVerificationData.rfc3161Timestamps.push(stampOf(b)),
      'TIMESTAMP_INVALID',
    ],
    [
      'a flipped bit of the signature on the certificate',
      (b) =>
        (b.verificationMaterial.certificate.rawBytes = flip(b.verificationMaterial.certificate.rawBytes, 3)),
      'CERTIFICATE_NOT_TRUSTED',
    ],
    [
      'another certificate of the same signer',
      (b) => (b.verificationMaterial.certificate.rawBytes = otherCertificate()),
      'SIGNATURE_INVALID',
    ],
    [
      'bundle v0.2',
      (b) => (b.mediaType = 'application/vnd.dev.sigstore.bundle+json;version=0.2'),
      'BUNDLE_MEDIA_TYPE_UNKNOWN',
    ],
    [
      'bundle v0.1',
      (b) => (b.mediaType = 'application/vnd.dev.sigstore.bundle+json;version=0.1'),
      'BUNDLE_MEDIA_TYPE_UNKNOWN',
    ],
    [
      'an invented media type',
      (b) => (b.mediaType = 'application/vnd.dev.sigstore.bundle.v9.9+json'),
      'BUNDLE_MEDIA_TYPE_UNKNOWN',
    ],
  ];
  it.each(damages)('%s', (_what, damage, code) => {
    const copy = structuredClone(signed);
    damage(copy);
    expect(verdictOn(copy)).toMatchObject({ verdict: 'failed', code });
  });

  it('the time stamp of another signature', async () => {
    const copy = structuredClone(signed);
    stampOf(copy).signedTimestamp = stampOf(await certified(payload)).signedTimestamp;
    expect(verdictOn(copy)).toMatchObject({ code: 'TIMESTAMP_INVALID' });
  });

  it('what an authority of the same names signed, whole or with our time stamps', async () => {
    expect(verdictOn(await certified(payload, { authority: theirs }))).toMatchObject({
      code: 'TIMESTAMP_INVALID',
    });
    const mixed = await certified(payload, { authority: { ...ours, certifier: theirs.certifier } });
    expect(verdictOn(mixed)).toMatchObject({ code: 'CERTIFICATE_NOT_TRUSTED' });
  });

  it('a signature that was dated after its certificate was over', () => {
    expect(verdictOn(dated(signed, SIGNED_AT_MS + LEAF_VALID_MS))).toMatchObject({ verdict: 'verified' });
    expect(verdictOn(dated(signed, SIGNED_AT_MS + LEAF_VALID_MS + 1_000))).toMatchObject({
      code: 'CERTIFICATE_NOT_TRUSTED',
    });
  });

  it('a signature from after the time of its authority', () => {
    const authorities = anchorOf(ours).certificateAuthorities ?? [];
    const certificateAuthorities = authorities.map((each) => ({
      ...each,
      validTo: '2026-02-01T00:00:00.000Z',
    }));
    expect(verdictOn(signed, { trust: trusting(anchorOf(ours, { certificateAuthorities })) })).toMatchObject({
      code: 'CERTIFICATE_NOT_TRUSTED',
    });
  });

  it('what another tenant signed, whatever its statement says', async () => {
    expect(verdictOn(await certified(payload, { tenant: 'globex' }))).toMatchObject({
      code: 'SIGNER_TENANT_DIFFERENT',
    });
    const foreign = await certified(payloadOf(ARTIFACT, { ...predicate, tenant: 'globex' }));
    expect(verdictOn(foreign)).toMatchObject({ code: 'STATEMENT_TENANT_DIFFERENT' });
  });

  it('a signature over another subject', async () => {
    const bundle = await certified(payloadOf(sha256Hex('another archive'), predicate));
    expect(verdictOn(bundle)).toMatchObject({ code: 'SUBJECT_DIFFERENT' });
  });

  it.each([
    ['ends with the right one', `https://evil.example.com/${ISSUER}/tenants/acme`, ISSUER],
    ['begins with the right one', `${ISSUER}/tenants/acme.evil.example.com`, ISSUER],
    ['fits it as a pattern', identityOf('acme').identity.replace('.', 'x'), ISSUER],
    ['somebody else vouched for', identityOf('acme').identity, `${ISSUER}.evil.example.com`],
  ])('an identity that %s', async (_what, identity, issuer) => {
    const bundle = await certified(payload, { signer: { identityOf: () => ({ identity, issuer }) } });
    expect(verdictOn(bundle)).toMatchObject({ code: 'SIGNER_NOT_TRUSTED' });
  });

  it.each([
    ['time stamps', ours.timestamper],
    ['certifying others', ours.certifier],
  ])('what a key signed that is certified for %s', (_what, { certificate, privateKey }) => {
    const type = signed.dsseEnvelope.payloadType;
    const encoded = Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${payload.length} `), payload]);
    const copy = structuredClone(signed);
    copy.verificationMaterial.certificate.rawBytes = certificate.raw.toString('base64');
    copy.dsseEnvelope.signatures = [
      { sig: sign('sha256', encoded, privateKey).toString('base64'), keyid: '' },
    ];
    expect(verdictOn(dated(copy, SIGNED_AT_MS))).toMatchObject({ code: 'CERTIFICATE_PURPOSE_DIFFERENT' });
  });

  it('an identity whose window the time stamp misses', () => {
    const identities = [
      { tenant: 'acme', ...identityOf('acme'), ...year2026, validTo: '2026-02-28T23:59:59.999Z' },
    ];
    expect(verdictOn(signed, { trust: trusting(anchorOf(ours, { identities })) })).toMatchObject({
      code: 'KEY_WINDOW_MISSED',
    });
  });
});
