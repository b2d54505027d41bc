import { afterEach, beforeAll, expect, it } from '@jest/globals';

import { notifyPosition } from './checkpoint.ts';
import type { Database } from './database.ts';
import { listenPositions, type PositionNotice, type Positions, type PositionsOptions } from './positions.ts';
import { breakableDoor, type BreakableDoor } from './testing/breakable-door.ts';
import { databaseSuite } from './testing/database-suite.ts';
import { waitFor } from './testing/wait-for.ts';
import { inTransaction } from './transaction.ts';

databaseSuite('the positions', (database) => {
  let projector: Database;
  const closing: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    projector = await database().as('registry_projector');
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  const listen = async (url = database().urlOf('registry_gateway'), options: PositionsOptions = {}) => {
    const faults: unknown[] = [];
    const heard: PositionNotice[] = [];
    const positions = await listenPositions(url, (error) => void faults.push(error), options);
    closing.push(() => positions.close());
    const stop = positions.subscribe((notice) => void heard.push(notice));
    return { positions, heard, faults, stop };
  };
  const notify = (position: number, ...tenants: readonly string[]) =>
    inTransaction(projector, (tx) => notifyPosition(tx, position, tenants));

  it('are heard once per tenant, by everybody who listens', async () => {
    const one = await listen();
    const other = await listen();
    await notify(7, 'acme', 'globex');
    const notices = [
      { tenant: 'acme', position: 7 },
      { tenant: 'globex', position: 7 },
    ];
    await waitFor('notices', () => one.heard.length === 2 && other.heard.length === 2);
    expect([one.heard, other.heard]).toStrictEqual([notices, notices]);
  });

  it('are heard when they are committed, and not otherwise', async () => {
    const { heard } = await listen();
    const failing = inTransaction(projector, async (tx) => {
      await notifyPosition(tx, 8, ['acme']);
      throw new Error('broken off');
    });
    await expect(failing).rejects.toThrow('broken off');
    await notify(9, 'acme');
    await waitFor('notice', () => heard.length > 0);
    expect(heard).toStrictEqual([{ tenant: 'acme', position: 9 }]);
  });

  it('are not heard any more by who stopped listening', async () => {
    const { positions, heard, stop } = await listen();
    const others: PositionNotice[] = [];
    positions.subscribe((notice) => void others.push(notice));
    stop();
    await notify(10, 'acme');
    await waitFor('notice', () => others.length === 1);
    expect(heard).toStrictEqual([]);
  });

  it.each(['garbage', '', 'null', '[]', '{"tenant":1,"position":1}', '{"tenant":"acme","position":"1"}'])(
    'are not what somebody else says on the channel: %j',
    async (payload) => {
      const { heard, faults, positions } = await listen();
      await inTransaction(projector, (tx) =>
        tx.query(`select pg_notify('registry_positions', $1)`, [payload]),
      );
      await notify(11, 'acme');
      await waitFor('notice', () => heard.length > 0);
      expect([heard, faults, positions.isListening()]).toStrictEqual([
        [{ tenant: 'acme', position: 11 }],
        [],
        true,
      ]);
    },
  );

  it('are heard again, once each, when the connection was away for a while', async () => {
    const door: BreakableDoor = await breakableDoor(database().urlOf('registry_gateway'));
    closing.push(door.shut);
    const { positions, heard, faults } = await listen(door.url);
    await door.shut();
    await waitFor('break', () => !positions.isListening());
    const before = faults.length;
    await waitFor('attempts in vain', () => faults.length >= before + 3);
    await door.open();
    await waitFor('new session', () => positions.isListening());
    await notify(12, 'acme');
    await waitFor('notice', () => heard.length > 0);
    expect(heard).toStrictEqual([{ tenant: 'acme', position: 12 }]);
    const sessions = await database().admin(
      `select 1 from pg_stat_activity where application_name = 'registry-positions' and datname = current_database()`,
    );
    expect(sessions).toHaveLength(1);
  }, 20_000);

  it('end their session when they are closed', async () => {
    const positions: Positions = await listenPositions(database().urlOf('registry_gateway'), () => undefined);
    await positions.close();
    expect(positions.isListening()).toBe(false);
    await waitFor('end of the session', async () => {
      const sessions = await database().admin(
        `select 1 from pg_stat_activity where application_name = 'registry-positions' and datname = current_database()`,
      );
      return sessions.length === 0;
    });
  });

  it('are heard again after the server fell silent on an open connection', async () => {
    const door = await breakableDoor(database().urlOf('registry_gateway'));
    closing.push(() => door.shut());
    const { positions, heard, faults } = await listen(door.url, { lookMs: 20, answerMsMax: 200 });
    door.block();
    await waitFor('end of the session', () => !positions.isListening());
    door.unblock();
    await waitFor('new session', () => positions.isListening());
    await notify(20, 'acme');
    await waitFor('notice', () => heard.length > 0);
    expect(faults.length).toBeGreaterThan(0);
  });
});
