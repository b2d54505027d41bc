import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { migrate } from './migrate.ts';
import { databaseSuite } from './testing/database-suite.ts';

const RUNS = 20;

databaseSuite(
  'migrate',
  (database) => {
    let folder = '';
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'policy-registry-migrations-'));
      await database().admin('drop schema public cascade');
      await database().admin('create schema public authorization registry_owner');
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    const write = async (files: Readonly<Record<string, string>>): Promise<void> => {
      for (const [name, sql] of Object.entries(files)) await writeFile(join(folder, name), sql);
    };
    const run = () => migrate(database().urlOf('registry_owner'), folder);
    const names = async (query: string) => (await database().admin(query)).map(({ name }) => name);
    const done = () => names('select name from migrations order by id');
    const rows = () => names('select name from step order by at');

    const first =
      "create table step (at int primary key, name text not null); insert into step values (1, 'first')";
    const second = "insert into step values (2, 'second')";

    it('runs the numbered files in order, whatever else lies in the folder', async () => {
      await write({
        '0002-second.sql': second,
        '0001-first.sql': first,
        'notes.txt': 'x',
        '3-third.sql': 'broken',
      });
      expect(await run()).toStrictEqual(['first1700000000001', 'second1700000000002']);
      expect(await rows()).toStrictEqual(['first', 'second']);
    });

    it('runs what is new, once', async () => {
      await write({ '0001-first.sql': first });
      expect(await run()).toStrictEqual(['first1700000000001']);
      expect(await run()).toStrictEqual([]);
      await write({ '0002-second.sql': second });
      expect(await run()).toStrictEqual(['second1700000000002']);
      expect(await rows()).toStrictEqual(['first', 'second']);
    });

    it('is done once by twenty runs at the same time', async () => {
      await write({ '0001-first.sql': first, '0002-second.sql': second });
      const runs = await Promise.all(Array.from({ length: RUNS }, run));
      expect(runs.flat()).toStrictEqual(['first1700000000001', 'second1700000000002']);
      expect(await done()).toStrictEqual(['first1700000000001', 'second1700000000002']);
      expect(await rows()).toStrictEqual(['first', 'second']);
    }, 60_000);

    it('keeps nothing of a file that fails, and all of those before it', async () => {
      await write({
        '0001-first.sql': first,
        '0002-second.sql': `${second}; insert into step values (1, 'taken')`,
        '0003-third.sql': "insert into step values (3, 'third')",
      });
      await expect(run()).rejects.toThrow(/duplicate key/);
      expect(await rows()).toStrictEqual(['first']);
      expect(await done()).toStrictEqual(['first1700000000001']);
      await write({ '0002-second.sql': second });
      expect(await run()).toStrictEqual(['second1700000000002', 'third1700000000003']);
    });
  },
  { isEmpty: true },
);
