import { join } from 'node:path';

import { beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import type { LogContent } from '@policy-registry/event-store';
import { createTextKey, inTenant, type Database } from '@policy-registry/postgres';
import { databaseSuite } from '@policy-registry/postgres/testing';

import { checkDatabase } from './check-database.ts';
import type { Check } from './check.ts';

const MIGRATIONS = join(import.meta.dirname, '../../../migrations');

jest.setTimeout(60_000);

databaseSuite('what the doctor says of a database', (database) => {
  let owner: Database;
  const at = (position: number) =>
    database().admin(
      `insert into projection_checkpoint values ('read-models', $1) on conflict (name) do update set position = $1`,
      [position],
    );
  beforeAll(async () => {
    owner = await database().as('registry_owner');
    await inTenant(owner, 'acme', (tx) => createTextKey(tx, 'acme', new Uint8Array([1])));
  });
  beforeEach(() => at(5));

  const looked = async (
    says: Partial<LogContent> = {},
    { tenants = ['acme'], pause = async (): Promise<unknown> => undefined } = {},
  ): Promise<ReadonlyMap<string, Check>> => {
    const content = async () => ({ lastSeq: 5, missingSeq: undefined, confirmedSeq: 5, ...says });
    const look = { database: owner, migrations: MIGRATIONS, log: { content, tenants }, pause };
    return new Map((await checkDatabase(look)).map((check) => [check.name, check]));
  };

  it('is nothing bad of one that was set up', async () => {
    expect([...(await looked()).values()].map(({ name, status }) => `${name}: ${status}`)).toStrictEqual([
      'migrations: ok',
      'row-level security: ok',
      'read models: ok',
      'text keys: ok',
    ]);
  });

  it.each([
    [
      'it is not forced on a table',
      'alter table policy_catalog no force row level security',
      'alter table policy_catalog force row level security',
      /policy_catalog/,
    ],
    [
      'a service could make tables of its own',
      'grant create on schema public to registry_gateway',
      'revoke create on schema public from registry_gateway',
      /registry_gateway public/,
    ],
    [
      'a service owns a table',
      'alter table policy_catalog owner to registry_projector',
      'alter table policy_catalog owner to registry_owner',
      /everything belongs to the owner: policy_catalog/,
    ],
  ])('is of row-level security that %s', async (_what, plant, undo, detail) => {
    await database().admin(plant);
    const found = (await looked()).get('row-level security');
    await database().admin(undo);
    expect(found).toMatchObject({ status: 'fault', detail: expect.stringMatching(detail) });
  });

  it('is that a migration is missing, or comes from a later version', async () => {
    const [last] = await database().admin(
      'delete from migrations where id = (select max(id) from migrations) returning *',
    );
    expect((await looked()).get('migrations')).toMatchObject({
      status: 'fault',
      detail: `the database has not had ${String(last?.['name'])}`,
    });
    await database().admin(`insert into migrations (timestamp, name) values ($1, $2)`, [
      last?.['timestamp'],
      last?.['name'],
    ]);
    await database().admin(`insert into migrations (timestamp, name) values (1, 'later1')`);
    expect((await looked()).get('migrations')).toMatchObject({
      status: 'fault',
      detail: 'this program does not know later1',
    });
    await database().admin(`delete from migrations where name = 'later1'`);
  });

  it.each<readonly [string, Partial<LogContent>, RegExp]>([
    ['the log lacks an event', { missingSeq: 3 }, /event 3 is missing/],
    ['the log ends before them', { lastSeq: 4, confirmedSeq: 0 }, /ends at 4, before the checkpoint 5/],
    ['they stand behind the log', { lastSeq: 9 }, /^they stand at 5 of 9$/],
  ])('is of the read models that %s', async (_what, says, detail) => {
    expect((await looked(says)).get('read models')).toMatchObject({
      status: 'fault',
      detail: expect.stringMatching(detail),
    });
  });

  it('is nothing bad of read models that move', async () => {
    const found = (await looked({ lastSeq: 9 }, { pause: () => at(7) })).get('read models');
    expect(found).toMatchObject({ status: 'ok', detail: 'they are at 7 of 9, and move' });
  });

  it('is that a tenant lost its text key', async () => {
    expect((await looked({}, { tenants: ['acme', 'globex'] })).get('text keys')).toMatchObject({
      status: 'fault',
      detail: 'globex has none',
    });
  });
});
