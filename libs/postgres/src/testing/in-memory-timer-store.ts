import { toTimer, type StoredTimer, type TimerStore } from '../timer-store.ts';
import { tableKey, type InMemoryReadModels } from './in-memory-read-model-store.ts';

/** The timers among rows in memory; `send` carries the requests. It never keeps anybody away. */
export const inMemoryTimerStore = (
  rows: InMemoryReadModels,
  send: <T>(what: string, perform: () => T) => Promise<T> = async (_what, perform) => perform(),
): TimerStore => ({
  turn: async (work) => {
    await work((tenant, now, max) =>
      send('due timers', () =>
        timersOf(rows, tenant)
          .filter(({ dueAt }) => dueAt <= now)
          .sort(byDue)
          .slice(0, max),
      ),
    );
    return true;
  },
});

const byDue = (a: StoredTimer, b: StoredTimer): number =>
  a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.timerId < b.timerId) ? -1 : 1;

const timersOf = (rows: InMemoryReadModels, tenant: string): readonly StoredTimer[] =>
  [...(rows.content().tables.get(tableKey(tenant, 'timer'))?.values() ?? [])].map(toTimer);
