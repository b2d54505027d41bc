import { sign } from 'node:crypto';
import { Socket } from 'node:net';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { sha256Hex } from '@policy-registry/kernel';

import { IN_TOTO_PAYLOAD_TYPE } from './statement.ts';
import {
  acme,
  acmePem,
  acmeTrust,
  ARTIFACT,
  type BundleJson,
  other,
  payload,
  startSigner,
} from './testing/signed-bundle.ts';
import type { Trust } from './trust.ts';
import { type BundleToVerify, verifyBundle } from './verify-bundle.ts';

let signing: Awaited<ReturnType<typeof startSigner>>;
let signed: BundleJson;
beforeAll(async () => {
  signing = await startSigner();
  signed = await signing.bundleOf(payload);
});
afterAll(() => signing.stop());

const verdictOn = (bundle: BundleJson, circumstances: Partial<BundleToVerify> = {}) => {
  const bundleBytes = new TextEncoder().encode(JSON.stringify(bundle));
  return verifyBundle({
    bundleBytes,
    artifactSha256: ARTIFACT,
    trust: acmeTrust,
    tenant: 'acme',
    ...circumstances,
  });
};

describe('a bundle signed with a local key', () => {
  it('is a Sigstore bundle v0.3 with a DSSE envelope of one signature and the key id as hint', () => {
    expect(signed).toMatchObject({
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      verificationMaterial: { publicKey: { hint: acme.keyId } },
      dsseEnvelope: {
        payloadType: 'application/vnd.in-toto+json',
        payload: Buffer.from(payload).toString('base64'),
      },
    });
    expect(signed.dsseEnvelope.signatures).toHaveLength(1);
  });

  it('is signed over the DSSE pre-authentication encoding', () => {
    // DSSE v1, PAE(type, body) = "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body.
    const type = IN_TOTO_PAYLOAD_TYPE;
    const encoded = Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${payload.length} `), payload]);
    const byHand = sign('sha256', encoded, acmePem).toString('base64');
    const dsseEnvelope = { ...signed.dsseEnvelope, signatures: [{ sig: byHand, keyid: acme.keyId }] };
    expect(verdictOn({ ...signed, dsseEnvelope })).toMatchObject({ verdict: 'verified' });
  });

  it('is verified under the trust anchor of its tenant', () => {
    expect(verdictOn(signed)).toStrictEqual({
      verdict: 'verified',
      keyId: acme.keyId,
      statement: JSON.parse(new TextDecoder().decode(payload)),
    });
  });

  it('is verified under a pin when the key comes along', () => {
    const pinned: Trust = { kind: 'pin', pin: acme.keyId, claim: acme };
    expect(verdictOn(signed, { trust: pinned })).toMatchObject({ verdict: 'verified', keyId: acme.keyId });
  });

  it('is signed and verified without the network', async () => {
    const connect = jest.spyOn(Socket.prototype, 'connect').mockImplementation(() => {
      throw new Error('the network was used');
    });
    try {
      const bundle = await signing.bundleOf(payload);
      expect(verdictOn(bundle)).toMatchObject({ verdict: 'verified' });
      expect(connect).not.toHaveBeenCalled();
    } finally {
      connect.mockRestore();
    }
  });

  it('is never called verified without an anchor', () => {
    const verdict = { verdict: 'not_established', keyId: acme.keyId };
    expect(verdictOn(signed, { trust: { kind: 'none', claim: acme } })).toMatchObject({
      ...verdict,
      signatureChecked: true,
    });
    expect(verdictOn(signed, { trust: { kind: 'none', claim: undefined } })).toMatchObject({
      ...verdict,
      signatureChecked: false,
    });
  });

  it('is refused without an anchor all the same when it contradicts itself', () => {
    const none: Trust = { kind: 'none', claim: acme };
    expect(verdictOn(signed, { trust: none, artifactSha256: sha256Hex('x') })).toMatchObject({
      code: 'SUBJECT_DIFFERENT',
    });
    expect(verdictOn(signed, { trust: { kind: 'none', claim: other } })).toMatchObject({
      code: 'SIGNATURE_INVALID',
    });
  });
});

describe('a signer', () => {
  it.each([
    ['has no key of the tenant', 'initech'],
    ['is asked for a path instead of a tenant', '../acme'],
    ['finds something else than a key', 'broken'],
    ['finds a key of another curve', 'p384'],
  ])('refuses when it %s', async (_what, tenant) => {
    await expect(signing.signer.sign(tenant, IN_TOTO_PAYLOAD_TYPE, payload)).rejects.toMatchObject({
      name: 'SigningFailed',
      code: 'SIGNER_KEY_MISSING',
    });
  });

  it('answers with the id of the key', async () => {
    const { keyId } = await signing.signer.sign('globex', IN_TOTO_PAYLOAD_TYPE, payload);
    expect(keyId).toBe(other.keyId);
    expect(keyId).toBe(sha256Hex(Buffer.from(other.spki, 'base64')));
  });
});
