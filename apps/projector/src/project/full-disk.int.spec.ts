import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';
import { mountSmallDisk } from '@policy-registry/event-store/testing';
import { postgresReadModelStore } from '@policy-registry/postgres';
import { databaseSuite, type TestDatabase } from '@policy-registry/postgres/testing';
import { projectBatch } from '@policy-registry/read-models';

import { fedFrom, interleaved, storedEvents } from '../testing/stored-log.ts';

const RUN_MS = 120_000;
const MEGABYTES = 8;
const noDatabase = (): never => {
  throw new Error('only root can make a disk');
};
const suite: typeof databaseSuite =
  process.getuid?.() === 0 ? databaseSuite : (name, specs) => describe.skip(name, () => specs(noDatabase));

const messages = fedFrom(1, interleaved(storedEvents('acme'), storedEvents('globex')));

suite('a database whose disk is full (skipped when not root)', (database) => {
  it(
    'takes a batch whole or not at all, and goes on by itself once there is room',
    async () => {
      const path = await mkdtemp(join(tmpdir(), 'policy-registry-rows-'));
      const disk = mountSmallDisk(path, MEGABYTES, await userOf(database()));
      try {
        await database().admin(`create tablespace small location '${disk.folder}'`);
        await database().admin('alter table all in tablespace pg_default set tablespace small');
        const store = postgresReadModelStore(await database().as('registry_projector'));
        disk.fill();
        await expect(projectBatch(store, 0, messages)).rejects.toThrow('No space left on device');
        expect(await store.checkpoint()).toBe(0);

        disk.free();
        expect((await projectBatch(store, 0, messages)).position).toBe(messages.length);
        expect(await store.checkpoint()).toBe(messages.length);
      } finally {
        disk.free();
        await database().admin('alter table all in tablespace small set tablespace pg_default');
        await database().admin('drop tablespace small');
        disk.unmount();
        await rm(path, { recursive: true });
      }
    },
    RUN_MS,
  );
});

/** Whom the server runs as: a folder of rows must be that user's. */
const userOf = async ({ admin }: TestDatabase): Promise<number> => {
  const [row] = await admin(`select split_part(pg_read_file('postmaster.pid'), e'\\n', 1) as pid`);
  return statSync(`/proc/${String(row?.['pid'])}`).uid;
};
