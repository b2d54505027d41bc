import { beforeAll, expect, it, jest } from '@jest/globals';
import type { TableShape } from '@policy-registry/kernel';

import type { Database } from './database.ts';
import { isolationFaults } from './isolation-rules.ts';
import { tenantsWithRows } from './tenants-with-rows.ts';
import { databaseSuite } from './testing/database-suite.ts';
import { inTransaction } from './transaction.ts';

jest.setTimeout(60_000);

const tables: readonly TableShape[] = ['aggregate_head', 'policy_catalog'].map((table) => ({
  table,
  columns: {},
  key: [],
}));

databaseSuite('the tenants that have rows', (database) => {
  let owner: Database;
  beforeAll(async () => {
    owner = await database().as('registry_owner');
    for (const tenant of ['acme', 'globex', 'stranger'])
      for (const id of ['p', 'q'])
        await database().admin(
          `insert into aggregate_head values ('${tenant}', 'policy', '${id}', 1, 'h', 1)`,
        );
  });

  it('are all of them, and row-level security is as it was', async () => {
    expect(await tenantsWithRows(owner, tables)).toStrictEqual(['acme', 'globex', 'stranger']);
    expect(await inTransaction(owner, isolationFaults)).toStrictEqual([]);
    const unnamed = await inTransaction(owner, (tx) => tx.query('select from aggregate_head'));
    expect(unnamed).toStrictEqual([]);
  });

  it('are told when somebody who reads a table is done', async () => {
    const reader = await database().session('registry_gateway');
    await reader.query('begin');
    await reader.query('select count(*) from policy_catalog');
    const told = tenantsWithRows(owner, tables);
    const waiting = `select from pg_locks where not granted and relation = 'policy_catalog'::regclass`;
    while ((await database().admin(waiting)).length === 0)
      await new Promise((resolve) => setImmediate(resolve));
    await reader.query('commit');
    expect(await told).toHaveLength(3);
  });
});
