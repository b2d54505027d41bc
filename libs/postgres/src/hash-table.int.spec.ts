import { beforeAll, expect, it } from '@jest/globals';
import { tableHash, type Row, type TableShape } from '@policy-registry/kernel';

import type { Database } from './database.ts';
import { hashTable } from './hash-table.ts';
import { putRows } from './read-model-rows.ts';
import { databaseSuite } from './testing/database-suite.ts';
import { inTenant } from './transaction.ts';

const trail: TableShape = { table: 'trail', columns: { seq: 'bigint', name: 'text' }, key: ['seq'] };
const named: TableShape = { table: 'named', columns: { name: 'text', size: 'bigint' }, key: ['name'] };

const TABLES = `
  create table trail (tenant_id text collate "C" not null, seq bigint not null, name text, primary key (tenant_id, seq));
  create table named (tenant_id text collate "C" not null, name text collate "C" not null, size bigint, primary key (tenant_id, name));
  grant select, insert, update on trail, named to registry_projector`;

/** More than two pages, with gaps, of which sequence 1,000 comes bytewise before 2. */
const recorded: readonly Row[] = Array.from({ length: 2_345 }, (_, at) => ({
  seq: at * 3 + 1,
  name: `n${at}`,
}));

databaseSuite('the hash of a table', (database) => {
  let projector: Database;
  beforeAll(async () => {
    await database().admin(TABLES);
    projector = await database().as('registry_projector');
  });

  const hash = (shape: TableShape) => inTenant(projector, 'acme', (tx) => hashTable(tx, shape));
  const put = (shape: TableShape, rows: readonly Row[]) =>
    inTenant(projector, 'acme', (tx) => putRows(tx, 'acme', shape, rows));

  it('is that of its rows, which are read page by page where they record the stream', async () => {
    expect(await hash(trail)).toBe(tableHash(trail, []));
    await put(trail, recorded.slice(0, 1_000));
    expect(await hash(trail)).toBe(tableHash(trail, recorded.slice(0, 1_000)));
    await put(trail, recorded.slice(1_000));
    expect(await hash(trail)).toBe(tableHash(trail, recorded));
  });

  it('is that of its rows where they have names', async () => {
    const rows = [
      { name: 'B', size: 1 },
      { name: 'a', size: null },
    ];
    await put(named, rows);
    expect(await hash(named)).toBe(tableHash(named, rows));
  });
});
