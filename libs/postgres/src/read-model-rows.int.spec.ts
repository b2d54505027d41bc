import { beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Row, TableShape } from '@policy-registry/kernel';
import fc from 'fast-check';

import type { Database } from './database.ts';
import { allRows, loadRows, putRows, removeRows } from './read-model-rows.ts';
import { databaseSuite } from './testing/database-suite.ts';
import { inTenant } from './transaction.ts';

const shape: TableShape = {
  table: 'every_type',
  columns: { name: 'text', at: 'bigint', note: 'text', size: 'bigint', is_new: 'boolean', extra: 'jsonb' },
  key: ['name', 'at'],
};
const keysOnly: TableShape = { table: 'keys_only', columns: { name: 'text' }, key: ['name'] };

const TABLES = `
  create table every_type (tenant_id text collate "C" not null, name text collate "C" not null, at bigint not null,
    note text, size bigint, is_new boolean, extra jsonb not null, primary key (tenant_id, name, at));
  create table keys_only (tenant_id text collate "C" not null, name text collate "C" not null, primary key (tenant_id, name));
  grant select, insert, update, delete on every_type, keys_only to registry_projector`;

const rows: readonly Row[] = [
  { name: 'a', at: 1, note: 'text', size: 7, is_new: true, extra: { deep: [1, 'zwei', null, { x: true }] } },
  { name: 'a', at: 2, note: null, size: null, is_new: null, extra: null },
  { name: 'a,b', at: 10, note: 'null', size: Number.MAX_SAFE_INTEGER, is_new: false, extra: 'null' },
  { name: '{"q"}', at: 3, note: '', size: -1, is_new: false, extra: [] },
  { name: 'ü\\😀', at: 4, note: 'it\'s {NULL}, "q"\n', size: 0, is_new: true, extra: 'ü "q" \\ {}' },
];

databaseSuite('rows of read models', (database) => {
  let projector: Database;
  beforeAll(async () => {
    await database().admin(TABLES);
    projector = await database().as('registry_projector');
  });
  beforeEach(() => database().admin('truncate every_type, keys_only'));

  const put = (of: readonly Row[], tenant = 'acme') =>
    inTenant(projector, tenant, (tx) => putRows(tx, tenant, shape, of));
  const load = (keys: readonly (readonly string[])[], tenant = 'acme') =>
    inTenant(projector, tenant, (tx) => loadRows(tx, tenant, shape, keys));
  const keysOf = (of: readonly Row[]) => of.map(({ name, at }) => [String(name), String(at)]);
  const inOrder = (of: readonly Row[]) => of.toSorted((a, b) => Number(a['at']) - Number(b['at']));

  it('come back as they were put, whatever they hold', async () => {
    await put(rows);
    expect(inOrder(await load(keysOf(rows)))).toStrictEqual(inOrder(rows));
    expect(inOrder(await inTenant(projector, 'acme', (tx) => allRows(tx, shape)))).toStrictEqual(
      inOrder(rows),
    );
  });

  it('come back as they were put, whatever text they hold', async () => {
    const pieces = fc.constantFrom(...'"\\\n\t\u0001{}, nulü😀');
    const text = fc.string({ unit: pieces, maxLength: 8 });
    const property = fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 60 }), async (texts) => {
      await database().admin('truncate every_type');
      const held = texts.map((note, at): Row => ({
        name: note,
        at,
        note,
        size: at,
        is_new: true,
        extra: note,
      }));
      await put(held);
      expect(inOrder(await load(keysOf(held)))).toStrictEqual(held);
    });
    await fc.assert(property, { numRuns: 20 });
  }, 60_000);

  it('come back by whole keys alone', async () => {
    await put(rows);
    const found = await load([
      ['a', '2'],
      ['a', '3'],
      ['a,b', '1'],
      ['nobody', '1'],
    ]);
    expect(found).toStrictEqual([rows[1]]);
  });

  it('replace those with the same key, whole', async () => {
    await put(rows);
    const next: Row = { name: 'a', at: 1, note: null, size: 8, is_new: false, extra: {} };
    await put([next]);
    expect(await load([['a', '1']])).toStrictEqual([next]);
    expect(await load(keysOf(rows))).toHaveLength(rows.length);
  });

  it('are the same when they are put twice', async () => {
    await put(rows);
    await put(rows);
    expect(inOrder(await load(keysOf(rows)))).toStrictEqual(inOrder(rows));
  });

  it('are removed by their keys', async () => {
    await put(rows);
    await inTenant(projector, 'acme', (tx) =>
      removeRows(tx, 'acme', shape, [
        ['a', '1'],
        ['{"q"}', '3'],
        ['a', '99'],
      ]),
    );
    expect(inOrder(await load(keysOf(rows)))).toStrictEqual(
      inOrder(rows.filter(({ at }) => at !== 1 && at !== 3)),
    );
  });

  it('of one tenant leave those of another alone, even without row-level security', async () => {
    const [first] = rows;
    await put(rows);
    await put([{ ...first, note: 'theirs' }], 'globex');
    await inTenant(projector, 'acme', (tx) => removeRows(tx, 'acme', shape, keysOf(rows)));
    expect(await load(keysOf(rows))).toStrictEqual([]);
    expect(await load([['a', '1']], 'globex')).toStrictEqual([{ ...first, note: 'theirs' }]);
  });

  it('may be keys alone', async () => {
    const names: readonly Row[] = [{ name: 'x' }, { name: 'y' }];
    const kept = await inTenant(projector, 'acme', async (tx) => {
      await putRows(tx, 'acme', keysOnly, names);
      await putRows(tx, 'acme', keysOnly, names);
      return loadRows(tx, 'acme', keysOnly, [['x'], ['y']]);
    });
    expect(kept).toStrictEqual(names);
  });

  it('may be none', async () => {
    await put([]);
    expect(await load([])).toStrictEqual([]);
    await inTenant(projector, 'acme', (tx) => removeRows(tx, 'acme', shape, []));
  });

  it('go in by the thousand with one statement', async () => {
    const many = Array.from({ length: 2_000 }, (_, at): Row => ({ ...rows[0], name: `n${at}`, at }));
    await put(many);
    expect(inOrder(await load(keysOf(many)))).toStrictEqual(many);
  });
});
