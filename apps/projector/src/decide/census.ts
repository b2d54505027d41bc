import type { AggregateKind, EpochMs, EventLog } from '@policy-registry/kernel';

/** How long an answer holds, and for how much longer for each that it counted: a long list is no dearer by the hour. */
const HOLDS_MS = 10_000;
const HOLDS_MS_EACH = 1;
/** Kinds whose number is remembered at once. */
const KINDS_MAX = 10_000;

type Known = {
  readonly count: number;
  readonly untilMs: EpochMs;
  /** The answer of the log that it goes back to. */
  readonly answer: object;
};

/** How many aggregates of a type a tenant has. */
export type Census = {
  /** At least so many, and never more than there are. What other processes began in the last seconds may be missing. */
  readonly count: (kind: AggregateKind) => Promise<number>;
  /** This process begins one; what it answers is called when that is stored. */
  readonly begin: (kind: AggregateKind) => () => void;
};

/**
 * Asks the log now and then, and counts on by itself in between. A number never falls, so a quota that was reached once
 * is reached, however old the answer.
 */
export const census = (log: Pick<EventLog, 'ids'>, nowMs: () => EpochMs): Census => {
  const known = new Map<string, Known>();
  const asking = new Map<string, Promise<number>>();

  const keep = (key: string, kept: Known): number => {
    known.delete(key);
    known.set(key, kept);
    const [oldest] = known.keys();
    if (known.size > KINDS_MAX && oldest !== undefined) known.delete(oldest);
    return kept.count;
  };
  const ask = async (key: string, kind: AggregateKind): Promise<number> => {
    try {
      // What was begun here while the leader counted may be missing in its answer.
      const { length } = await log.ids(kind);
      const count = Math.max(length, known.get(key)?.count ?? 0);
      return keep(key, { count, untilMs: nowMs() + HOLDS_MS + count * HOLDS_MS_EACH, answer: {} });
    } finally {
      asking.delete(key);
    }
  };

  return {
    count: async (kind) => {
      const key = keyOf(kind);
      const last = known.get(key);
      if (last !== undefined && nowMs() < last.untilMs) return last.count;
      const answer = asking.get(key) ?? ask(key, kind);
      asking.set(key, answer);
      return answer;
    },
    begin: (kind) => {
      const key = keyOf(kind);
      // An answer from in between may have counted it, or not: then it is left to the next one.
      const answer = asking.has(key) ? undefined : known.get(key)?.answer;
      return () => {
        const last = known.get(key);
        if (last === undefined || last.answer !== answer || asking.has(key)) return;
        keep(key, { ...last, count: last.count + 1 });
      };
    },
  };
};

const keyOf = ({ tenant, type }: AggregateKind): string => `${tenant}.${type}`;
