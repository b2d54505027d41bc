import { join } from 'node:path';

import type { BrokerFiles } from '../broker/prepare-broker.ts';
import type { DatabaseUrls } from './databases.ts';
import { inheritedEnvironment } from './environment.ts';
import { keepProgram, type Kept } from './keep-program.ts';
import { projectDir, type Layout } from './layout.ts';
import type { Ledger } from './ledger.ts';
import type { ObjectStore } from './object-store.ts';

/** The three applications, by the names of their folders. */
export type AppName = 'gateway' | 'projector' | 'simulation-runner';

/** One running instance of an application. */
export type App = Kept & { readonly app: AppName; readonly url: string };

export type AppContext = {
  readonly layout: Layout;
  readonly broker: BrokerFiles;
  readonly database: DatabaseUrls;
  readonly natsUrl: string;
  readonly objectStore: ObjectStore | undefined;
  readonly issuerUrl: string;
  readonly logLevel: string;
  /** Whether each instance can be told, by a file of its name in the folder for faults, where to kill itself. */
  readonly canBeKilled: boolean;
  /** Further variables per application. */
  readonly extra: Partial<Readonly<Record<AppName, Readonly<Record<string, string>>>>>;
  readonly ledger: Ledger;
  readonly report: (line: string) => void;
  /** Called when an instance was started again: its pid is another now. */
  readonly onRestart: () => void;
};

/** Starts one instance and keeps it running. */
export const startApp = async (
  context: AppContext,
  instance: { readonly app: AppName; readonly name: string; readonly port: number },
): Promise<App> => {
  const { layout, ledger, report, onRestart } = context;
  const { app, name, port } = instance;
  const kept = await keepProgram(
    { layout, ledger, report, onRestart },
    {
      name,
      args: ['--enable-source-maps', ...heapOf(app), join(projectDir, 'apps', app, 'dist', 'main.js')],
      env: environmentOf(context, instance),
    },
  );
  return { ...kept, app, url: `http://127.0.0.1:${port}` };
};

/** Runners collect garbage early, so that a large simulation stays small: docs/operations.md, Memory. */
const heapOf = (app: AppName): readonly string[] =>
  app === 'simulation-runner' ? ['--max-semi-space-size=8', '--heap-growing-percent=30'] : [];

const environmentOf = (
  context: AppContext,
  { app, name, port }: { readonly app: AppName; readonly name: string; readonly port: number },
): NodeJS.ProcessEnv => {
  return {
    ...inheritedEnvironment(),
    INSTANCE_NAME: name,
    HTTP_HOST: '127.0.0.1',
    HTTP_PORT: String(port),
    ...(app === 'gateway' && { PUBLIC_URL: `http://127.0.0.1:${port}` }),
    NATS_URL: context.natsUrl,
    NATS_CREDS_FILE: context.broker.credentialsOf(app === 'simulation-runner' ? 'runner' : app),
    LOG_LEVEL: context.logLevel,
    ...(app !== 'projector' && context.objectStore?.registry),
    ...ownVariables(context)[app],
    ...(context.canBeKilled && { INSECURE_FAULT_FILE: join(context.layout.faults, name) }),
    ...context.extra[app],
  };
};

const ownVariables = ({
  layout,
  broker,
  database,
  issuerUrl,
}: AppContext): Readonly<Record<AppName, Readonly<Record<string, string>>>> => ({
  gateway: {
    DATABASE_URL: database.gateway,
    OIDC_ISSUER: issuerUrl,
    OIDC_AUDIENCE: 'policy-registry',
    INSECURE_DEV_ISSUER: 'true',
    TEXT_KEY_FILE: layout.textKeyFile,
    TRUST_FILE: layout.trustFile,
    WEBHOOK_PUBLIC_KEY_FILE: layout.webhookPublicKeyFile,
    ...AMPLE_ADMISSION,
  },
  projector: {
    DATABASE_URL: database.projector,
    COMMAND_KEYS_FILE: broker.commandKeys,
    TEXT_KEY_FILE: layout.textKeyFile,
    SEED_FILE: layout.seedFile,
  },
  'simulation-runner': {
    EVIDENCE_KEY_DIR: layout.evidenceKeys,
    WEBHOOK_PRIVATE_KEY_FILE: layout.webhookPrivateKeyFile,
    ...runnerVariables(),
  },
});

/** One machine, one address and a few personas ask for everything: tests and benchmarks send thousands of requests. */
const AMPLE_ADMISSION = {
  RATE_ADDRESS_REQUESTS: '1000000',
  RATE_TENANT_READS: '1000000',
  RATE_TENANT_COMMANDS: '1000000',
  RATE_PRINCIPAL_READS: '1000000',
  RATE_PRINCIPAL_COMMANDS: '1000000',
  RATE_TENANT_UPLOAD_BYTES: String(1024 ** 4),
  REQUESTS_AT_ONCE_MAX: '4096',
  REQUESTS_AT_ONCE_TENANT_MAX: '2048',
  UPLOADS_AT_ONCE_TENANT_MAX: '64',
  EVENT_STREAMS_TENANT_MAX: '512',
  EVENT_STREAMS_PRINCIPAL_MAX: '512',
} as const;

/** Which engines the runners have, and whom they may call, is the caller's to say: `POLICY_ENGINE_URLS=… npm start`. */
const runnerVariables = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    RUNNER_VARIABLES.flatMap((key) => {
      const value = process.env[key];
      return value === undefined ? [] : [[key, value]];
    }),
  );

const RUNNER_VARIABLES = [
  'POLICY_ENGINE_URLS',
  'POLICY_ENGINE_TOKENS',
  'POLICY_ENGINE_DEFAULT',
  'POLICY_ENGINE_ANSWER_MS',
  'OPA_URL',
  'OPA_TOKEN',
  'WEBHOOK_ALLOWED_NETWORKS',
  'WEBHOOK_PLAIN_HTTP',
  'WEBHOOK_CA_FILE',
] as const;
