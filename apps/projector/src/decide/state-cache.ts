import { aggregates, type BoundAggregate } from '@policy-registry/domain';
import {
  aggregateKey,
  NO_HEAD,
  OUTCOME_AGE_MAX_MS,
  parseTimestamp,
  type AggregateRef,
  type EpochMs,
  type EventLog,
  type RecordedEvent,
} from '@policy-registry/kernel';

/** Commands an aggregate remembers having applied; beyond it the outcome alone remembers. */
const APPLIED_MAX = 1_024;
export const CACHED_AGGREGATES_MAX = 10_000;

export type AppliedCommand = {
  readonly requestDigest: string;
  readonly recorded: RecordedEvent;
  readonly at: EpochMs;
};

/** An aggregate as far as this process has read it. */
export type Loaded = {
  readonly aggregate: AggregateRef;
  readonly state: unknown;
  readonly version: number;
  readonly hash: string;
  readonly lastSeq: number;
  readonly applied: ReadonlyMap<string, AppliedCommand>;
};

/** States by aggregate, read once and then brought up to date: a command costs the same however long the history. */
export type StateCache = {
  /** From the cache when it is there. May lag behind another writer; an append finds that out. */
  readonly load: (aggregate: AggregateRef) => Promise<Loaded>;
  /** With everything that was stored before the call. Rejects with {@link LogBehind} where that cannot be read yet. */
  readonly loadLatest: (aggregate: AggregateRef) => Promise<Loaded>;
  readonly remember: (loaded: Loaded, recorded: RecordedEvent) => void;
};

/** Who was asked for a history is behind the leader: what follows from it has to wait. */
export class LogBehind extends Error {
  override readonly name = 'LogBehind';

  constructor({ type, id }: AggregateRef, { lastSeq, leaderSeq }: { lastSeq: number; leaderSeq: number }) {
    super(`${type} ${id} was read up to ${lastSeq}, and there is ${leaderSeq}`);
  }
}

export const stateCache = (log: EventLog): StateCache => {
  const cached = new Map<string, Loaded>();

  const keep = (loaded: Loaded): Loaded => {
    const key = aggregateKey(loaded.aggregate);
    cached.delete(key);
    cached.set(key, loaded);
    const [oldest] = cached.keys();
    if (cached.size > CACHED_AGGREGATES_MAX && oldest !== undefined) cached.delete(oldest);
    return loaded;
  };
  const refresh = async (from: Loaded, known?: number): Promise<Loaded> => {
    const { lastSeq, events } = await log.load(from.aggregate, from, known);
    return keep({ ...folded(from, events), lastSeq });
  };
  const inCache = (aggregate: AggregateRef) => cached.get(aggregateKey(aggregate));

  return {
    load: async (aggregate) => inCache(aggregate) ?? refresh(unread(aggregate)),
    loadLatest: async (aggregate) => {
      const leaderSeq = await log.lastSeq(aggregate);
      const known = inCache(aggregate) ?? unread(aggregate);
      if (known.lastSeq >= leaderSeq) return known;
      const latest = await refresh(known, leaderSeq);
      if (latest.lastSeq < leaderSeq) throw new LogBehind(aggregate, { lastSeq: latest.lastSeq, leaderSeq });
      return latest;
    },
    remember: (loaded, recorded) => {
      keep({ ...folded(loaded, [recorded]), lastSeq: recorded.seq });
    },
  };
};

const unread = (aggregate: AggregateRef): Loaded => ({
  aggregate,
  state: ownerOf(aggregate).initialState,
  ...NO_HEAD,
  lastSeq: 0,
  applied: new Map(),
});

const ownerOf = ({ type }: AggregateRef): BoundAggregate => aggregates[type];

/** What was applied is copied once, and not for each event of a long history. */
const folded = (loaded: Loaded, events: readonly RecordedEvent[]): Loaded => {
  const { evolve } = ownerOf(loaded.aggregate);
  const applied = new Map(loaded.applied);
  let { state, version, hash } = loaded;
  for (const recorded of events) {
    const { event } = recorded;
    state = event.facts.reduce<unknown>((before, fact) => evolve(before, fact), state);
    version = event.aggregate.version;
    hash = recorded.hash;
    apply(applied, recorded);
  }
  return { ...loaded, state, version, hash, applied };
};

const apply = (applied: Map<string, AppliedCommand>, recorded: RecordedEvent): void => {
  const { commandId, digests, recordedAt } = recorded.event;
  const now = parseTimestamp(recordedAt) ?? 0;
  applied.set(commandId, { requestDigest: digests['request'] ?? '', recorded, at: now });
  for (const [oldest, { at }] of applied) {
    if (applied.size <= APPLIED_MAX && now - at <= OUTCOME_AGE_MAX_MS) break;
    applied.delete(oldest);
  }
};
