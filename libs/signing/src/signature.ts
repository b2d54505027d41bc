import { toSignedEntity, type TrustMaterial, Verifier } from '@sigstore/verify';

import type { KeyBundle } from './open-bundle.ts';
import { keyIdOfSpki, publicKeyOfSpki } from './signing-key.ts';

// The library demands one entry of each unless told otherwise. A local key has no transparency entry, certificate log
// or time stamp, and the statement says so; what comes along all the same meets no authority here, hence is refused.
const THRESHOLDS = { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 };
const NO_AUTHORITIES = { certificateAuthorities: [], timestampAuthorities: [], tlogs: [], ctlogs: [] };

/** Whether the bundle names this key (base64 DER SPKI) and its signature over the payload is that key's. No network. */
export const isSignedBy = (bundle: KeyBundle, spki: string): boolean => {
  if (keyIdOfSpki(spki) !== bundle.verificationMaterial.content.publicKey.hint) return false;
  try {
    const publicKey = publicKeyOfSpki(spki);
    // Windows are checked by the caller: without time stamps the library never asks for them.
    const material: TrustMaterial = {
      ...NO_AUTHORITIES,
      publicKey: () => ({ publicKey, validFor: () => true }),
    };
    new Verifier(material, THRESHOLDS).verify(toSignedEntity(bundle));
    return true;
  } catch {
    return false;
  }
};
