import { createServer } from 'node:net';

import { expect, it } from '@jest/globals';

import { closeDatabase, openDatabase } from './database.ts';
import { breakableDoor } from './testing/breakable-door.ts';
import { databaseSuite } from './testing/database-suite.ts';
import { inTransaction } from './transaction.ts';

const LIMITS = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'] as const;

databaseSuite('a pool', (database) => {
  it('has the server end what takes too long', async () => {
    const pool = await database().as('registry_gateway');
    const limits = await inTransaction(pool, (tx) =>
      tx.query(`select current_setting(name) as said from unnest($1::text[]) as name`, [[...LIMITS]]),
    );
    expect(limits.map(({ said }) => said)).toStrictEqual(['30s', '10s', '1min']);
  });

  it('gives up a connection on which the server is silent, and takes another one', async () => {
    const door = await breakableDoor(database().urlOf('registry_gateway'));
    const pool = await openDatabase({
      url: door.url,
      applicationName: 'spec',
      connectionsMax: 1,
      silenceMsMax: 1_000,
    });
    const one = () => inTransaction(pool, (tx) => tx.query('select 1 as one'));
    await one();
    door.block();
    await expect(one()).rejects.toThrow();
    await expect(one()).rejects.toThrow();
    door.unblock();
    expect(await one()).toStrictEqual([{ one: 1 }]);
    await closeDatabase(pool);
    await door.shut();
  });

  it('is not opened where somebody listens who never answers', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const opening = openDatabase({
      url: `postgres://nobody@127.0.0.1:${port}/none`,
      applicationName: 'spec',
      connectionsMax: 1,
      silenceMsMax: 200,
    });
    await expect(opening).rejects.toThrow();
    silent.close();
  });
});
