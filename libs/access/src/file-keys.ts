import { readFile } from 'node:fs/promises';

import { createLocalJWKSet } from 'jose';

import type { IssuerKeys } from './issuer-keys.ts';

const AGE_MAX_MS = 1_000;

type LocalKeys = ReturnType<typeof createLocalJWKSet>;

/**
 * Keys of a file for installations that reach no issuer. It is read again when a second has passed, so keys come and go
 * without a restart; while it cannot be read nobody is let in, because the keys it had may have been withdrawn.
 */
export const fileKeys = (file: string): IssuerKeys => {
  let read: { readonly untilMs: number; readonly keys: Promise<LocalKeys> } | undefined;
  const current = (): Promise<LocalKeys> => {
    if (read === undefined || performance.now() >= read.untilMs) {
      read = { untilMs: performance.now() + AGE_MAX_MS, keys: keysIn(file) };
    }
    return read.keys;
  };
  return {
    find: async (header, token) => (await current())(header, token),
    count: async () => (await current()).jwks().keys.length,
  };
};

const keysIn = async (file: string): Promise<LocalKeys> =>
  createLocalJWKSet(JSON.parse(await readFile(file, 'utf8')));
