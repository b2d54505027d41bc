import type { TenantTable } from '../isolation-rules.ts';

/** Rows that every probed table holds: a number names the same key in every tenant. Both tenants have key 2. */
const SEEDS = [
  ['acme', 1],
  ['acme', 2],
  ['globex', 2],
  ['globex', 3],
] as const;

/** An SQL literal for each column of the `number`-th row of a tenant. */
const literals = ({ columns }: TenantTable, tenant: string, number: number): readonly string[] =>
  columns.map(({ name, type, isKey }) => {
    if (name === 'tenant_id') return `'${tenant}'`;
    switch (type) {
      case 'bigint':
        return String(number);
      case 'text':
        return isKey ? `'key ${number}'` : `'${name} of ${tenant}'`;
      case 'jsonb':
        return `'{"of": "${tenant}"}'`;
      case 'boolean':
        return 'true';
      case 'bytea':
        return `'\\x0${number}'`;
      default:
        throw new Error(`no value for a column of type ${type}`);
    }
  });

export const insertOf = (table: TenantTable, tenant: string, number: number): string =>
  `insert into ${table.table} values (${literals(table, tenant, number).join(', ')})`;

/** Fills a table anew, by somebody who may. */
export const seedOf = (table: TenantTable): string =>
  [
    `truncate ${table.table}`,
    ...SEEDS.map(([tenant, number]) => `${insertOf(table, tenant, number)} on conflict do nothing`),
  ].join('; ');

/** A row that its tenant does not have yet; where the rows are tenants, in the place of the one that it has. */
export const insertOfNew = (table: TenantTable, tenant: string): string => {
  const insert = insertOf(table, tenant, 4);
  return hasOwnKey(table) ? insert : `delete from ${table.table} where tenant_id = '${tenant}'; ${insert}`;
};

/** Whether a tenant can have more than one row. */
export const hasOwnKey = ({ columns }: TenantTable): boolean =>
  columns.some(({ name, isKey }) => isKey && name !== 'tenant_id');

/** The columns of the key as `on conflict` wants them. */
export const keyOf = ({ columns }: TenantTable): string =>
  columns
    .filter(({ isKey }) => isKey)
    .map(({ name }) => name)
    .join(', ');

/** Changes a column that is in no key. */
export const changeOf = ({ table, columns }: TenantTable): string => {
  const column = columns.find(({ isKey }) => !isKey);
  if (column === undefined) throw new Error(`${table} has nothing but its key`);
  const changed = {
    bigint: '-1',
    text: `'changed'`,
    jsonb: `'"changed"'`,
    boolean: 'false',
    bytea: `'\\xff'`,
  }[column.type];
  if (changed === undefined) throw new Error(`no value for a column of type ${column.type}`);
  return `${column.name} = ${changed}`;
};
