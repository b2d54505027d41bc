import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

import { z } from 'zod';

import { UsageFault } from './answer.ts';

const PROJECT = resolve(import.meta.dirname, '..', '..');
const DEFAULT_STACK = join(PROJECT, '.registry', 'stack.json');

/** What of the description of a running stack matters to this program. */
const StackFile = z.looseObject({
  gatewayUrl: z.string(),
  issuerUrl: z.string(),
  nats: z.looseObject({
    url: z.string(),
    admin: z.string(),
    auditor: z.string(),
    keys: z.string(),
  }),
  database: z.looseObject({ ownerUrl: z.string() }),
  trustFile: z.string(),
  tenants: z.array(z.string()).min(1),
});

/** The options that every command takes. */
export const GlobalOptions = z.object({
  output: z.enum(['table', 'json']).default('table'),
  json: z.boolean().default(false),
  url: z.string().optional(),
  tenant: z.string().optional(),
  token: z.string().optional(),
  dpop: z.boolean().default(false),
  issuer: z.string().optional(),
  stack: z.string().optional(),
  home: z.string().optional(),
  as: z.string().optional(),
});
export type GlobalOptions = z.infer<typeof GlobalOptions>;

/** How somebody reaches the broker. */
export type BrokerAccess = {
  readonly url: string;
  readonly credentialsFile: string;
};

/** Where the registry is and as whom it is asked. What is missing is only missed by a command that needs it. */
export type Settings = {
  readonly url: string | undefined;
  readonly tenant: string | undefined;
  readonly token: string | undefined;
  readonly issuerUrl: string | undefined;
  readonly persona: string | undefined;
  /** Ask for tokens that are bound to a key of this session. */
  readonly isBound: boolean;
  /** Where tokens are kept between two calls. */
  readonly home: string;
  /** The broker as the operator's auditor. */
  readonly broker: BrokerAccess | undefined;
  /** The broker as its administrator. */
  readonly administrator: BrokerAccess | undefined;
  /** The registry's database as the owner of its tables. */
  readonly databaseUrl: string | undefined;
  /** The folder of the keys that credentials of the broker are made with. */
  readonly brokerKeys: string | undefined;
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Options come first, then variables (`POLICYCTL_…`), then the description of a running stack. */
export const readSettings = async (options: GlobalOptions, env: Environment): Promise<Settings> => {
  const variable = (name: string): string | undefined => env[`POLICYCTL_${name}`] || undefined;
  const chosen = {
    url: variable('URL'),
    tenant: variable('TENANT'),
    token: variable('TOKEN'),
    issuer: variable('ISSUER'),
    stack: variable('STACK'),
    home: variable('HOME'),
    as: variable('AS'),
    ...options,
  };
  const stackFile = chosen.stack ?? (chosen.url === undefined ? defaultStack() : undefined);
  const stack = stackFile === undefined ? undefined : await readStack(stackFile);
  return {
    url: chosen.url ?? stack?.gatewayUrl,
    tenant: chosen.tenant,
    token: chosen.token,
    issuerUrl: chosen.issuer ?? stack?.issuerUrl,
    persona: chosen.as,
    isBound: options.dpop || variable('DPOP') === 'true',
    home: chosen.home ?? join(dirname(stackFile ?? DEFAULT_STACK), 'policyctl'),
    ...serversOf(variable, stack),
  };
};

const defaultStack = (): string | undefined => (existsSync(DEFAULT_STACK) ? DEFAULT_STACK : undefined);

const readStack = async (path: string): Promise<z.infer<typeof StackFile>> => {
  try {
    return StackFile.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw new UsageFault(`${path} does not describe a running registry; start one with npm start`, { cause });
  }
};

const serversOf = (
  variable: (name: string) => string | undefined,
  stack: z.infer<typeof StackFile> | undefined,
): Pick<Settings, 'broker' | 'administrator' | 'brokerKeys' | 'databaseUrl'> => {
  const { nats, database } = stack ?? {};
  const url = variable('NATS_URL') ?? nats?.url;
  const as = (credentialsFile: string | undefined): BrokerAccess | undefined =>
    url === undefined || credentialsFile === undefined ? undefined : { url, credentialsFile };
  return {
    broker: as(variable('NATS_CREDS_FILE') ?? nats?.auditor),
    administrator: as(variable('NATS_ADMIN_CREDS_FILE') ?? nats?.admin),
    brokerKeys: variable('BROKER_KEYS') ?? nats?.keys,
    databaseUrl: variable('DATABASE_OWNER_URL') ?? database?.ownerUrl,
  };
};
