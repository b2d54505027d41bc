import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { encodeOperator, parseCreds } from '@nats-io/jwt';
import { createOperator } from '@nats-io/nkeys';
import { SERVICE_USERS, type ServiceUser } from '@policy-registry/contracts';
import { z } from 'zod';

import { codeOf } from '../servers/error-code.ts';
import { readJson, writePrivate, writePrivateJson, writeUnlessThere } from '../stack/private-file.ts';
import { accountTokens, type AccountToken } from './account-tokens.ts';
import { newCredentials, type NewUser } from './credentials.ts';
import { auditAccount, KEEPER, keptKey, keyFilesIn, SERVICE, SYSTEM, type KeyFiles } from './key-files.ts';

/** What a broker and its users need, as files of one folder. */
export type BrokerFiles = {
  readonly keys: KeyFiles;
  /** Operator and accounts, for nats.conf: nothing secret. */
  readonly settings: string;
  readonly credentialsOf: (user: ServiceUser) => string;
  /** Credentials that set AUDIT up, `<tenant>.creds`. */
  readonly keepers: string;
  /** The public keys that the services sign their commands with. */
  readonly commandKeys: string;
};

export const brokerFilesIn = (folder: string): BrokerFiles => ({
  keys: keyFilesIn(join(folder, 'keys')),
  settings: join(folder, 'accounts.conf'),
  credentialsOf: (user) => join(folder, 'users', `${user}.creds`),
  keepers: join(folder, 'keepers'),
  commandKeys: join(folder, 'command-keys.json'),
});

/**
 * Makes what is missing, and writes the settings for these tenants. What was made before stays as it is, but for public keys of
 * commands that nobody has credentials for any more, when `forgetsKeys`.
 */
export const prepareBroker = async (
  folder: string,
  tenants: readonly string[],
  { forgetsKeys = false }: { readonly forgetsKeys?: boolean } = {},
): Promise<BrokerFiles> => {
  const files = brokerFilesIn(folder);
  const accounts = await accountTokens(files.keys, tenants);
  for (const { name, publicKey } of accounts) await writePrivate(files.keys.publicOf(name), publicKey);
  for (const user of SERVICE_USERS)
    await keptCredentials(files.keys, files.credentialsOf(user), {
      account: SERVICE,
      role: user,
      name: user,
    });
  for (const tenant of tenants)
    await keptCredentials(files.keys, join(files.keepers, `${tenant}.creds`), {
      account: auditAccount(tenant),
      role: KEEPER,
      name: KEEPER,
    });
  await writePrivateJson(files.commandKeys, await commandKeysOf(files, forgetsKeys));
  await writePrivate(files.settings, await settingsOf(files.keys, accounts));
  return files;
};

const keptCredentials = async (keys: KeyFiles, path: string, user: NewUser): Promise<void> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  if (!(await isThere(path))) await writeUnlessThere(path, await newCredentials(keys, user));
};

const isThere = async (path: string): Promise<boolean> => {
  try {
    await readFile(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
};

/** Keys that are there already stay: an operator takes one out when the last process that signs with it is gone. */
const commandKeysOf = async (
  { credentialsOf, commandKeys }: BrokerFiles,
  forgetsKeys: boolean,
): Promise<CommandKeys> => {
  const kept = forgetsKeys ? undefined : await readJson(commandKeys, CommandKeys);
  const keysOf = async (user: keyof CommandKeys): Promise<string[]> => {
    const { uc } = await parseCreds(await readFile(credentialsOf(user)));
    return [...new Set([...(kept?.[user] ?? []), uc.sub])];
  };
  return {
    gateway: await keysOf('gateway'),
    projector: await keysOf('projector'),
    runner: await keysOf('runner'),
  };
};

const Keys = z.array(z.string());
const CommandKeys = z.object({ gateway: Keys, projector: Keys, runner: Keys });
type CommandKeys = z.infer<typeof CommandKeys>;

/** The broker trusts the operator's key, and knows the accounts by their tokens: it asks nobody for them. */
const settingsOf = async (keys: KeyFiles, accounts: readonly AccountToken[]): Promise<string> => {
  const system = accounts.find(({ name }) => name === SYSTEM)?.publicKey ?? '';
  const operator = await encodeOperator('policy-registry', await keptKey(keys.operator, createOperator), {
    system_account: system,
  });
  return [
    `operator: ${operator}`,
    `system_account: ${system}`,
    'resolver: MEMORY',
    'resolver_preload {',
    ...accounts.flatMap(({ name, publicKey, token }) => [`  # ${name}`, `  ${publicKey}: ${token}`]),
    '}',
    '',
  ].join('\n');
};
