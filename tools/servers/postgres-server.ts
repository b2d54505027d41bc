import { join } from 'node:path';

import pg from 'pg';

import { startChild, tailOf, type Child } from './child.ts';
import { freePort } from './free-port.ts';
import { createCluster, postgresEnvironment, SUPERUSER } from './postgres-cluster.ts';
import { postgresPlace, type PostgresPlace } from './postgres-place.ts';
import { waitUntil } from './wait-until.ts';

const READY_MS = 30_000;
const STOP_GRACE_MS = 15_000;
const CONNECT_MS = 2_000;
const PORT_ATTEMPTS_MAX = 3;
const CLUSTER_IN_USE = /pre-existing shared memory block|lock file "postmaster.pid" already exists/;

export type PostgresOptions = {
  /** Names the cluster, and holds it unless root starts the server. */
  readonly folder: string;
  readonly projectDir: string;
  readonly logFile: string;
  readonly password: string;
  /** Whether its rows outlive it; they do unless this says no. */
  readonly isKept?: boolean;
  readonly preferredPort?: number | undefined;
  /** Server settings, as `-c name=value`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Called as soon as the program exists, before it serves. */
  readonly onSpawn?: (child: Child) => Promise<void>;
};

export type PostgresServer = {
  /** Connects the superuser to the database `postgres`. */
  readonly adminUrl: string;
  readonly port: number;
  readonly child: Child;
  readonly stop: () => Promise<void>;
};

/** Starts one PostgreSQL on a loopback port, and resolves when it answers a query. */
export const startPostgres = async (options: PostgresOptions): Promise<PostgresServer> => {
  const place = await postgresPlace(options.folder, options.projectDir);
  await createCluster(place, { password: options.password, isKept: options.isKept ?? true });
  const deadline = performance.now() + READY_MS;
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort(options.preferredPort);
    const child = await launch(place, port, options);
    await options.onSpawn?.(child);
    const adminUrl = urlOf({ port, user: SUPERUSER, password: options.password, database: 'postgres' });
    if (await isAnswering(child, adminUrl)) {
      const stop = async (): Promise<void> => void (await child.stop(STOP_GRACE_MS));
      return { adminUrl, port, child, stop };
    }
    const said = tailOf(options.logFile);
    // Sessions of a server that was killed end by themselves, and until then they keep the cluster.
    if (performance.now() < deadline && CLUSTER_IN_USE.test(said)) continue;
    // Somebody else may have taken the port between the look and the bind.
    if (attempt < PORT_ATTEMPTS_MAX && /could not bind/.test(said)) continue;
    throw new Error(`PostgreSQL ended while starting; its log ${options.logFile} says:\n${said}`);
  }
};

/** A connection URL for one role on a loopback server. */
export const urlOf = (target: {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}): string =>
  `postgres://${target.user}:${encodeURIComponent(target.password)}@127.0.0.1:${target.port}/${target.database}`;

const launch = (place: PostgresPlace, port: number, options: PostgresOptions): Promise<Child> => {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    ...options.settings,
  };
  return startChild({
    name: 'postgres',
    command: join(place.files, 'bin', 'postgres'),
    args: [
      '-D',
      place.cluster,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    env: postgresEnvironment(place),
    cwd: '/',
    logFile: options.logFile,
    // “fast” ends the sessions and writes everything back; “immediate” is for what goes anyway.
    stopSignal: options.isKept === false ? 'SIGQUIT' : 'SIGINT',
    user: place.account,
  });
};

const isAnswering = async (child: Child, url: string): Promise<boolean> =>
  waitUntil('a first answer of PostgreSQL', READY_MS, async () => {
    if (!child.isRunning()) return false;
    return (await answers(url)) ? true : undefined;
  });

const answers = async (url: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  client.on('error', () => undefined); // a server that is just going away is “not yet”
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
};
