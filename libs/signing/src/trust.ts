import { Sha256, Tenant, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

import { keyIdOfSpki } from './signing-key.ts';

/** An anchor names at most this many keys. */
export const TRUST_KEYS_MAX = 1_000;

const Spki = z.base64().min(1).max(1_024);

/** A signing key of one tenant and when it was in use; both ends belong to the window. */
const TrustedKey = z
  .strictObject({ keyId: Sha256, spki: Spki, tenant: Tenant, validFrom: Timestamp, validTo: Timestamp })
  .refine(({ keyId, spki }) => keyIdOfSpki(spki) === keyId, 'keyId is not the SHA-256 of spki')
  .refine(({ validFrom, validTo }) => validFrom <= validTo, 'the window ends before it begins');

/** The trust anchor that a registry publishes and a verifier keeps: it MUST NOT come with the evidence. */
export const TrustAnchor = z
  .strictObject({ keys: z.array(TrustedKey).max(TRUST_KEYS_MAX) })
  .refine(
    ({ keys }) => new Set(keys.map(({ keyId }) => keyId)).size === keys.length,
    'a key is listed twice',
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
