import pg from 'pg';

import { urlOf } from '../servers/postgres-server.ts';
import type { Secrets } from './secrets.ts';

const DATABASE = 'registry';
const ROLES = {
  owner: 'registry_owner',
  projector: 'registry_projector',
  gateway: 'registry_gateway',
} as const;

/** The addresses of the registry's database, one per role. The superuser's is for setting up and for tests. */
export type DatabaseUrls = {
  readonly admin: string;
  readonly owner: string;
  readonly projector: string;
  readonly gateway: string;
};

const ANSWER_MS_MAX = 30_000;

/** Makes the registry's database unless it exists, and names it for each role. */
export const registryDatabase = async (
  server: { readonly adminUrl: string; readonly port: number },
  passwords: Secrets['database'],
): Promise<DatabaseUrls> => {
  const client = new pg.Client({
    connectionString: server.adminUrl,
    connectionTimeoutMillis: ANSWER_MS_MAX,
    query_timeout: ANSWER_MS_MAX,
  });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
  const at = { port: server.port, database: DATABASE };
  return {
    admin: urlOf({ ...at, user: 'postgres', password: passwords.admin }),
    owner: urlOf({ ...at, user: ROLES.owner, password: passwords.owner }),
    projector: urlOf({ ...at, user: ROLES.projector, password: passwords.projector }),
    gateway: urlOf({ ...at, user: ROLES.gateway, password: passwords.gateway }),
  };
};
