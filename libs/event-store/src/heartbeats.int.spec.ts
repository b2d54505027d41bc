import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { sha256Hex } from '@policy-registry/kernel';

import { heartbeatFeed, heartbeatPublisher, type HeartbeatFeed, type KeptHeartbeat } from './heartbeats.ts';
import { STREAM } from './streams.ts';
import { brokerSuite } from './testing/broker-suite.ts';
import { waitFor } from './testing/wait-for.ts';

brokerSuite('heartbeats in JetStream', (broker) => {
  let feed: HeartbeatFeed;
  let closing: AbortController;
  beforeEach(async () => {
    closing = new AbortController();
    feed = await heartbeatFeed(broker().connection);
  });
  afterEach(async () => {
    closing.abort();
    await broker().jsm.streams.purge(STREAM.heartbeats);
  });

  const beat = (consumerId: string, content: string, tenant = 'acme') =>
    heartbeatPublisher(broker().js)(
      { tenant, environmentId: 'prod', consumerId },
      { principal: 's-edge', bundleDigest: sha256Hex(content), intervalSeconds: 60 },
    );
  const taken = async (): Promise<readonly KeptHeartbeat[]> => {
    const all: KeptHeartbeat[] = [];
    await feed.next(async (heartbeats) => void all.push(...heartbeats), closing.signal);
    return all;
  };
  const shown = ({ tenant, consumerId, bundleDigest }: KeptHeartbeat) => [tenant, consumerId, bundleDigest];
  const kept = async () => (await broker().jsm.streams.info(STREAM.heartbeats)).state.messages;

  it('of each consumer of each tenant the last one is kept, read or not', async () => {
    for (const content of ['a', 'b']) await beat('edge-1', content);
    await beat('edge-2', 'a');
    await beat('edge-1', 'c', 'globex');
    expect(await kept()).toBe(3);
    expect((await taken()).map(shown)).toStrictEqual([
      ['acme', 'edge-1', sha256Hex('b')],
      ['acme', 'edge-2', sha256Hex('a')],
      ['globex', 'edge-1', sha256Hex('c')],
    ]);
    expect(await kept()).toBe(3);
  });

  it('are handed over once, with the time at which the broker took them', async () => {
    const before = Date.now();
    await beat('edge-1', 'a');
    const [first] = await taken();
    expect(Date.parse(String(first?.seenAt))).toBeGreaterThanOrEqual(before - 1);
    expect(Date.parse(String(first?.seenAt))).toBeLessThanOrEqual(Date.now());
    expect(await taken()).toStrictEqual([]);
  });

  it('come again where they could not be kept', async () => {
    await beat('edge-1', 'a');
    const lost = feed.next(() => Promise.reject(new Error('no database')), closing.signal);
    await expect(lost).rejects.toThrow('no database');
    // After the time that the broker leaves a worker.
    await waitFor('it again', async () => (await taken()).length === 1);
  }, 30_000);

  it('that are none hold up no other', async () => {
    await broker().js.publish('registry.beat.acme.prod.edge-0', 'not JSON');
    await broker().js.publish('registry.beat.acme.prod.edge-9', '{"principal":""}');
    await beat('edge-1', 'a');
    expect((await taken()).map(shown)).toStrictEqual([['acme', 'edge-1', sha256Hex('a')]]);
    expect(await taken()).toStrictEqual([]);
  });
});
