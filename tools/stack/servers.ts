import { natsServerBinary } from '../servers/nats-binary.ts';
import { startPostgres } from '../servers/postgres-server.ts';
import { startBroker, type Broker } from './broker-servers.ts';
import { registryDatabase, type DatabaseUrls } from './databases.ts';
import type { Kept } from './keep-program.ts';
import { keepServer, type ServerOptions } from './kept-server.ts';
import { projectDir } from './layout.ts';
import { refuseOtherStore, startObjectStore, type ObjectStore, type StoreKind } from './object-store.ts';

/** The servers that every application stands on. */
export type Servers = {
  readonly nats: Broker;
  readonly postgres: Kept;
  readonly database: DatabaseUrls;
  /** Where blobs are not in the broker. */
  readonly objectStore: ObjectStore | undefined;
};

/**
 * Starts the broker, unless somebody else runs it at `natsUrl`, then PostgreSQL with the registry's database, then an S3 server
 * where blobs are to be in one; all end with `closing`, in the other order.
 */
export const startServers = async (
  options: ServerOptions & { readonly natsUrl: string | undefined; readonly store: StoreKind },
): Promise<Servers> => {
  const { secrets, natsUrl, store } = options;
  await refuseOtherStore(options, store);
  const nats = natsUrl === undefined ? await ownBroker(options) : await foreignBroker(options, natsUrl);
  options.report('starting PostgreSQL');
  const postgres = await startDatabaseServer(options);
  return {
    nats,
    postgres: postgres.server,
    database: await registryDatabase(postgres.first, secrets.database),
    objectStore: store === 's3' ? await startObjectStore(options) : undefined,
  };
};

/** The servers that are programs of the stack. */
export const programsOf = ({ nats, postgres, objectStore }: Servers): readonly Kept[] => [
  ...nats.programs,
  postgres,
  ...(objectStore === undefined ? [] : [objectStore.program]),
];

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
