import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { fromSeed, type KeyPair } from '@nats-io/nkeys';

import { writeUnlessThere } from '../stack/private-file.ts';

/**
 * Where the keys of the broker's accounts lie: a folder for each account, with its identity, the public half of that,
 * and one signing key for each role. Whoever is to make credentials of one role needs two of these files, no more.
 */
export type KeyFiles = {
  readonly folder: string;
  readonly operator: string;
  readonly accountOf: (account: string) => string;
  readonly publicOf: (account: string) => string;
  readonly signingOf: (account: string, role: string) => string;
};

export const keyFilesIn = (folder: string): KeyFiles => ({
  folder,
  operator: join(folder, 'operator.nk'),
  accountOf: (account) => join(folder, 'accounts', account, 'account.nk'),
  publicOf: (account) => join(folder, 'accounts', account, 'account.pub'),
  signingOf: (account, role) => join(folder, 'accounts', account, `${role}.nk`),
});

export const SYSTEM = 'system';
export const SERVICE = 'service';
export const tenantAccount = (tenant: string): string => `tenant-${tenant}`;
export const auditAccount = (tenant: string): string => `audit-${tenant}`;

/** Who sets AUDIT up in the account of a tenant's auditors. */
export const KEEPER = 'keeper';

/** The key pair kept in a file; made when there is none. */
export const keptKey = async (path: string, create: () => KeyPair): Promise<KeyPair> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeUnlessThere(path, create().getSeed());
  return readKey(path);
};

/** The key pair kept in a file. What the file holds is in no error. */
export const readKey = async (path: string): Promise<KeyPair> => {
  const seed = await readFile(path);
  try {
    return fromSeed(new TextEncoder().encode(seed.toString('ascii').trim()));
  } catch {
    throw new Error(`${path} holds no key`);
  }
};
