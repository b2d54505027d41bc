import { natsServerBinary } from '../servers/nats-binary.ts';
import { startPostgres } from '../servers/postgres-server.ts';
import { startBroker, type Broker } from './broker-servers.ts';
import { registryDatabase, type DatabaseUrls } from './databases.ts';
import type { Kept } from './keep-program.ts';
import { keepServer, type ServerOptions } from './kept-server.ts';
import { projectDir } from './layout.ts';

/** The servers that every application stands on. */
export type Servers = {
  readonly nats: Broker;
  readonly postgres: Kept;
  readonly database: DatabaseUrls;
};

/** Starts the broker, then PostgreSQL with the registry's database; both end with `closing`, in the other order. */
export const startServers = async (options: ServerOptions): Promise<Servers> => {
  const { secrets, report } = options;
  const binary = await natsServerBinary({ env: process.env, report });
  report(`starting nats-server ${binary.version} (${binary.source}) and PostgreSQL`);
  const nats = await startBroker(options, binary.path);
  const postgres = await startDatabaseServer(options);
  return {
    nats,
    postgres: postgres.server,
    database: await registryDatabase(postgres.first, secrets.database),
  };
};

const startDatabaseServer = (options: ServerOptions) =>
  keepServer(options, { name: 'postgres', program: 'postgres' }, (preferredPort, logFile) =>
    startPostgres({
      folder: options.layout.postgres,
      projectDir,
      logFile,
      password: options.secrets.database.admin,
      isKept: options.isKept,
      preferredPort,
      onSpawn: options.ledger.record,
    }),
  );
