import { Client } from 'pg';

/** SQLSTATE invalid_password. */
const WRONG_PASSWORD = '28P01';

/** Rows of one tenant, read as the owner of the tables: what no answer of the registry shows. */
export const rowsOf = async (
  ownerUrl: string,
  tenant: string,
  query: { readonly text: string; readonly values: readonly unknown[] },
): Promise<readonly unknown[]> => {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('begin read only');
    await client.query(`select set_config('app.tenant_id', $1, true)`, [tenant]);
    const { rows } = await client.query(query.text, [...query.values]);
    return rows;
  } finally {
    await client.end();
  }
};

/** Does `work` while nobody can read or write a table, as when a migration holds it. */
export const whileLocked = async <T>(ownerUrl: string, table: string, work: () => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('begin');
    await client.query(`lock table ${client.escapeIdentifier(table)} in access exclusive mode`);
    return await work();
  } finally {
    await client.end();
  }
};

/** Ends every connection of a role, whatever it is doing, and answers how many there were. */
export const breakConnections = async (adminUrl: string, role: string): Promise<number> => {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where usename = $1',
      [role],
    );
    return rows.length;
  } finally {
    await client.end();
  }
};

/** How many connections somebody of this name has. */
export const connectionsOf = async (adminUrl: string, applicationName: string): Promise<number> => {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_stat_activity where application_name = $1', [
      applicationName,
    ]);
    return rowCount ?? 0;
  } finally {
    await client.end();
  }
};

/** Whether the server takes the role and the password of an address. */
export const canLogIn = async (url: string): Promise<boolean> => {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === WRONG_PASSWORD) return false;
    throw error;
  } finally {
    await client.end();
  }
};
