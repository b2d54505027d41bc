import { DataSource } from 'typeorm';

export type DatabaseOptions = {
  readonly url: string;
  readonly applicationName: string;
  readonly connectionsMax: number;
};

/** A pool of connections under one role. Lend a connection with `inTenant` or `inTransaction`; never hold one. */
export type Database = { readonly source: DataSource };

const CONNECT_TIMEOUT_MS = 10_000;
const STATEMENT_TIMEOUT_MS = 30_000;

export const openDatabase = async ({
  url,
  applicationName,
  connectionsMax,
}: DatabaseOptions): Promise<Database> => {
  const source = new DataSource({
    type: 'postgres',
    url,
    applicationName,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    extra: { max: connectionsMax, statement_timeout: STATEMENT_TIMEOUT_MS },
    logging: false,
  });
  await source.initialize();
  return { source };
};

export const closeDatabase = ({ source }: Database): Promise<void> => source.destroy();
