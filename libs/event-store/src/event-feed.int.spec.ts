import { afterEach, expect, it } from '@jest/globals';
import { headers } from '@nats-io/nats-core';

import {
  eventFeed,
  FeedClosed,
  FeedSilent,
  lastEventSeq,
  type EventFeed,
  type FedMessage,
} from './event-feed.ts';
import { STREAM } from './streams.ts';
import { brokerSuite } from './testing/broker-suite.ts';
import { waitFor } from './testing/wait-for.ts';

/** More than there is between two signs of a consumer that has nothing to give. */
const SILENCE_MS = 4_000;
const LONG_MS = 60_000;

brokerSuite('an event feed', (broker) => {
  const feeds: EventFeed[] = [];
  afterEach(async () => {
    for (const feed of feeds.splice(0)) await feed.close();
  });

  const feedAfter = async (seq: number): Promise<EventFeed> => {
    const feed = await eventFeed(broker().connection, seq);
    feeds.push(feed);
    return feed;
  };
  const write = async (count: number): Promise<number> => {
    let last = 0;
    for (let at = 0; at < count; at += 1) {
      const subject = `registry.evt.${at % 2 === 0 ? 'acme' : 'globex'}.policy.p-${at % 3}`;
      ({ seq: last } = await broker().js.publish(subject, `event ${at}`));
    }
    return last;
  };
  const read = async (feed: EventFeed, count: number, max: number) => {
    const batches = [];
    let seen = 0;
    while (seen < count) {
      const batch = await feed.next(max);
      seen += batch.length;
      batches.push(batch);
    }
    return batches;
  };
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

  it('knows the end of an empty log', async () => {
    expect(await lastEventSeq(broker().connection)).toBe(0);
  });

  it('gives every message of all tenants in the order of the stream, in batches of at most so many', async () => {
    const last = await write(57);
    expect(await lastEventSeq(broker().connection)).toBe(last);
    const batches = await read(await feedAfter(0), 57, 10);
    expect(batches.flat().map(({ seq }) => seq)).toStrictEqual(range(1, 57));
    expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThanOrEqual(10);
    const [first] = batches.flat();
    expect([first?.subject, new TextDecoder().decode(first?.bytes), first?.traceparent]).toStrictEqual([
      'registry.evt.acme.policy.p-0',
      'event 0',
      undefined,
    ]);
    expect(batches.flat().map(({ pending }) => pending)).toStrictEqual(range(0, 56).toReversed());
  });

  it('shows the operator whose it is, and keeps apart from others of that name', async () => {
    const names = async () => {
      const found = [];
      for await (const { name } of broker().jsm.consumers.list(STREAM.events))
        if (name.startsWith('audit_')) found.push(name);
      return found;
    };
    for (let opened = 0; opened < 2; opened += 1)
      feeds.push(await eventFeed(broker().connection, 0, { name: 'audit' }));
    expect(await names()).toStrictEqual([
      expect.stringMatching(/^audit_\w{22}_1$/),
      expect.stringMatching(/^audit_\w{22}_1$/),
    ]);
    expect(new Set(await names()).size).toBe(2);
  });

  it('shows each message as it comes, before anybody takes it', async () => {
    const from = await lastEventSeq(broker().connection);
    const shown: number[] = [];
    const arrived = ({ seq }: FedMessage): void => void shown.push(seq);
    const feed = await eventFeed(broker().connection, from, { arrived });
    feeds.push(feed);
    const last = await write(120);
    await waitFor('all of them to be shown', async () => shown.length === 120);
    expect(shown).toStrictEqual(range(from + 1, last));
    expect((await read(feed, 120, 200)).flat().map(({ seq }) => seq)).toStrictEqual(shown);
  });

  it('fetches no more than it keeps room for, and as much again on its way, while nobody takes', async () => {
    const from = await lastEventSeq(broker().connection);
    for (let at = 1; at < 3_500; at += 1)
      broker().connection.publish('registry.evt.acme.policy.p-0', `event ${at}`);
    const { seq: last } = await broker().js.publish('registry.evt.acme.policy.p-0', 'the last event');
    let shown = 0;
    const arrived = (): void => void (shown += 1);
    const feed = await eventFeed(broker().connection, from, { name: 'full', arrived });
    feeds.push(feed);
    await waitFor('as many messages as there is room for', () => shown >= 1_000);
    await broker().connection.flush();
    const fetched = [];
    for await (const { name, delivered } of broker().jsm.consumers.list(STREAM.events))
      if (name.startsWith('full_')) fetched.push(delivered.consumer_seq);
    expect(fetched).toHaveLength(1);
    expect(fetched[0]).toBeLessThanOrEqual(2_000);
    expect(shown).toBe(1_000);
    expect((await read(feed, 3_500, 1_000)).flat().map(({ seq }) => seq)).toStrictEqual(
      range(from + 1, last),
    );
  });

  it('begins behind the position it is told', async () => {
    const last = await lastEventSeq(broker().connection);
    const feed = await feedAfter(last - 3);
    expect((await read(feed, 3, 100)).flat().map(({ seq }) => seq)).toStrictEqual(range(last - 2, last));
  });

  it('waits at the end for what comes next, and names its trace', async () => {
    const last = await lastEventSeq(broker().connection);
    const feed = await feedAfter(last);
    const next = feed.next(10);
    const traced = headers();
    traced.set('traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
    await broker().js.publish('registry.evt.acme.policy.p-0', 'next', { headers: traced });
    expect((await next).map(({ seq, traceparent }) => [seq, traceparent])).toStrictEqual([
      [last + 1, '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
    ]);
  });

  it(
    'waits for longer than a silence where the broker has nothing to give and says so',
    async () => {
      const last = await lastEventSeq(broker().connection);
      let asked = 0;
      const heard = broker().connection.subscribe(`$JS.API.CONSUMER.MSG.NEXT.${STREAM.events}.>`, {
        callback: () => void (asked += 1),
      });
      const feed = await eventFeed(broker().connection, last, { silenceMsMax: SILENCE_MS });
      feeds.push(feed);
      const next = feed.next(10);
      await waitFor('asking twice again', () => asked >= 3);
      heard.unsubscribe();
      await write(1);
      expect((await next).map(({ seq }) => seq)).toStrictEqual([last + 1]);
    },
    LONG_MS,
  );

  it(
    'gives up a consumer of which nothing is heard, so that its reader takes another',
    async () => {
      const last = await lastEventSeq(broker().connection);
      const feed = await eventFeed(broker().connection, last, { silenceMsMax: SILENCE_MS });
      broker().signal('SIGSTOP');
      try {
        await expect(feed.next(10)).rejects.toThrow(FeedSilent);
        await feed.close();
      } finally {
        broker().signal('SIGCONT');
      }
      const another = await feedAfter(last);
      await write(1);
      expect((await another.next(10)).map(({ seq }) => seq)).toStrictEqual([last + 1]);
    },
    LONG_MS,
  );

  it('ends when it is closed, also for whoever waits', async () => {
    const feed = await feedAfter(await lastEventSeq(broker().connection));
    const waiting = feed.next(10);
    const ended = expect(waiting).rejects.toThrow(FeedClosed);
    await feed.close();
    await ended;
    await feed.close();
    await expect(feed.next(10)).rejects.toThrow(FeedClosed);
  });
});
