import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { BrokerFiles } from '../broker/prepare-broker.ts';
import type { Child } from '../servers/child.ts';
import { natsServerBinary } from '../servers/nats-binary.ts';
import { startNatsServer, type NatsServer } from '../servers/nats-server.ts';
import { startPostgres, type PostgresServer } from '../servers/postgres-server.ts';
import { Unavailable } from '../servers/unavailable.ts';
import { registryDatabase, type DatabaseUrls } from './databases.ts';
import { projectDir, type Layout } from './layout.ts';
import type { Ledger } from './ledger.ts';
import type { Ports } from './ports.ts';
import type { Secrets } from './secrets.ts';

/** The servers that every application stands on. */
export type Servers = {
  readonly nats: NatsServer;
  readonly postgres: PostgresServer;
  readonly database: DatabaseUrls;
};

export type ServerOptions = {
  readonly layout: Layout;
  readonly secrets: Secrets;
  readonly broker: BrokerFiles;
  readonly ports: Ports;
  readonly ledger: Ledger;
  readonly closing: AsyncDisposableStack;
  readonly syncInterval: string | undefined;
  /** Whether the folder outlives the stack. */
  readonly isKept: boolean;
  readonly report: (line: string) => void;
};

/** Starts the broker, then PostgreSQL with the registry's database; both end with `closing`, in the other order. */
export const startServers = async (options: ServerOptions): Promise<Servers> => {
  const { layout, secrets, ports, ledger, closing, report } = options;
  const binary = await natsServerBinary({ env: process.env, report });
  report(`starting nats-server ${binary.version} (${binary.source}) and PostgreSQL`);
  const nats = await startNatsServer({
    binary: binary.path,
    folder: layout.nats,
    logFile: join(layout.logs, 'nats-server.log'),
    preferredPort: ports.kept('nats'),
    syncInterval: options.syncInterval,
    settings: await readFile(options.broker.settings, 'utf8'),
    onSpawn: ledger.record,
  });
  closing.defer(nats.stop);
  ports.keep('nats', nats.port);

  const postgres = await startPostgres({
    folder: layout.postgres,
    projectDir,
    logFile: join(layout.logs, 'postgres.log'),
    password: secrets.database.admin,
    isKept: options.isKept,
    preferredPort: ports.kept('postgres'),
    onSpawn: ledger.record,
  });
  closing.defer(postgres.stop);
  ports.keep('postgres', postgres.port);
  return { nats, postgres, database: await registryDatabase(postgres, secrets.database) };
};

/** Resolves when a server ends that nobody stopped. Without it nothing can go on. */
export const lossOf = async (child: Child): Promise<Unavailable> => {
  const { code, signal } = await child.ended;
  return new Unavailable(
    `${child.name} ended unasked (${signal ?? `exit code ${code}`}); its log is ${child.logFile}`,
  );
};
