import { describe, expect, it } from '@jest/globals';
import type { EventFeed, EventSource, LogContent } from '@policy-registry/event-store';
import { inMemoryReadModels, inMemoryReadModelStore } from '@policy-registry/postgres/simulated';

import { projecting, turn, until } from '../testing/projecting.ts';

const WHOLE: LogContent = { lastSeq: 5, missingSeq: undefined, confirmedSeq: 5 };
const SHORT: LogContent = { ...WHOLE, lastSeq: 4, confirmedSeq: 4 };

/** A projection that has five events, and a broker that says what the test has it say, or is away. */
const started = async (content: LogContent) => {
  const broker = { content, isAway: false, asked: 0, opened: 0 };
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
      broker.asked += 1;
      if (broker.isAway) throw new Error('the broker is away');
      return broker.content;
    },
    feed,
  };
  const rows = inMemoryReadModels({ position: 5, tables: new Map() });
  const projection = await projecting(events, inMemoryReadModelStore(rows));
  return { broker, projection, lose: () => lose(new Error('the broker goes')) };
};

const following = async () => {
  const all = await started(WHOLE);
  await until(() => all.broker.opened === 1);
  return all;
};

describe('a projection', () => {
  it('has no fault any more once a broker that was away is back, also when nothing happens then', async () => {
    const { broker, projection, lose } = await following();
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

describe('a projection whose broker says less than it did', () => {
  it('holds what is decided, and goes on once the broker says all of it: a server that is cut off knows no better', async () => {
    const { broker, projection, lose } = await following();
    broker.content = SHORT;
    lose();
    await until(() => projection.isDamaged());
    expect(projection.fault()).toBe('the stream ends at 4, before the checkpoint 5');
    const { asked } = broker;
    await until(() => broker.asked > asked + 2);
    broker.content = WHOLE;
    await until(() => broker.opened === 2);
    await turn();
    expect([projection.isDamaged(), projection.fault()]).toStrictEqual([false, undefined]);
    await projection.close();
  });

  it('holds what is decided from its start on, and begins once the broker says all of it', async () => {
    const { broker, projection } = await started({ ...SHORT, confirmedSeq: 5 });
    expect([projection.isDamaged(), projection.fault()]).toStrictEqual([
      true,
      'the stream ends at 4, and event 5 was confirmed',
    ]);
    broker.content = WHOLE;
    await until(() => broker.opened === 1);
    await turn();
    expect([projection.isDamaged(), projection.fault()]).toStrictEqual([false, undefined]);
    await projection.close();
  });

  it('stops for good when it goes on saying so', async () => {
    const { broker, projection, lose } = await following();
    broker.content = SHORT;
    lose();
    let asked = -1;
    await until(() => projection.isDamaged());
    for (let quiet = 0; quiet < 20; quiet += 1) {
      if (asked !== broker.asked) quiet = 0;
      asked = broker.asked;
      await turn();
    }
    broker.content = WHOLE;
    for (let turns = 0; turns < 20; turns += 1) await turn();
    expect([projection.isDamaged(), broker.asked, broker.opened]).toStrictEqual([true, asked, 1]);
    await projection.close();
  });
});
