import type { X509Certificate } from 'node:crypto';

import { certify, type KeyPair, newIssuer, newKey } from './certificate.ts';
import { authorityExtensions, timeStampingExtensions } from './extensions.ts';

/** An authority of ours: one key certifies signers, one signs time stamps, and one root vouches for both. */
export type NewAuthority = {
  readonly root: X509Certificate;
  readonly certifier: KeyPair;
  readonly timestamper: KeyPair;
};

export type AuthorityParts = {
  /** What it is called, to tell it from another. */
  readonly name: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
};

/** Makes one. The root's key is forgotten: nobody can certify a third key, and the next authority has a root of its own. */
export const createAuthority = ({ name, ...window }: AuthorityParts): NewAuthority => {
  const rootName = `${name} root`;
  const root = newIssuer(rootName, newKey());
  const certified = (commonName: string, extensions: ReturnType<typeof authorityExtensions>): KeyPair => {
    const privateKey = newKey();
    return {
      privateKey,
      certificate: certify({ ...window, commonName, publicKey: privateKey, extensions }, root),
    };
  };
  return {
    root: certify(
      { ...window, commonName: rootName, publicKey: root.privateKey, extensions: authorityExtensions(1) },
      root,
    ),
    certifier: certified(`${name} signers`, authorityExtensions(0)),
    timestamper: certified(`${name} time stamps`, timeStampingExtensions()),
  };
};
