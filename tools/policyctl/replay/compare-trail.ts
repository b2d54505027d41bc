/** What an audit trail says of one event. */
export type TrailEntry = { readonly seq: number; readonly hash: string };

/** A sequence at which the log and the registry's audit trail do not say the same. */
export type Difference = { readonly seq: number; readonly problem: string };

export type TrailComparison = {
  /** Takes the next events of the log that count, in stream order, and reads the trail as far as they reach. */
  readonly take: (events: readonly TrailEntry[]) => Promise<void>;
  /** Every difference up to the position, once the log was taken whole: the first, and how many there are. */
  readonly result: () => Promise<{ readonly first: Difference | undefined; readonly count: number }>;
};

/**
 * Compares, event by event, what the log holds now with what the projector folded then. Both come in the order of the
 * stream, the trail in pages, and neither is held.
 */
export const compareTrail = (
  trail: AsyncIterable<readonly TrailEntry[]>,
  position: number,
): TrailComparison => {
  const entries = entriesUpTo(trail, position);
  let first: Difference | undefined;
  let count = 0;
  const differ = (seq: number, problem: string): void => {
    count += 1;
    if (first === undefined || seq < first.seq) first = { seq, problem };
  };
  /** Takes what the trail lists before `seq`. */
  const listedAlone = async (seq: number): Promise<TrailEntry | undefined> => {
    for (let entry = await entries.next(); ; entry = await entries.next()) {
      if (entry === undefined || entry.seq >= seq) return entry;
      differ(entry.seq, 'the audit trail lists an event, and the log holds nothing that counts');
      entries.taken();
    }
  };

  return {
    take: async (events) => {
      for (const { seq, hash } of events) {
        if (seq > position) return;
        const entry = await listedAlone(seq);
        if (entry?.seq !== seq) {
          differ(seq, 'the log has an event that the audit trail lacks');
          continue;
        }
        if (entry.hash !== hash)
          differ(seq, `the log holds bytes with hash ${hash}, the audit trail lists ${entry.hash}`);
        entries.taken();
      }
    },
    result: async () => {
      await listedAlone(Number.POSITIVE_INFINITY);
      return { first, count };
    },
  };
};

/** The entries up to a position one after the other, from pages that are asked for when they are needed. */
const entriesUpTo = (trail: AsyncIterable<readonly TrailEntry[]>, position: number) => {
  const pages = trail[Symbol.asyncIterator]();
  let page: readonly TrailEntry[] = [];
  let at = 0;
  let isOver = false;
  return {
    /** The next one, which stays the next until it is taken. */
    next: async (): Promise<TrailEntry | undefined> => {
      while (at >= page.length && !isOver) {
        const { value, done } = await pages.next();
        isOver = done === true;
        page = isOver ? [] : value;
        at = 0;
      }
      const entry = page[at];
      return entry === undefined || entry.seq > position ? undefined : entry;
    },
    taken: (): void => {
      at += 1;
    },
  };
};
