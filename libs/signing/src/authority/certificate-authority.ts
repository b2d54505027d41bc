import { type KeyObject, type X509Certificate } from 'node:crypto';

import { certify, issuerOf, type KeyPair, newKey, wholeSecond } from './certificate.ts';
import { signingExtensions } from './extensions.ts';

/** As long as Fulcio's: whoever steals such a key has it for no longer, and a time stamp keeps its signatures good. */
export const LEAF_VALID_MS = 10 * 60_000;

/** Whom a certificate names: exactly one identity, and who vouched for it. */
export type Identity = { readonly identity: string; readonly issuer: string };

/** A new key and its certificate for one identity, valid from the second of `nowMs`. */
export const certifyIdentity = ({ identity, issuer }: Identity, authority: KeyPair, nowMs: number): Leaf => {
  const privateKey = newKey();
  const notAfterMs = wholeSecond(nowMs) + LEAF_VALID_MS;
  const certificate = certify(
    {
      commonName: '',
      publicKey: privateKey,
      notBeforeMs: nowMs,
      notAfterMs,
      extensions: signingExtensions(identity, issuer),
    },
    issuerOf(authority),
  );
  return { certificate, privateKey, notAfterMs };
};

export type Leaf = {
  readonly certificate: X509Certificate;
  readonly privateKey: KeyObject;
  readonly notAfterMs: number;
};
