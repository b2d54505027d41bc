import { DataSource } from 'typeorm';

export type DatabaseOptions = {
  readonly url: string;
  readonly applicationName: string;
  readonly connectionsMax: number;
  /** Commits may be lost in a crash of the server: right for rows that are folded again from the log. */
  readonly isRebuildable?: boolean;
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
}: DatabaseOptions): Promise<Database> => {
  const source = new DataSource({
    type: 'postgres',
    url,
    applicationName,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    extra: {
      max: connectionsMax,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      ...(isRebuildable && { options: '-c synchronous_commit=off' }),
    },
    logging: false,
  });
  await source.initialize();
  return { source };
};

export const closeDatabase = ({ source }: Database): Promise<void> => source.destroy();
