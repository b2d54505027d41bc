import { beforeAll, beforeEach, expect, it } from '@jest/globals';
import { CheckpointMoved } from '@policy-registry/kernel';

import { moveCheckpoint, readCheckpoint } from './checkpoint.ts';
import type { Database } from './database.ts';
import { databaseSuite } from './testing/database-suite.ts';
import { enterTenant, inTransaction } from './transaction.ts';

databaseSuite('the checkpoint', (database) => {
  let projector: Database;
  beforeAll(async () => {
    projector = await database().as('registry_projector');
  });
  beforeEach(() => database().admin('delete from projection_checkpoint'));

  const position = () => inTransaction(projector, readCheckpoint);
  const move = (from: number, to: number) => inTransaction(projector, (tx) => moveCheckpoint(tx, from, to));

  it('begins at 0', async () => expect(await position()).toBe(0));

  it('moves on from where it is', async () => {
    await move(0, 5);
    await move(5, 6);
    expect(await position()).toBe(6);
  });

  it('takes positions beyond 32 bits', async () => {
    await move(0, 5_000_000_000);
    await move(5_000_000_000, Number.MAX_SAFE_INTEGER);
    expect(await position()).toBe(Number.MAX_SAFE_INTEGER);
  });

  it.each([0, 4, 6])('refuses a move from %i when it is at 5', async (from) => {
    await move(0, 5);
    await expect(move(from, 7)).rejects.toThrow(CheckpointMoved);
    expect(await position()).toBe(5);
  });

  it('refuses a move from anywhere else than 0 when there is none: the tables are empty', async () => {
    await expect(move(5, 6)).rejects.toThrow(CheckpointMoved);
    expect(await position()).toBe(0);
  });

  it('lets one of many move it, from the beginning and later', async () => {
    for (const from of [0, 10]) {
      const moves = await Promise.allSettled(Array.from({ length: 4 }, () => move(from, from + 10)));
      expect(moves.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const refused = moves.filter((each) => each.status === 'rejected').map(({ reason }) => reason);
      expect(refused.every((reason) => reason instanceof CheckpointMoved)).toBe(true);
      expect(await position()).toBe(from + 10);
    }
  });

  it('keeps none of the rows of a refused move', async () => {
    await move(0, 5);
    const late = inTransaction(projector, async (tx) => {
      await enterTenant(tx, 'acme');
      await tx.query(`insert into environment_catalog values ('acme', 'prod', 'x', 1, 1, 'x')`);
      await moveCheckpoint(tx, 4, 6);
    });
    await expect(late).rejects.toThrow(CheckpointMoved);
    expect(await database().admin('select 1 from environment_catalog')).toStrictEqual([]);
  });
});
