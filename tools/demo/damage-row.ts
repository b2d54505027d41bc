import pg from 'pg';

import { RunFailed } from './failure.ts';
import type { Stack } from './stack.ts';

/** Updates one row of a read model, as the owner of the tables. */
export const changeRow = async (stack: Stack, tenant: string): Promise<void> => {
  const client = new pg.Client({ connectionString: stack.database.ownerUrl });
  await client.connect();
  try {
    await client.query('begin');
    // Row-level security is forced, for the owner too.
    await client.query(`select set_config('app.tenant_id', $1, true)`, [tenant]);
    const { rowCount } = await client.query(
      `update policy_version set approvals = '[]' where (policy_id, version) =
        (select policy_id, max(version) from policy_version group by policy_id order by policy_id limit 1)`,
    );
    await client.query('commit');
    if (rowCount !== 1) throw new RunFailed(`${String(rowCount)} rows were updated, not one`);
  } finally {
    await client.end();
  }
};
