import { afterEach, describe, expect, it } from '@jest/globals';
import { FeedClosed, type EventFeed, type EventSource } from '@policy-registry/event-store';
import { inMemoryReadModels, inMemoryReadModelStore } from '@policy-registry/postgres/simulated';

import { projecting, until } from '../testing/projecting.ts';
import { fedFrom, storedEvents } from '../testing/stored-log.ts';
import type { Projection } from './projection.ts';

const log = fedFrom(1, storedEvents('acme'));

/** What the log has after a sequence, one message at a time; each is given once `turn` has come for it. */
const feedAfter = (afterSeq: number, turn: (seq: number) => Promise<void>): EventFeed => {
  const closed = Promise.withResolvers<never>();
  closed.promise.catch(() => undefined);
  let seq = afterSeq;
  return {
    next: async () => {
      const messages = log.slice(seq, seq + 1);
      seq += 1;
      await Promise.race([messages.length === 0 ? closed.promise : turn(seq), closed.promise]);
      return messages;
    },
    close: async () => closed.reject(new FeedClosed('the feed is closed')),
  };
};

describe('two projectors on one log and one database', () => {
  const open: Projection[] = [];
  afterEach(async () => {
    for (const projection of open.splice(0)) await projection.close();
  });

  const rows = inMemoryReadModels();
  const start = async (turn: (seq: number) => Promise<void>) => {
    const lines: unknown[] = [];
    const feeds = { opened: 0, closed: 0 };
    const events: EventSource = {
      content: async () => ({ lastSeq: log.length, missingSeq: undefined, confirmedSeq: 0 }),
      feed: async (afterSeq) => {
        const feed = feedAfter(afterSeq, turn);
        feeds.opened += 1;
        return { ...feed, close: () => feed.close().finally(() => (feeds.closed += 1)) };
      },
    };
    const projection = await projecting(events, inMemoryReadModelStore(rows), lines);
    open.push(projection);
    return { projection, lines, feeds };
  };
  const at = (projection: Projection, seq: number) => until(() => projection.position() >= seq);

  it('write each event once, and the one that comes second goes on behind it: that is no fault', async () => {
    const half = Promise.withResolvers<void>();
    const late = await start((seq) => (seq === 2 ? half.promise : Promise.resolve()));
    await at(late.projection, 1);
    const early = await start(() => Promise.resolve());
    await at(early.projection, log.length);
    half.resolve();
    await at(late.projection, log.length);

    expect(late.projection.fault()).toBeUndefined();
    expect(late.feeds).toStrictEqual({ opened: 2, closed: 1 });
    const told = late.lines.filter((line) => JSON.stringify(line).includes('another projector'));
    expect(told).toMatchObject([{ level: 'debug', position: 1 }]);
    const levels = [...late.lines, ...early.lines].map((line) => Object(line).level);
    expect(new Set(levels)).toStrictEqual(new Set(['debug']));
  });
});
