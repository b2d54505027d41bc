import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { BrokerFiles } from '../broker/prepare-broker.ts';
import type { Child } from '../servers/child.ts';
import { natsServerBinary } from '../servers/nats-binary.ts';
import { startNatsServer } from '../servers/nats-server.ts';
import { startPostgres } from '../servers/postgres-server.ts';
import { Unavailable } from '../servers/unavailable.ts';
import { registryDatabase, type DatabaseUrls } from './databases.ts';
import { projectDir, type Layout } from './layout.ts';
import type { Ledger } from './ledger.ts';
import type { Ports } from './ports.ts';
import type { Secrets } from './secrets.ts';
import { supervise, type Supervised } from './supervisor.ts';

/** A server that is kept running, at the same address. */
export type Server = Supervised & { readonly logFile: string };

/** The servers that every application stands on. */
export type Servers = {
  readonly nats: Server & { readonly url: string };
  readonly postgres: Server;
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
  /** Called when a server was started again: its pid is another now. */
  readonly onRestart: () => void;
};

/** Starts the broker, then PostgreSQL with the registry's database; both end with `closing`, in the other order. */
export const startServers = async (options: ServerOptions): Promise<Servers> => {
  const { layout, ports, closing, report } = options;
  const binary = await natsServerBinary({ env: process.env, report });
  report(`starting nats-server ${binary.version} (${binary.source}) and PostgreSQL`);
  const nats = await keep(options, { name: 'nats', program: 'nats-server' }, async (preferredPort, logFile) =>
    startNatsServer({
      binary: binary.path,
      folder: layout.nats,
      logFile,
      preferredPort,
      syncInterval: options.syncInterval,
      settings: await readFile(options.broker.settings, 'utf8'),
      onSpawn: options.ledger.record,
    }),
  );
  closing.defer(nats.server.stop);
  ports.keep('nats', nats.port);

  const { secrets } = options;
  const postgres = await keep(options, { name: 'postgres', program: 'postgres' }, (preferredPort, logFile) =>
    startPostgres({
      folder: layout.postgres,
      projectDir,
      logFile,
      password: secrets.database.admin,
      isKept: options.isKept,
      preferredPort,
      onSpawn: options.ledger.record,
    }),
  );
  closing.defer(postgres.server.stop);
  ports.keep('postgres', postgres.port);
  return {
    nats: { ...nats.server, url: nats.first.url },
    postgres: postgres.server,
    database: await registryDatabase(postgres.first, secrets.database),
  };
};

type Started = { readonly child: Child; readonly port: number };

/** Keeps a server running. Whoever reached it once reaches it again: it may not come back at another port. */
const keep = async <T extends Started>(
  { layout, ports, report, onRestart }: ServerOptions,
  { name, program }: { readonly name: string; readonly program: string },
  start: (preferredPort: number | undefined, logFile: string) => Promise<T>,
): Promise<{ readonly server: Server; readonly first: T; readonly port: number }> => {
  const logFile = join(layout.logs, `${program}.log`);
  const first = await start(ports.kept(name), logFile);
  const startAgain = async (): Promise<Child> => {
    const { child, port } = await start(first.port, logFile);
    if (port === first.port) return child;
    await child.stop(0);
    throw new Unavailable(`port ${first.port} of ${program} was taken by another program`);
  };
  const supervised = await supervise({
    name: program,
    logFile,
    report,
    onRestart,
    start: (attempt) => (attempt === 1 ? Promise.resolve(first.child) : startAgain()),
  });
  return { server: { ...supervised, logFile }, first, port: first.port };
};
