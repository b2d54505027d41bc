import { join } from 'node:path';

import type { BrokerFiles } from '../broker/prepare-broker.ts';
import { tenants } from '../dev-issuer/personas.ts';
import { startChild, tailOf } from '../servers/child.ts';
import { Unavailable } from '../servers/unavailable.ts';
import type { DatabaseUrls } from './databases.ts';
import { inheritedEnvironment } from './environment.ts';
import { projectDir, type Layout } from './layout.ts';
import type { ObjectStore } from './object-store.ts';
import type { Secrets } from './secrets.ts';

export type MigrationOptions = {
  readonly layout: Layout;
  readonly secrets: Secrets;
  readonly broker: BrokerFiles;
  readonly database: DatabaseUrls;
  readonly natsUrl: string;
  readonly objectStore: ObjectStore | undefined;
  readonly duplicateWindowMs: number;
  readonly replicas: number;
};

/** Makes roles, tables and streams, or brings them up to date: a program of its own, as in any deployment. */
export const migrate = async ({ layout, secrets, broker, ...options }: MigrationOptions): Promise<void> => {
  const child = await startChild({
    name: 'migrate',
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', join(projectDir, 'tools', 'migrate', 'main.ts')],
    env: {
      ...inheritedEnvironment(),
      DATABASE_ADMIN_URL: options.database.admin,
      DATABASE_OWNER_PASSWORD: secrets.database.owner,
      DATABASE_PROJECTOR_PASSWORD: secrets.database.projector,
      DATABASE_GATEWAY_PASSWORD: secrets.database.gateway,
      TENANTS: tenants.join(','),
      ...options.objectStore?.administrator,
      ...options.objectStore?.buckets,
      NATS_URL: options.natsUrl,
      NATS_CREDS_FILE: broker.credentialsOf('admin'),
      NATS_KEEPERS_DIR: broker.keepers,
      NATS_REPLICAS: String(options.replicas),
      NATS_DUPLICATE_WINDOW_MS: String(options.duplicateWindowMs),
    },
    cwd: projectDir,
    logFile: join(layout.logs, 'migrate.log'),
    stopSignal: 'SIGTERM',
  });
  const { code, signal } = await child.ended;
  if (code === 0) return;
  throw new Unavailable(
    `the database and the streams could not be set up (${signal ?? `exit code ${code}`}); ` +
      `the log ${child.logFile} says:\n${tailOf(child.logFile)}`,
  );
};
