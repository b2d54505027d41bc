import { expect, it } from '@jest/globals';

import { moveCheckpoint, readCheckpoint } from './checkpoint.ts';
import { discardReadModels } from './discard-read-models.ts';
import { appliedMigrations } from './migrate.ts';
import { createTextKey, readTextKey } from './text-keys.ts';
import { databaseSuite } from './testing/database-suite.ts';
import { inTenant, inTransaction } from './transaction.ts';

databaseSuite('discarding the read models', (database) => {
  it('empties what is folded from the log, and keeps text keys and migrations', async () => {
    const owner = await database().as('registry_owner');
    const before = await inTransaction(owner, appliedMigrations);
    await inTenant(owner, 'acme', (tx) => createTextKey(tx, 'acme', new Uint8Array([1, 2])));
    await database().admin(`insert into aggregate_head values ('acme', 'policy', 'p', 3, 'hash', 7)`);
    const projector = await database().as('registry_projector');
    await inTransaction(projector, (tx) => moveCheckpoint(tx, 0, 7));

    await inTransaction(owner, discardReadModels);
    expect(await inTransaction(projector, readCheckpoint)).toBe(0);
    expect(await database().admin('select from aggregate_head')).toStrictEqual([]);
    expect(await inTenant(owner, 'acme', readTextKey)).toStrictEqual(Buffer.from([1, 2]));
    expect(await inTransaction(owner, appliedMigrations)).toStrictEqual(before);
    expect(before.length).toBeGreaterThan(3);
  });

  it('is refused to the services', async () => {
    const projector = await database().as('registry_projector');
    await expect(inTransaction(projector, discardReadModels)).rejects.toThrow('permission denied');
  });
});
