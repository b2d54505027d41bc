import { Client } from 'pg';

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
