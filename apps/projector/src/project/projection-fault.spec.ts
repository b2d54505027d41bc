import { describe, expect, it } from '@jest/globals';
import type { EventFeed, EventSource } from '@policy-registry/event-store';
import { createLogger, createMetrics } from '@policy-registry/platform';
import { inMemoryReadModels, inMemoryReadModelStore } from '@policy-registry/postgres/simulated';

import { startProjection } from './projection.ts';

const WHOLE = { lastSeq: 0, missingSeq: undefined, confirmedSeq: 0 };

/** The log of a broker that has nothing to tell, and goes away when the test says. */
const quietLog = () => {
  const broker = { isAway: false, opened: 0 };
  let lose = (_error: Error): void => undefined;
  const feed = async (): Promise<EventFeed> => {
    broker.opened += 1;
    return {
      next: () => new Promise((_resolve, reject) => (lose = reject)),
      close: async () => lose(new Error('closed')),
    };
  };
  const events: EventSource = {
    content: async () => {
      if (broker.isAway) throw new Error('the broker is away');
      return WHOLE;
    },
    feed,
  };
  return { broker, events, lose: () => lose(new Error('the broker goes')) };
};

const turn = () => new Promise((resolve) => setImmediate(resolve));
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await turn();
};

describe('a projection', () => {
  it('has no fault any more once a broker that was away is back, also when nothing happens then', async () => {
    const { broker, events, lose } = quietLog();
    const projection = await startProjection({
      events,
      store: inMemoryReadModelStore(inMemoryReadModels()),
      logger: createLogger({ app: 'projector', instance: '1', level: 'silent' }),
      metrics: createMetrics('projector'),
      nowMs: () => 0,
      pause: turn,
    });
    await until(() => broker.opened === 1);
    broker.isAway = true;
    lose();
    await until(() => projection.fault() === 'the broker is away');
    broker.isAway = false;
    await until(() => broker.opened === 2);
    await turn();
    expect(projection.fault()).toBeUndefined();
    await projection.close();
  });
});
