import { beforeAll, describe, expect, it } from '@jest/globals';

import type { Database } from './database.ts';
import { databaseSuite } from './testing/database-suite.ts';
import { ISOLATION_RULES, isolationFaults, tenantTables } from './isolation-rules.ts';
import { TABLE, VIOLATIONS } from './testing/isolation-violations.ts';
import { inTransaction } from './transaction.ts';

databaseSuite('the schema after all migrations', (database) => {
  let owner: Database;
  let admin: Database;
  beforeAll(async () => {
    owner = await database().as('registry_owner', 1);
    admin = await database().as('admin', 1);
  });

  it('breaks no rule of isolation', async () => {
    const [faults, tables] = await inTransaction(owner, async (tx) => [
      await isolationFaults(tx),
      await tenantTables(tx),
    ]);
    process.stderr.write(
      `isolation of the schema: ${tables.length} tables of tenants, ${ISOLATION_RULES.length} rules, ${VIOLATIONS.length} planted violations\n`,
    );
    expect(faults).toStrictEqual([]);
    expect(tables.length).toBeGreaterThan(0);
  });

  it('has a planted violation for every rule', () => {
    const planted = new Set(VIOLATIONS.map(({ rule }) => rule));
    expect(ISOLATION_RULES.filter(({ rule }) => !planted.has(rule))).toStrictEqual([]);
  });

  describe('finds that', () => {
    const faultsWith = async (by: Database, sql: string): Promise<readonly string[]> => {
      const undo = new Error('undo what was planted');
      let faults: readonly string[] = [];
      const planting = inTransaction(by, async (tx) => {
        await tx.query(sql);
        faults = await isolationFaults(tx);
        throw undo;
      });
      await expect(planting).rejects.toBe(undo);
      return faults;
    };

    it.each(VIOLATIONS.map((violation) => [violation.rule, violation.object, violation] as const))(
      '%s is broken by %s',
      async (rule, object, { sql, by }) => {
        expect(await faultsWith(by === 'admin' ? admin : owner, sql)).toContain(`${rule}: ${object}`);
      },
    );

    it('a table as it should be breaks nothing, nor does a view that reads with the rights of who asks', async () => {
      const view = 'create view planted_view with (security_invoker = true) as select * from policy_catalog';
      expect(
        await faultsWith(owner, `${TABLE}; ${view}; grant select on planted_view to registry_gateway`),
      ).toStrictEqual([]);
    });
  });
});
