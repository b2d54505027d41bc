import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { migrate } from './migrate.ts';
import { databaseSuite } from './testing/database-suite.ts';

// Rows that a version before wrote must become what the fold of today makes of the same events.

const MIGRATIONS = join(import.meta.dirname, '../../../migrations');

databaseSuite('migrating rows', (database) => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'policy-registry-migrations-'));
    await database().admin('drop schema public cascade');
    await database().admin('create schema public authorization registry_owner');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const run = async (upTo: string): Promise<void> => {
    const files = (await readdir(MIGRATIONS)).filter((name) => name.slice(0, 4) <= upTo);
    for (const name of files) await copyFile(join(MIGRATIONS, name), join(folder, name));
    await migrate(database().urlOf('registry_owner'), folder);
  };
  const insert = (id: string, evaluations: number, failure: object | null): Promise<unknown> =>
    database().admin(
      `insert into simulation_catalog values ('acme', '${id}', 'p', 'prod', 's', 'any', '{}', null, null,
           2, ${evaluations}, 4, 10, '{}', 'null', 'null', '${JSON.stringify(failure)}', null, 't', 'u', 't')`,
    );

  it('says of simulations from before modes and twins how they were evaluated, and how their failure is known', async () => {
    await run('0001');
    await insert('done', 4, null);
    await insert('broken', 1, { code: 'INPUT_CORRUPT', detail: 'gone' });
    await insert('differing', 3, { code: 'DETERMINISM_VIOLATION', detail: 'shard 1' });
    await run('0002');
    const rows = await database().admin(
      `select simulation_id as id, mode, priority, replicas::int, twin, engines, evaluations_failed::int as failed, failure
         from simulation_catalog order by simulation_id`,
    );
    const common = { mode: 'batch', priority: 'normal', replicas: 2, engines: null, failed: 0 };
    expect(rows).toStrictEqual([
      {
        ...common,
        id: 'broken',
        twin: 'running',
        failure: { code: 'INPUT_CORRUPT', problem: 'ERR_POL_003', detail: 'gone' },
      },
      {
        ...common,
        id: 'differing',
        twin: 'running',
        failure: { code: 'DETERMINISM_VIOLATION', problem: 'ERR_POL_004', detail: 'shard 1' },
      },
      { ...common, id: 'done', twin: 'equal', failure: null },
    ]);
    const [{ forced } = {}] = await database().admin(
      `select relforcerowsecurity as forced from pg_class where relname = 'simulation_catalog'`,
    );
    expect(forced).toBe(true);
  });
});
