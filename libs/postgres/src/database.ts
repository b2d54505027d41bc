import { DataSource } from 'typeorm';

export type DatabaseOptions = {
  readonly url: string;
  readonly applicationName: string;
  readonly connectionsMax: number;
  /** Commits may be lost in a crash of the server: right for rows that are folded again from the log. */
  readonly isRebuildable?: boolean;
  /** Where names of tables are looked up, and nowhere else; `public` unless it is said. */
  readonly schema?: string;
};

/** A pool of connections under one role. Lend a connection with `inTenant` or `inTransaction`; never hold one. */
export type Database = { readonly source: DataSource };

const CONNECT_TIMEOUT_MS = 10_000;
const STATEMENT_TIMEOUT_MS = 30_000;

export const openDatabase = async ({
  url,
  applicationName,
  connectionsMax,
  isRebuildable = false,
  schema,
}: DatabaseOptions): Promise<Database> => {
  const source = new DataSource({
    type: 'postgres',
    url,
    applicationName,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    extra: {
      max: connectionsMax,
      statement_timeout: STATEMENT_TIMEOUT_MS,
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
