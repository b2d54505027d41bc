import { X509Certificate } from 'node:crypto';

import { Sha256, Tenant, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

import { isOnlyFor, OID } from './authority/extensions.ts';
import { keyIdOfSpki } from './signing-key.ts';

/** An anchor names at most this many keys. */
export const TRUST_KEYS_MAX = 1_000;

/** And at most this many authorities of each kind. */
export const TRUST_AUTHORITIES_MAX = 100;

const Spki = z.base64().min(1).max(1_024);

/** A signing key of one tenant and when it was in use; both ends belong to the window. */
const TrustedKey = z
  .strictObject({ keyId: Sha256, spki: Spki, tenant: Tenant, validFrom: Timestamp, validTo: Timestamp })
  .refine(({ keyId, spki }) => keyIdOfSpki(spki) === keyId, 'keyId is not the SHA-256 of spki')
  .refine(({ validFrom, validTo }) => validFrom <= validTo, 'the window ends before it begins');

const Window = { validFrom: Timestamp, validTo: Timestamp };

const isCertificate = (der: string): boolean => {
  try {
    return new X509Certificate(Buffer.from(der, 'base64')).raw.toString('base64') === der;
  } catch {
    return false;
  }
};
const Certificate = z.base64().max(8_192).refine(isCertificate, 'no DER certificate');

/** Certificates that lead to a root, which is the last of them, and when what they vouch for counts. */
const TrustedAuthority = z.strictObject({ certificates: z.array(Certificate).min(2).max(8), ...Window });

// What a certificate can say without quotes, so that equal texts are equal identities.
const IdentityText = z.string().regex(/^[A-Za-z0-9:/@._~%+=?&#-]{1,120}$/);

/** The one identity in the certificates of a tenant's signer, word for word, and who vouched for it. */
const TrustedIdentity = z.strictObject({
  tenant: Tenant,
  identity: IdentityText,
  issuer: IdentityText,
  ...Window,
});

// RFC 3161 section 2.3: the key has this one purpose. The library that verifies time stamps does not look.
const stampsTime = (der = ''): boolean =>
  isOnlyFor(new X509Certificate(Buffer.from(der, 'base64')), OID.timeStamping);

/** The trust anchor that a registry publishes and a verifier keeps: it MUST NOT come with the evidence. */
export const TrustAnchor = z
  .strictObject({
    keys: z.array(TrustedKey).max(TRUST_KEYS_MAX),
    /** Who certifies signers: the certificate of the key that does it first. */
    certificateAuthorities: z.array(TrustedAuthority).max(TRUST_AUTHORITIES_MAX).optional(),
    /** Whose RFC 3161 time stamps count: the certificate of the key that signs them first. */
    timestampAuthorities: z.array(TrustedAuthority).max(TRUST_AUTHORITIES_MAX).optional(),
    identities: z.array(TrustedIdentity).max(TRUST_KEYS_MAX).optional(),
  })
  .refine(({ keys }) => new Set(keys.map(({ keyId }) => keyId)).size === keys.length, 'a key is listed twice')
  .refine(
    ({ identities = [] }) =>
      new Set(identities.map(({ identity, issuer }) => `${issuer} ${identity}`)).size === identities.length,
    'an identity is listed twice',
  )
  .refine(
    ({ timestampAuthorities = [] }) =>
      timestampAuthorities.every(({ certificates: [own] }) => stampsTime(own)),
    'the first certificate of a time stamp authority is not for time stamps alone',
  );
export type TrustAnchor = z.infer<typeof TrustAnchor>;

/** `signer.json` beside a bundle: the signer's key as the sender claims it. Proves nothing without an anchor. */
export const SignerClaim = z.strictObject({ keyId: Sha256, spki: Spki });
export type SignerClaim = z.infer<typeof SignerClaim>;

/**
 * What a verifier trusts: an anchor; the fingerprint of one key (SHA-256 of its DER SPKI), whose key then comes with
 * the bundle and MUST have that fingerprint; or nothing.
 */
export type Trust =
  | { readonly kind: 'anchor'; readonly anchor: TrustAnchor }
  | { readonly kind: 'pin'; readonly pin: string; readonly claim: SignerClaim | undefined }
  | { readonly kind: 'none'; readonly claim: SignerClaim | undefined };
