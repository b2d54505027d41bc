import { sign as signBytes } from 'node:crypto';

import { type Signer, SigningFailed, TENANT_TOKEN } from '@policy-registry/kernel';
import { bundleToJSON } from '@sigstore/bundle';
import { DSSEBundleBuilder } from '@sigstore/sign';

import type { KeyPair } from './authority/certificate.ts';
import { certifyIdentity, type Identity } from './authority/certificate-authority.ts';
import { timeStamp, timeStampRequest } from './authority/time-stamp.ts';
import { isBundleWithCertificate, openBundle } from './open-bundle.ts';
import { publicKeyOf } from './signing-key.ts';
import { certificateIn, isSignedWithCertificate } from './verify-certificate.ts';

export type CertificateSignerParts = {
  readonly certifier: KeyPair;
  readonly timestamper: KeyPair;
  /** Whom the certificates of a tenant's signatures name; MUST differ from tenant to tenant. */
  readonly identityOf: (tenant: string) => Identity;
  readonly now?: () => number;
};

/**
 * Signs with a new key each time, certified for the tenant's identity by an authority of ours, and has our authority for
 * time stamps date the signature: it stays good when the certificate is long over.
 */
export const certificateSigner = ({
  certifier,
  timestamper,
  identityOf,
  now = Date.now,
}: CertificateSignerParts): Signer => ({
  sign: async (tenant, payloadType, payload) => {
    if (!TENANT_TOKEN.test(tenant))
      throw new SigningFailed('SIGNER_KEY_MISSING', 'the tenant is no tenant token');
    const nowMs = now();
    const { certificate, privateKey } = certifyIdentity(identityOf(tenant), certifier, nowMs);
    const signer = {
      sign: async (content: Buffer) => ({
        signature: signBytes('sha256', content, privateKey),
        key: { $case: 'x509Certificate' as const, certificate: certificate.toString() },
      }),
    };
    const bundle = await new DSSEBundleBuilder({ signer, witnesses: [] }).create({
      data: Buffer.from(payload),
      type: payloadType,
    });
    const [signature] = bundle.content.dsseEnvelope.signatures;
    if (signature === undefined) throw new TypeError('the envelope has no signature');
    const signedTimestamp = Buffer.from(timeStamp(timeStampRequest(signature.sig), timestamper, nowMs));
    bundle.verificationMaterial.timestampVerificationData = { rfc3161Timestamps: [{ signedTimestamp }] };
    const bytes = new TextEncoder().encode(JSON.stringify(bundleToJSON(bundle)));
    verifySigned(bytes);
    return { bundle: bytes, keyId: publicKeyOf(privateKey).keyId };
  },
});

// What leaves this module was read back and verified as a stranger would.
const verifySigned = (bytes: Uint8Array): void => {
  const bundle = openBundle(bytes);
  if (!('code' in bundle) && isBundleWithCertificate(bundle)) {
    const certificate = certificateIn(bundle);
    if (!('code' in certificate) && isSignedWithCertificate(bundle, certificate)) return;
  }
  throw new SigningFailed('SIGNATURE_NOT_VERIFIED', 'the new signature does not verify');
};
