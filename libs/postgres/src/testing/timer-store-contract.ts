import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ReadModelStore, Row, TableShape } from '@policy-registry/kernel';

import type { StoredTimer, TimerStore } from '../timer-store.ts';

export type StartedTimerStore = { readonly rows: ReadModelStore; readonly store: TimerStore };

const TIMERS: TableShape = {
  table: 'timer',
  columns: {
    timer_id: 'text',
    due_at: 'text',
    command_type: 'text',
    command_data: 'jsonb',
    set_by: 'text',
    correlation_id: 'text',
  },
  key: ['timer_id'],
};
const at = (minute: number): string => `2026-03-02T09:${String(minute).padStart(2, '0')}:00.000Z`;
const row = (timerId: string, minute: number): Row => ({
  timer_id: timerId,
  due_at: at(minute),
  command_type: 'TimeOutImport',
  command_data: { snapshotId: timerId, attempt: 1 },
  set_by: `e-${timerId}`,
  correlation_id: 'c-1',
});

/** What every store of timers does. */
export const timerStoreContract = (name: string, start: () => Promise<StartedTimerStore>): void =>
  describe(`${name} is a TimerStore`, () => {
    let store: TimerStore;
    beforeAll(async () => {
      const started = await start();
      store = started.store;
      await started.rows.transaction(async (tx) => {
        const put = [row('late', 5), row('b', 3), row('a', 3), row('first', 1)];
        await tx.write('acme', TIMERS, { put, remove: [] });
        await tx.write('umbrella', TIMERS, { put: [row('theirs', 0)], remove: [] });
      });
    });

    const due = async (tenant: string, minute: number, max = 10): Promise<readonly StoredTimer[]> => {
      let found: readonly StoredTimer[] = [];
      const isDone = await store.turn(async (dueTimers) => {
        found = await dueTimers(tenant, at(minute), max);
      });
      expect(isDone).toBe(true);
      return found;
    };
    const names = async (...asked: Parameters<typeof due>) =>
      (await due(...asked)).map(({ timerId }) => timerId);

    it('gives what is due by then, and no sooner', async () => {
      expect(await names('acme', 0)).toStrictEqual([]);
      expect(await names('acme', 1)).toStrictEqual(['first']);
      expect(await names('acme', 4)).toStrictEqual(['first', 'a', 'b']);
    });

    it('gives the longest due first, and no more than asked for', async () => {
      expect(await names('acme', 9, 2)).toStrictEqual(['first', 'a']);
    });

    it('gives the timers of one tenant', async () => {
      expect(await names('umbrella', 9)).toStrictEqual(['theirs']);
      expect(await names('initech', 9)).toStrictEqual([]);
    });

    it('gives each with its command and the event that set it', async () => {
      const command = { commandType: 'TimeOutImport', commandData: { snapshotId: 'first', attempt: 1 } };
      expect(await due('acme', 1)).toStrictEqual([
        { timerId: 'first', dueAt: at(1), ...command, setBy: 'e-first', correlationId: 'c-1' },
      ]);
    });

    it('is free again after work that failed', async () => {
      const failing = store.turn(async () => {
        throw new Error('the broker is away');
      });
      await expect(failing).rejects.toThrow('the broker is away');
      expect(await names('acme', 1)).toStrictEqual(['first']);
    });
  });
