import process from 'node:process';

import { beforeEach, expect, it } from '@jest/globals';

import { databaseSuite } from './testing/database-suite.ts';
import { REQUESTS, REQUEST_TENANTS, sendRequests, type Enter } from './testing/tenant-requests.ts';
import { inTenant, inTransaction } from './transaction.ts';

const REQUESTS_MIN = 10_000;
const CONNECTIONS = 4;
const LANES = 200;
const POOL_MS = 120_000;

databaseSuite('a small pool that many tenants share', (database) => {
  beforeEach(async () => {
    await database().admin('truncate environment_catalog');
    for (const tenant of REQUEST_TENANTS)
      await database().admin(
        `insert into environment_catalog values ($1, 'prod', 'Production', 1, 1, '2026-03-02T09:00:00.000Z')`,
        [tenant],
      );
  });

  it(
    'lends no request anything of another’s tenant, however requests end',
    async () => {
      const pool = await database().as('registry_projector', CONNECTIONS);
      const { requests, byKind, leaks, surprises } = await sendRequests(pool, inTenant, {
        requests: REQUESTS_MIN,
        lanes: LANES,
      });
      process.stderr.write(
        `tenant context over ${CONNECTIONS} connections: ${requests} requests, ${leaks.length} leaks; ${JSON.stringify(byKind)}\n`,
      );
      expect(leaks).toStrictEqual([]);
      expect(surprises).toStrictEqual([]);
      expect(Object.keys(byKind).toSorted()).toStrictEqual(Object.keys(REQUESTS).toSorted());
      expect(requests).toBeGreaterThanOrEqual(REQUESTS_MIN);
      // Every row began with one change, and has one more for each request that wrote and did not fail.
      const [kept] = await database().admin('select sum(changes)::int as changes from environment_catalog');
      expect(kept).toStrictEqual({ changes: REQUEST_TENANTS.length + (byKind['writes'] ?? 0) });
    },
    POOL_MS,
  );

  it.each<[string, Enter]>([
    [
      'for the session and not for the transaction',
      (pool, tenant, work) =>
        inTransaction(pool, async (tx) => {
          await tx.query(`select set_config('app.tenant_id', $1, false)`, [tenant]);
          return work(tx);
        }),
    ],
    [
      'on another connection than the work’s',
      async (pool, tenant, work) => {
        await pool.source.query(`select set_config('app.tenant_id', $1, false)`, [tenant]);
        return inTransaction(pool, work);
      },
    ],
  ])('would be found to leak, were the tenant entered %s', async (_how, enter) => {
    const pool = await database().as('registry_projector', CONNECTIONS);
    const { leaks } = await sendRequests(pool, enter, { requests: 200, lanes: 20 });
    expect(leaks.length).toBeGreaterThan(0);
  });
});
