import { DataSource } from 'typeorm';

export type DatabaseOptions = {
  readonly url: string;
  readonly applicationName: string;
  readonly connectionsMax: number;
  /** Commits may be lost in a crash of the server: right for rows that are folded again from the log. */
  readonly isRebuildable?: boolean;
  /** Where names of tables are looked up, and nowhere else; `public` unless it is said. */
  readonly schema?: string;
  readonly silenceMsMax?: number;
};

/**
 * A pool of connections under one role. Lend a connection with `inTenant` or `inTransaction`; never hold one. One on
 * which the server is silent for longer than `silenceMsMax` is given up.
 */
export type Database = { readonly source: DataSource };

/** For a connection, new or of the pool. */
const CONNECT_MS_MAX = 10_000;
/** The server's own limits. */
const STATEMENT_MS_MAX = 30_000;
const LOCK_MS_MAX = 10_000;
const IDLE_IN_TRANSACTION_MS_MAX = 60_000;
/** A server that says not even that one of its limits was reached is not there. */
const SILENCE_MS_MAX = 35_000;

export const openDatabase = async ({
  url,
  applicationName,
  connectionsMax,
  isRebuildable = false,
  schema,
  silenceMsMax = SILENCE_MS_MAX,
}: DatabaseOptions): Promise<Database> => {
  const source = new DataSource({
    type: 'postgres',
    url,
    applicationName,
    connectTimeoutMS: Math.min(CONNECT_MS_MAX, silenceMsMax),
    extra: {
      max: connectionsMax,
      // What was asked is sent at once. A session that stays silent is then broken off by the driver, and leaves the pool.
      pipeline: true,
      keepAlive: true,
      query_timeout: silenceMsMax,
      statement_timeout: STATEMENT_MS_MAX,
      lock_timeout: LOCK_MS_MAX,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS_MAX,
      options: sessionOptions({
        ...(isRebuildable && { synchronous_commit: 'off' }),
        ...(schema !== undefined && { search_path: schema }),
      }),
    },
    logging: false,
  });
  await source.initialize();
  return { source };
};

/** Settings that every session begins with, as the server takes them from its client. */
export const sessionOptions = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');

export const closeDatabase = ({ source }: Database): Promise<void> => source.destroy();
