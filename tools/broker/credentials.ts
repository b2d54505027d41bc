import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { encodeUser, fmtCreds } from '@nats-io/jwt';
import { createUser } from '@nats-io/nkeys';
import type { TenantRole } from '@policy-registry/contracts';
import { base32 } from '@policy-registry/kernel';

import { auditAccount, readKey, tenantAccount, type KeyFiles } from './key-files.ts';

const NAME_BYTES = 10;
const MS_PER_SECOND = 1_000;

export type NewUser = {
  readonly account: string;
  readonly role: string;
  /** One token: the user's inbox has it in its subject. */
  readonly name: string;
  readonly expiresAtMs?: number;
};

/** A user that did not exist before, by its credentials file: its name, its expiry and its private key; all else is the role's. */
export const newCredentials = async (
  files: KeyFiles,
  { account, role, name, expiresAtMs }: NewUser,
): Promise<Uint8Array> => {
  const signer = await readKey(files.signingOf(account, role));
  const issuer = (await readFile(files.publicOf(account), 'utf8')).trim();
  const user = createUser();
  const expiry = expiresAtMs === undefined ? {} : { exp: Math.floor(expiresAtMs / MS_PER_SECOND) };
  const token = await encodeUser(name, user, issuer, {}, { signer, scopedUser: true, ...expiry });
  return fmtCreds(token, user);
};

/** Short-lived credentials for somebody of a tenant. */
export const tenantCredentials = (
  files: KeyFiles,
  of: { readonly tenant: string; readonly role: TenantRole; readonly expiresAtMs: number },
): Promise<Uint8Array> =>
  newCredentials(files, {
    account: of.role === 'scheduler' ? tenantAccount(of.tenant) : auditAccount(of.tenant),
    role: of.role,
    name: `${of.role}-${base32(randomBytes(NAME_BYTES))}`,
    expiresAtMs: of.expiresAtMs,
  });
