import { describe, expect, it } from '@jest/globals';
import { FeedClosed, type EventSource } from '@policy-registry/event-store';
import { digestOf, type ReadModelStore } from '@policy-registry/kernel';
import {
  inMemoryReadModels,
  inMemoryReadModelStore,
  type InMemoryReadModels,
} from '@policy-registry/postgres/simulated';
import { projectBatch, readAhead } from '@policy-registry/read-models';
import fc from 'fast-check';

import { projecting, turn, until } from '../testing/projecting.ts';
import { fedFrom, interleaved, messageOf, storedEvents } from '../testing/stored-log.ts';

const acme = storedEvents('acme');
const [first] = acme;
if (first === undefined) throw new Error('there are no stored events');

const log = fedFrom(1, [
  ...interleaved(acme, storedEvents('globex')),
  { ...first, commandId: 'loser' },
  { ...messageOf(first), bytes: new TextEncoder().encode('foreign') },
]);
const { length } = log;
/** New objects each time: what was read ahead of one is not known of another. */
const newLog = () => log.map((message) => ({ ...message }));

const STEPS = ['load', 'write', 'move', 'commit', 'answer'] as const;
type Step = (typeof STEPS)[number];
type Cuts = {
  /** How many messages each batch has, at most; again from the first when they are used up. */
  readonly sizes: readonly number[];
  /** How many messages behind a batch have arrived before it is folded. */
  readonly ahead: number;
  /** Where the transactions fail, one after the other; those behind succeed. */
  readonly faults: readonly (Step | 'none')[];
};

const eventsIn = ({ sizes, ahead }: Cuts): EventSource => {
  const messages = newLog();
  let batches = 0;
  return {
    content: async () => ({ lastSeq: length, missingSeq: undefined, confirmedSeq: 0 }),
    feed: async (afterSeq, arrived = () => undefined) => {
      const closed = Promise.withResolvers<never>();
      closed.promise.catch(() => undefined);
      let [seq, shown] = [afterSeq, afterSeq];
      return {
        next: async () => {
          const size = sizes[batches % sizes.length] ?? 1;
          batches += 1;
          const taken = messages.slice(seq, seq + size);
          if (taken.length === 0) return closed.promise;
          seq += taken.length;
          for (; shown < Math.min(seq + ahead, length); shown += 1)
            messages.slice(shown, shown + 1).forEach(arrived);
          return taken;
        },
        close: async () => closed.reject(new FeedClosed('the feed is closed')),
      };
    },
  };
};

/** A store that fails now and then; `answer` is a transaction that was kept although nobody was told. */
const failing = (rows: InMemoryReadModels, faults: Cuts['faults']): ReadModelStore => {
  const coming = [...faults];
  let now: Step | 'none' = 'none';
  const fail = (step: Step): void => {
    if (now === step) throw new Error(`fails at ${step}`);
  };
  const store = inMemoryReadModelStore(rows, async (what, perform) => {
    if (what !== 'commit') return perform();
    fail('commit');
    const performed = perform();
    fail('answer');
    return performed;
  });
  return {
    ...store,
    transaction: (work) => {
      now = coming.shift() ?? 'none';
      return store.transaction((tx) =>
        work({
          load: async (...asked) => (await turn(), fail('load'), tx.load(...asked)),
          write: async (...asked) => (await turn(), fail('write'), tx.write(...asked)),
          move: async (...asked) => (await turn(), fail('move'), tx.move(...asked)),
        }),
      );
    },
  };
};

const digestOfRows = (rows: InMemoryReadModels): string => {
  const { position, tables } = rows.content();
  const filled = [...tables].filter(([, ofTable]) => ofTable.size > 0);
  return digestOf({
    position,
    tables: Object.fromEntries(filled.map(([name, ofTable]) => [name, Object.fromEntries(ofTable)])),
  });
};

const cuts: fc.Arbitrary<Cuts> = fc.record({
  sizes: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 8 }),
  ahead: fc.integer({ min: 0, max: 30 }),
  faults: fc.array(fc.constantFrom('none', ...STEPS), { maxLength: 8 }),
});

describe('a projection, however its batches are cut and wherever their transactions fail', () => {
  it('leaves the rows that all messages leave in one batch, and each of them once', async () => {
    const whole = inMemoryReadModels();
    await projectBatch(inMemoryReadModelStore(whole), 0, newLog());

    const wanted = digestOfRows(whole);
    const property = fc.asyncProperty(cuts, async (cut) => {
      const rows = inMemoryReadModels();
      const projection = await projecting(eventsIn(cut), failing(rows, cut.faults));
      await until(() => projection.position() === length);
      await projection.close();
      expect(projection.fault()).toBeUndefined();
      expect(digestOfRows(rows)).toBe(wanted);
    });
    await fc.assert(property, { numRuns: 40 });
  }, 60_000);
});

describe('a message that was read ahead of its turn', () => {
  it('is refused in its turn when nobody knows its fact, as if it had not been read', async () => {
    const unknown = { ...first, facts: [{ type: 'NobodyKnows', schemaVersion: 1, data: {} }] };
    const messages = fedFrom(1, [unknown]);
    messages.forEach(readAhead);
    const rows = inMemoryReadModels();
    await expect(projectBatch(inMemoryReadModelStore(rows), 0, messages)).rejects.toThrow('NobodyKnows');
    expect(rows.content().position).toBe(0);
  });
});
