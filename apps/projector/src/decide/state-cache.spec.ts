import { beforeEach, describe, expect, it } from '@jest/globals';
import { toTimestamp, type EventEnvelope, type RecordedEvent } from '@policy-registry/kernel';
import type { InMemoryEventLog } from '@policy-registry/kernel/testing';

import { createPolicy, NOW, saveWorkspace } from '../testing/commands.ts';
import { openRegistry, policyRef, workspaceRef, type Registry } from '../testing/deciding.ts';
import { CACHED_AGGREGATES_MAX, LogBehind, stateCache } from './state-cache.ts';

const HOUR_MS = 3_600_000;

describe('the cache of states', () => {
  let registry: Registry;
  beforeEach(async () => {
    registry = await openRegistry();
    await registry.tell(createPolicy, saveWorkspace('s1', 'one'));
  });

  const counted = (log: InMemoryEventLog) => {
    const loads: number[] = [];
    const load: InMemoryEventLog['load'] = (aggregate, from) => {
      loads.push(from?.lastSeq ?? 0);
      return log.load(aggregate, from);
    };
    return { log: { ...log, load }, loads };
  };

  it('reads a history once, and afterwards only what is new', async () => {
    const { log, loads } = counted(registry.log);
    const states = stateCache(log);
    const first = await states.load(workspaceRef);
    await states.load(workspaceRef);
    await states.loadLatest(workspaceRef);
    expect(loads).toStrictEqual([0]);
    await registry.tell(saveWorkspace('s2', 'two'));
    expect((await states.load(workspaceRef)).version).toBe(1);
    expect((await states.loadLatest(workspaceRef)).version).toBe(2);
    expect(loads).toStrictEqual([0, first.lastSeq]);
  });

  it('remembers as many aggregates as it may, and beyond them the last ones', async () => {
    const { log, loads } = counted(registry.log);
    const states = stateCache(log);
    const nth = (at: number) => states.load({ tenant: 'acme', type: 'policy', id: `p-${at}` });
    for (let at = 0; at < CACHED_AGGREGATES_MAX; at += 1) await nth(at);
    for (let at = 0; at < CACHED_AGGREGATES_MAX; at += 1) await nth(at);
    expect(loads).toHaveLength(CACHED_AGGREGATES_MAX);
    await nth(CACHED_AGGREGATES_MAX);
    await nth(1);
    expect(loads).toHaveLength(CACHED_AGGREGATES_MAX + 1);
    await nth(0);
    expect(loads).toHaveLength(CACHED_AGGREGATES_MAX + 2);
  });

  it('knows the same as one that has just read everything', async () => {
    const kept = stateCache(registry.log);
    for (const text of ['two', 'three', 'four']) {
      await kept.loadLatest(workspaceRef);
      await registry.tell(saveWorkspace(`s-${text}`, text));
    }
    expect(await kept.loadLatest(workspaceRef)).toStrictEqual(
      await stateCache(registry.log).load(workspaceRef),
    );
  });

  it('is brought up to date by what its process wrote', async () => {
    const states = stateCache(registry.log);
    const before = await states.load(workspaceRef);
    await registry.tell(saveWorkspace('s2', 'two'));
    const { events } = await registry.log.load(workspaceRef, before);
    for (const recorded of events) states.remember(before, recorded);
    expect(await states.load(workspaceRef)).toStrictEqual(await stateCache(registry.log).load(workspaceRef));
  });

  it('moves on past messages that do not count', async () => {
    const states = stateCache(registry.log);
    await states.load(policyRef);
    const seq = await registry.log.plant(policyRef, new TextEncoder().encode('foreign'));
    expect(await states.loadLatest(policyRef)).toMatchObject({ lastSeq: seq, version: 1 });
  });

  describe('on a follower that has not got the last event yet', () => {
    /** The log as such a follower has it, until it catches up. */
    const behind = (log: InMemoryEventLog) => {
      let isBehind = true;
      const load: InMemoryEventLog['load'] = async (aggregate, from) => {
        const { lastSeq, events } = await log.load(aggregate, from);
        return isBehind
          ? { lastSeq: events.at(-2)?.seq ?? from?.lastSeq ?? 0, events: events.slice(0, -1) }
          : { lastSeq, events };
      };
      return { log: { ...log, load }, catchUp: () => (isBehind = false) };
    };

    it('does not take what it read for the latest, whether it knew the aggregate or not', async () => {
      await registry.tell(saveWorkspace('s2', 'two'));
      const { log, catchUp } = behind(registry.log);
      const states = stateCache(log);
      await expect(states.loadLatest(workspaceRef)).rejects.toThrow(LogBehind);
      expect((await states.load(workspaceRef)).version).toBe(1);
      await expect(states.loadLatest(workspaceRef)).rejects.toThrow(LogBehind);
      catchUp();
      expect((await states.loadLatest(workspaceRef)).version).toBe(2);
    });

    it('gives an older state to whoever finds out by appending', async () => {
      const { log } = behind(registry.log);
      expect(await stateCache(log).load(workspaceRef)).toMatchObject({ version: 0, lastSeq: 0 });
    });
  });

  describe('as the memory of applied commands', () => {
    const appliedAfter = async (count: number, everyMs: number) => {
      const states = stateCache(registry.log);
      const first = await states.load(workspaceRef);
      const { events } = await registry.log.load(workspaceRef);
      for (let at = 1; at <= count; at += 1) {
        states.remember(await states.load(workspaceRef), later(events[0], at, NOW + at * everyMs));
      }
      return { before: first.applied, after: (await states.load(workspaceRef)).applied };
    };

    it('holds those of the last 24 hours', async () => {
      const { after } = await appliedAfter(30, HOUR_MS);
      expect([...after.keys()]).toStrictEqual(Array.from({ length: 25 }, (_, at) => `c-${at + 6}`));
    });

    it('holds at most 1,024', async () => {
      const { before, after } = await appliedAfter(1_030, 1);
      expect([...before.keys()]).toStrictEqual(['s1']);
      expect(after.size).toBe(1_024);
      expect([...after.keys()].slice(0, 2)).toStrictEqual(['c-7', 'c-8']);
    });

    it('names the request and the event of each', async () => {
      const { applied } = await stateCache(registry.log).load(workspaceRef);
      const { events } = await registry.log.load(workspaceRef);
      expect(applied.get('s1')).toStrictEqual({
        requestDigest: events[0]?.event.digests['request'],
        recorded: events[0],
        at: NOW,
      });
    });
  });
});

/** An event as it would follow, with another command and time. */
const later = (first: RecordedEvent | undefined, at: number, recordedMs: number): RecordedEvent => {
  if (first === undefined) throw new Error('there is no first event');
  const aggregate = { ...first.event.aggregate, version: at + 1 };
  const event: EventEnvelope = {
    ...first.event,
    aggregate,
    commandId: `c-${at}`,
    recordedAt: toTimestamp(recordedMs),
  };
  return { seq: first.seq + at, hash: first.hash, event };
};
