import { beforeAll, describe, expect, it } from '@jest/globals';

import type { Database } from './database.ts';
import { databaseSuite } from './testing/database-suite.ts';
import { createTextKey, readTextKey } from './text-keys.ts';
import { enterTenant, inTenant, inTransaction, type Transaction } from './transaction.ts';

// environment_catalog stands for every table: all have the same policy, which isolation-rules.int.spec.ts compares.
const insert = (tx: Transaction, tenant: string, id: string) =>
  tx.query(
    `insert into environment_catalog (tenant_id, environment_id, name, position, changes, created_at)
     values ($1, $2, 'Production', 1, 1, '2026-03-02T09:00:00.000Z')`,
    [tenant, id],
  );
const ids = async (tx: Transaction) =>
  (await tx.query('select tenant_id, environment_id from environment_catalog order by 1, 2')).map(
    (row) => `${String(row['tenant_id'])}/${String(row['environment_id'])}`,
  );

databaseSuite('a tenant transaction', (database) => {
  let projector: Database;
  let gateway: Database;
  beforeAll(async () => {
    // One connection each: what is left behind in a session would be met by the next transaction.
    projector = await database().as('registry_projector', 1);
    gateway = await database().as('registry_gateway', 1);
    for (const tenant of ['acme', 'globex'])
      await inTenant(projector, tenant, (tx) => insert(tx, tenant, 'prod'));
  });

  it('sees its own rows alone', async () => {
    for (const each of [projector, gateway]) {
      expect(await inTenant(each, 'acme', ids)).toStrictEqual(['acme/prod']);
      expect(await inTenant(each, 'globex', ids)).toStrictEqual(['globex/prod']);
      expect(await inTenant(each, 'initech', ids)).toStrictEqual([]);
    }
  });

  it('leaves nothing in the pool, whether it commits or fails', async () => {
    await inTenant(projector, 'acme', ids);
    expect(await inTransaction(projector, ids)).toStrictEqual([]);
    const failing = inTenant(projector, 'acme', () => Promise.reject(new Error('broken off')));
    await expect(failing).rejects.toThrow('broken off');
    expect(await inTransaction(projector, ids)).toStrictEqual([]);
  });

  it('narrows to the tenant it enters last', async () => {
    const seen = await inTransaction(projector, async (tx) => {
      await enterTenant(tx, 'acme');
      const first = await ids(tx);
      await enterTenant(tx, 'globex');
      return [first, await ids(tx)];
    });
    expect(seen).toStrictEqual([['acme/prod'], ['globex/prod']]);
  });

  describe.each([
    ['no tenant', undefined],
    ['an empty tenant', ''],
  ])('with %s', (_what, tenant) => {
    const within = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
      tenant === undefined ? inTransaction(projector, work) : inTenant(projector, tenant, work);

    it('sees nothing', async () => expect(await within(ids)).toStrictEqual([]));

    it.each(['acme', ''])('writes no row of tenant “%s”', async (of) => {
      await expect(within((tx) => insert(tx, of, 'dev'))).rejects.toThrow(/row-level security/);
    });

    it('changes and deletes nothing', async () => {
      await within(async (tx) => {
        await tx.query(`update environment_catalog set name = 'taken'`);
        await tx.query('delete from environment_catalog');
      });
      const names = await database().admin('select distinct name from environment_catalog');
      expect(names).toStrictEqual([{ name: 'Production' }]);
    });
  });

  it('refuses a row of another tenant, new or moved, and keeps nothing of the transaction', async () => {
    const insertOther = inTenant(projector, 'acme', async (tx) => {
      await insert(tx, 'acme', 'dev');
      await insert(tx, 'globex', 'dev');
    });
    await expect(insertOther).rejects.toThrow(/row-level security/);
    const move = inTenant(projector, 'acme', (tx) =>
      tx.query(`update environment_catalog set tenant_id = 'globex'`),
    );
    await expect(move).rejects.toThrow(/row-level security/);
    expect(await inTenant(projector, 'acme', ids)).toStrictEqual(['acme/prod']);
  });

  it('does not tell whether another tenant has the same id', async () => {
    const own = inTenant(projector, 'initech', async (tx) => {
      await insert(tx, 'initech', 'prod');
      throw new Error('there was no conflict');
    });
    await expect(own).rejects.toThrow('there was no conflict');
  });

  it('holds the owner of the tables to it as well', async () => {
    const owner = await database().as('registry_owner', 1);
    expect(await inTransaction(owner, ids)).toStrictEqual([]);
    expect(await inTenant(owner, 'acme', ids)).toStrictEqual(['acme/prod']);
  });

  it.each([
    ['insert', `insert into environment_catalog values ('acme', 'x', 'x', 1, 1, 'x')`],
    ['update', `update environment_catalog set name = 'x'`],
    ['delete', 'delete from environment_catalog'],
    ['truncate', 'truncate environment_catalog'],
    ['move the checkpoint', `insert into projection_checkpoint values ('read-models', 1)`],
    ['write keys', `insert into tenant_text_key values ('acme', '\\x00')`],
    ['look at migrations', 'select * from migrations'],
    ['make tables', 'create table x (y int)'],
  ])('gives the gateway no right to %s', async (_what, statement) => {
    await expect(inTenant(gateway, 'acme', (tx) => tx.query(statement))).rejects.toThrow(/permission denied/);
  });

  it('gives the projector no right to truncate or to change tables', async () => {
    for (const statement of [
      'truncate environment_catalog',
      'alter table environment_catalog no force row level security',
    ]) {
      await expect(inTenant(projector, 'acme', (tx) => tx.query(statement))).rejects.toThrow(
        /permission denied|must be owner/,
      );
    }
  });

  it('ends a statement that runs for too long', async () => {
    const [row] = await inTransaction(projector, (tx) => tx.query('show statement_timeout'));
    expect(row).toStrictEqual({ statement_timeout: '30s' });
  });

  it('keeps the first text key of a tenant, for that tenant', async () => {
    const keep = (tenant: string, key: number) =>
      inTenant(projector, tenant, (tx) => createTextKey(tx, tenant, Uint8Array.of(key, 0, 255)));
    await keep('acme', 1);
    await keep('acme', 2);
    expect([...((await inTenant(gateway, 'acme', readTextKey)) ?? [])]).toStrictEqual([1, 0, 255]);
    expect(await inTenant(gateway, 'globex', readTextKey)).toBeUndefined();
    expect(await inTransaction(gateway, readTextKey)).toBeUndefined();
  });
});
