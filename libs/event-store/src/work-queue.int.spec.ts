import { afterEach, expect, it } from '@jest/globals';

import { ensureStreams } from './ensure-streams.ts';
import { runnerOf, STREAM } from './streams.ts';
import { brokerSuite } from './testing/broker-suite.ts';
import { waitFor } from './testing/wait-for.ts';
import type { Handled } from './work-on.ts';
import { workQueue, type WorkQueue, type WorkQueueOptions } from './work-queue.ts';

const DONE: Handled = { done: true };
const NORMAL = runnerOf('normal');
/** Longer than a lane waits for one message, and for one that is silent. */
const LONG_MS = 40_000;

brokerSuite('a work queue', (broker) => {
  const open: WorkQueue[] = [];
  let jobs = 0;
  afterEach(async () => {
    for (const queue of open.splice(0)) await queue.close();
    const left = await broker().jsm.streams.purge(STREAM.jobs);
    expect(left.success).toBe(true);
  });

  const start = async (
    options: Pick<WorkQueueOptions, 'work'> & Partial<WorkQueueOptions>,
  ): Promise<WorkQueue> => {
    const faults = (error: unknown): void => void unexpected.push(error);
    const shared = { stream: STREAM.jobs, durable: NORMAL, concurrency: 1, onFault: faults, onLost: faults };
    const queue = await workQueue(broker().connection, { ...shared, ...options });
    open.push(queue);
    return queue;
  };
  const unexpected: unknown[] = [];
  const send = async (...names: readonly string[]): Promise<void> => {
    for (const name of names) {
      await broker().js.publish(`registry.job.normal.acme.shard.j-${(jobs += 1)}`, name);
    }
  };
  const left = async (): Promise<number> => (await broker().jsm.streams.info(STREAM.jobs)).state.messages;

  /** One that waits elsewhere shows how time passes: it asks each time that what it asked for is over. */
  const longerThanLanesWait = async (): Promise<void> => {
    const other = runnerOf('high');
    let asks = 0;
    const heard = broker().connection.subscribe(`$JS.API.CONSUMER.MSG.NEXT.${STREAM.jobs}.${other}`, {
      callback: () => void (asks += 1),
    });
    await start({ durable: other, work: async () => DONE });
    for (const seen of [2, 3]) await waitFor(`ask ${seen}`, () => asks >= seen);
    heard.unsubscribe();
  };

  it('acknowledges a message after its work resolved, not before', async () => {
    const gate = Promise.withResolvers<Handled>();
    const begun = Promise.withResolvers<string>();
    await start({
      work: (message) => {
        begun.resolve(message.string());
        return gate.promise;
      },
    });
    await send('one');
    expect(await begun.promise).toBe('one');
    expect(await left()).toBe(1);
    gate.resolve(DONE);
    await waitFor('acknowledgement', async () => (await left()) === 0);
  });

  it('delivers a message again after its work threw, and tells about the fault', async () => {
    const deliveries: number[] = [];
    const faults: unknown[] = [];
    await start({
      onFault: (error) => void faults.push(error),
      work: async (message) => {
        deliveries.push(message.info.deliveryCount);
        if (deliveries.length < 3) throw new Error(`fault ${deliveries.length}`);
        return DONE;
      },
    });
    await send('one');
    await waitFor('acknowledgement', async () => deliveries.length === 3 && (await left()) === 0);
    expect(deliveries).toStrictEqual([1, 2, 3]);
    expect(faults).toStrictEqual([new Error('fault 1'), new Error('fault 2')]);
  });

  it('gives a message back for later when its work says so', async () => {
    const deliveries: number[] = [];
    await start({
      work: async (message) => (deliveries.push(message.info.deliveryCount) === 1 ? { laterMs: 20 } : DONE),
    });
    await send('one');
    await waitFor('acknowledgement', async () => deliveries.length === 2 && (await left()) === 0);
    expect(deliveries).toStrictEqual([1, 2]);
  });

  it('goes on with other messages while one is given back', async () => {
    const done: string[] = [];
    await start({
      onFault: () => undefined,
      work: async (message) => {
        if (message.string() === 'poison') throw new Error('poison');
        done.push(message.string());
        return DONE;
      },
    });
    await send('poison', 'one', 'two');
    await waitFor('two messages', () => done.length === 2);
    expect(done).toStrictEqual(['one', 'two']);
    expect(await left()).toBe(1);
  });

  it('works on so many at once as it is told, and no more', async () => {
    let underWay = 0;
    let most = 0;
    let done = 0;
    const full = Promise.withResolvers<void>();
    await start({
      concurrency: 3,
      work: async () => {
        underWay += 1;
        most = Math.max(most, underWay);
        if (underWay === 3) full.resolve();
        await full.promise;
        underWay -= 1;
        done += 1;
        return DONE;
      },
    });
    await send(...Array.from({ length: 12 }, (_, at) => `m ${at}`));
    await waitFor('all messages', async () => done === 12 && (await left()) === 0);
    expect(most).toBe(3);
  });

  const aFreeWorkerGetsTheNext = async (): Promise<void> => {
    const quick: string[] = [];
    await start({
      work: async (message) => {
        quick.push(`${message.string()} ${message.info.deliveryCount}`);
        return DONE;
      },
    });
    await send('a', 'b', 'c', 'd');
    await waitFor('four messages', () => quick.length === 4);
    expect(quick).toStrictEqual(['a 1', 'b 1', 'c 1', 'd 1']);
  };

  it.each([1, 2, 5])(
    'with room for %i asks for no more: a free worker elsewhere gets it',
    async (concurrency) => {
      const gate = Promise.withResolvers<Handled>();
      const slow: string[] = [];
      await start({
        concurrency,
        work: (message) => {
          slow.push(message.string());
          return gate.promise;
        },
      });
      await send(...Array.from({ length: concurrency }, () => 'slow'));
      await waitFor('first messages', () => slow.length === concurrency);
      await aFreeWorkerGetsTheNext();
      gate.resolve(DONE);
      await waitFor('acknowledgement', async () => (await left()) === 0);
      expect(slow).toStrictEqual(Array.from({ length: concurrency }, () => 'slow'));
    },
  );

  it(
    'asks for one message after long work, and a free worker elsewhere gets the next',
    async () => {
      const gates = [Promise.withResolvers<Handled>(), Promise.withResolvers<Handled>()];
      const slow: string[] = [];
      await start({
        work: (message) => gates[slow.push(message.string()) - 1]?.promise ?? Promise.resolve(DONE),
      });
      await send('first');
      await waitFor('first message', () => slow.length === 1);
      await longerThanLanesWait();
      gates[0]?.resolve(DONE);
      await send('second');
      await waitFor('second message', () => slow.length === 2);

      await aFreeWorkerGetsTheNext();
      gates[1]?.resolve(DONE);
      await waitFor('acknowledgement', async () => (await left()) === 0);
      expect(slow).toStrictEqual(['first', 'second']);
    },
    LONG_MS,
  );

  it(
    'gets messages again soon after its consumer was lost, and says once that it was',
    async () => {
      const lost: unknown[] = [];
      const done: string[] = [];
      await start({
        concurrency: 3,
        onLost: (error) => void lost.push(error),
        work: async (message) => {
          done.push(message.string());
          return DONE;
        },
      });
      await send('before');
      await waitFor('message', () => done.length === 1);
      await broker().jsm.consumers.delete(STREAM.jobs, NORMAL);
      await waitFor('loss', () => lost.length > 0);
      await ensureStreams(broker().connection, { duplicateWindowMs: 120_000, replicas: 1 });
      await send('after');
      await waitFor('next message', () => done.length === 2);
      expect(lost).toMatchObject([{ message: 'consumer deleted' }]);
    },
    LONG_MS,
  );

  it('lets the work under way end before it is closed', async () => {
    const gate = Promise.withResolvers<Handled>();
    const begun = Promise.withResolvers<void>();
    const queue = await start({
      work: () => {
        begun.resolve();
        return gate.promise;
      },
    });
    await send('one');
    await begun.promise;
    let isClosed = false;
    const closing = queue.close().then(() => (isClosed = true));
    expect(await left()).toBe(1);
    expect(isClosed).toBe(false);
    gate.resolve(DONE);
    await closing;
    expect(await left()).toBe(0);
  });

  it('closes at once while it waits', async () => {
    const queue = await start({ concurrency: 64, work: async () => DONE });
    await queue.close();
    const info = await broker().jsm.consumers.info(STREAM.jobs, NORMAL);
    expect(info.num_ack_pending).toBe(0);
  });

  it('sees no fault where there is none', () => expect(unexpected).toStrictEqual([]));
});

const ASK = `$JS.API.CONSUMER.MSG.NEXT.${STREAM.jobs}.${NORMAL}`;

brokerSuite(
  'a work queue whose leader falls silent',
  (broker) => {
    it(
      'asks again and again, until there is one that answers',
      async () => {
        const { connection, js } = broker();
        let asks = 0;
        const silent = connection.subscribe('silent', {
          callback: (_error, { data, reply = '' }) => {
            asks += 1;
            if (asks > 2) connection.publish('answering', data, { reply });
          },
        });
        const lost: unknown[] = [];
        const worked = Promise.withResolvers<string>();
        const queue = await workQueue(connection, {
          stream: STREAM.jobs,
          durable: NORMAL,
          concurrency: 1,
          onFault: worked.reject,
          onLost: (error) => void lost.push(error),
          work: async (message) => {
            worked.resolve(message.string());
            return DONE;
          },
        });
        await js.publish('registry.job.normal.acme.shard.j-1', 'one');
        expect(await worked.promise).toBe('one');
        expect(lost).toMatchObject([{ message: 'heartbeats missed' }]);
        await queue.close();
        silent.unsubscribe();
      },
      LONG_MS,
    );
  },
  // What lanes ask for comes to the test, which gives it to the leader or does not.
  { settings: `mappings { "${ASK}": silent, answering: "${ASK}" }` },
);
