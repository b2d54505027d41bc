import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

import { objectStoreKeys, type ObjectStoreSettings } from '@policy-registry/object-store/settings';
import { ConfigInvalid, flag, readConfig, type Environment } from '@policy-registry/platform/config';
import { z } from 'zod';

import { UsageFault } from './answer.ts';

const PROJECT = resolve(import.meta.dirname, '..', '..');
const DEFAULT_STACK = join(PROJECT, '.registry', 'stack.json');

/** Where the blobs are, as a program of the registry is told it. */
const StoreVariables = z.object(objectStoreKeys);

/** What of the description of a running stack matters to this program. */
const StackFile = z.looseObject({
  gatewayUrl: z.string(),
  gatewayUrls: z.array(z.string()).default([]),
  projectorUrls: z.array(z.string()).default([]),
  runnerUrls: z.array(z.string()).default([]),
  issuerUrl: z.string(),
  nats: z.looseObject({
    url: z.string(),
    admin: z.string(),
    auditor: z.string(),
    keys: z.string(),
  }),
  database: z.looseObject({ ownerUrl: z.string() }),
  objectStore: StoreVariables.optional(),
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
  /** Of commands that can be a dry run. */
  dryRun: z.boolean().default(false),
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
  /** The S3 service that has the blobs, where the broker has not. */
  readonly objectStore: ObjectStoreSettings | undefined;
  /** Where the projectors, the runners and all gateways but the first of a stack answer. */
  readonly programUrls: readonly string[];
  /** The folder of the keys that credentials of the broker are made with. */
  readonly brokerKeys: string | undefined;
};

/** Variables, which options of the same name take the place of. */
export const PolicyctlVariables = z
  .object({
    POLICYCTL_URL: z.string().optional().describe('address of the gateway'),
    POLICYCTL_TENANT: z.string().optional().describe('tenant to act in'),
    POLICYCTL_TOKEN: z.string().optional().describe('access token; unset: one is asked for'),
    POLICYCTL_DPOP: flag().default(false).describe('ask for tokens that are bound to a key of this session'),
    POLICYCTL_ISSUER: z.string().optional().describe('address of the development issuer'),
    POLICYCTL_AS: z
      .string()
      .optional()
      .describe('persona of the development issuer; unset: who logged in last'),
    POLICYCTL_STACK: z.string().optional().describe('file that describes a running stack'),
    POLICYCTL_HOME: z.string().optional().describe('folder where tokens are kept between two calls'),
    POLICYCTL_NATS_URL: z.string().optional().describe('the broker, for audits and the tenants’ credentials'),
    POLICYCTL_NATS_CREDS_FILE: z.string().optional().describe('credentials of the broker user auditor'),
    POLICYCTL_NATS_ADMIN_CREDS_FILE: z
      .string()
      .optional()
      .describe('credentials of the broker user admin, for backups'),
    POLICYCTL_DATABASE_OWNER_URL: z
      .string()
      .optional()
      .describe('PostgreSQL under the role registry_owner, for backups'),
    POLICYCTL_S3_ENDPOINT: objectStoreKeys.S3_ENDPOINT.describe(
      'address of the S3 service that has the blobs, for backups and the doctor; unset: they are in the broker',
    ),
    POLICYCTL_S3_REGION: objectStoreKeys.S3_REGION,
    POLICYCTL_S3_BUCKET_PREFIX: objectStoreKeys.S3_BUCKET_PREFIX,
    POLICYCTL_S3_CREDENTIALS_FILE: objectStoreKeys.S3_CREDENTIALS_FILE.describe(
      'JSON with access keys that may list the buckets; required with an endpoint',
    ),
    POLICYCTL_BROKER_KEYS: z
      .string()
      .optional()
      .describe('folder of the keys that credentials are made with'),
  })
  .check(({ value, issues }) => {
    const [endpoint, credentials] = ['POLICYCTL_S3_ENDPOINT', 'POLICYCTL_S3_CREDENTIALS_FILE'] as const;
    const report = (key: string, message: string): void =>
      void issues.push({ code: 'custom', path: [key], input: value, message });
    if (value[endpoint] !== undefined && value[credentials] === undefined)
      report(credentials, `it is required with ${endpoint}`);
    for (const [key, given] of Object.entries(value))
      if (value[endpoint] === undefined && key.startsWith('POLICYCTL_S3_') && given !== undefined)
        report(key, `it is of no use without ${endpoint}`);
  });

/** Options come first, then variables (`POLICYCTL_…`), then the description of a running stack. */
export const readSettings = async (options: GlobalOptions, env: Environment): Promise<Settings> => {
  const variables = readVariables(env);
  const chosen = {
    url: variables.POLICYCTL_URL,
    tenant: variables.POLICYCTL_TENANT,
    token: variables.POLICYCTL_TOKEN,
    issuer: variables.POLICYCTL_ISSUER,
    stack: variables.POLICYCTL_STACK,
    home: variables.POLICYCTL_HOME,
    as: variables.POLICYCTL_AS,
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
    isBound: options.dpop || variables.POLICYCTL_DPOP,
    home: chosen.home ?? join(dirname(stackFile ?? DEFAULT_STACK), 'policyctl'),
    ...serversOf(variables, stack),
  };
};

const readVariables = (env: Environment): z.infer<typeof PolicyctlVariables> => {
  try {
    return readConfig(PolicyctlVariables, env);
  } catch (error) {
    throw error instanceof ConfigInvalid ? new UsageFault(error.message, { cause: error }) : error;
  }
};

const defaultStack = (): string | undefined => (existsSync(DEFAULT_STACK) ? DEFAULT_STACK : undefined);

const readStack = async (path: string): Promise<z.infer<typeof StackFile>> => {
  try {
    return StackFile.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw new UsageFault(`${path} does not describe a running registry; start one with npm start`, { cause });
  }
};

const programsOf = (stack: z.infer<typeof StackFile> | undefined): readonly string[] =>
  stack === undefined ? [] : [...stack.gatewayUrls.slice(1), ...stack.projectorUrls, ...stack.runnerUrls];

const serversOf = (
  variables: z.infer<typeof PolicyctlVariables>,
  stack: z.infer<typeof StackFile> | undefined,
): Pick<
  Settings,
  'broker' | 'administrator' | 'brokerKeys' | 'databaseUrl' | 'objectStore' | 'programUrls'
> => {
  const { nats, database } = stack ?? {};
  const url = variables.POLICYCTL_NATS_URL ?? nats?.url;
  const as = (credentialsFile: string | undefined): BrokerAccess | undefined =>
    url === undefined || credentialsFile === undefined ? undefined : { url, credentialsFile };
  return {
    broker: as(variables.POLICYCTL_NATS_CREDS_FILE ?? nats?.auditor),
    administrator: as(variables.POLICYCTL_NATS_ADMIN_CREDS_FILE ?? nats?.admin),
    brokerKeys: variables.POLICYCTL_BROKER_KEYS ?? nats?.keys,
    databaseUrl: variables.POLICYCTL_DATABASE_OWNER_URL ?? database?.ownerUrl,
    objectStore: storeOf(variables, stack),
    programUrls: programsOf(stack),
  };
};

const storeOf = (
  variables: z.infer<typeof PolicyctlVariables>,
  stack: z.infer<typeof StackFile> | undefined,
): ObjectStoreSettings | undefined =>
  variables.POLICYCTL_S3_ENDPOINT === undefined
    ? stack?.objectStore
    : {
        OBJECT_STORE: 's3',
        S3_ENDPOINT: variables.POLICYCTL_S3_ENDPOINT,
        S3_REGION: variables.POLICYCTL_S3_REGION,
        S3_BUCKET_PREFIX: variables.POLICYCTL_S3_BUCKET_PREFIX,
        S3_CREDENTIALS_FILE: variables.POLICYCTL_S3_CREDENTIALS_FILE,
      };
