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

/**
 * Starts the broker, unless somebody else runs it at `natsUrl`, then PostgreSQL with the registry's database; both end with
 * `closing`, in the other order.
 */
export const startServers = async (
  options: ServerOptions & { readonly natsUrl: string | undefined },
): Promise<Servers> => {
  const { secrets, natsUrl } = options;
  const nats = natsUrl === undefined ? await ownBroker(options) : await foreignBroker(options, natsUrl);
  options.report('starting PostgreSQL');
  const postgres = await startDatabaseServer(options);
  return {
    nats,
    postgres: postgres.server,
    database: await registryDatabase(postgres.first, secrets.database),
  };
};

const ownBroker = async (options: ServerOptions): Promise<Broker> => {
  const { report } = options;
  const binary = await natsServerBinary({ env: process.env, report });
  report(`starting nats-server ${binary.version} (${binary.source})`);
  return startBroker(options, binary.path);
};

// Its client takes a while to load, for nothing where the broker is one's own.
const foreignBroker = async (options: ServerOptions, url: string): Promise<Broker> =>
  (await import('./existing-broker.ts')).existingBroker(options, url);

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
