import { afterEach, describe, expect, it } from '@jest/globals';
import { CONSUMER_KEPT_MS } from '@policy-registry/domain';
import type { HeartbeatFeed, KeptHeartbeat } from '@policy-registry/event-store';
import { sha256Hex, toTimestamp, type CommandEnvelope } from '@policy-registry/kernel';
import { createLogger } from '@policy-registry/platform';
import type { ConsumerNews, NewsAsked, StoredHeartbeat } from '@policy-registry/postgres';

import { startHeartbeats } from './heartbeats.ts';

const NOW = Date.UTC(2026, 2, 2, 12);
const heard = {
  ...{ environmentId: 'prod', consumerId: 'edge-1', principal: 's-edge', bundleDigest: sha256Hex('tar') },
  seenAt: toTimestamp(NOW - 1_000),
};
const beat: KeptHeartbeat = { tenant: 'acme', intervalSeconds: 60, ...heard };
const silent = { environmentId: 'test', consumerId: 'edge-2', seenAt: toTimestamp(NOW), intervalSeconds: 60 };

type Turn = readonly KeptHeartbeat[] | 'fault';

/** Follows so many turns of heartbeats; then nothing comes any more. */
const followed = async (
  turns: readonly Turn[],
  options: { readonly isDamaged?: boolean; readonly tenants?: readonly string[] } = {},
) => {
  const kept: (readonly [string, readonly StoredHeartbeat[]])[] = [];
  const asked: NewsAsked[] = [];
  const commands: CommandEnvelope[] = [];
  const over = Promise.withResolvers<undefined>();
  const left = [...turns];
  let nowMs = NOW;
  const feed: HeartbeatFeed = {
    next: async (keep, signal) => {
      nowMs += 1;
      const turn = left.shift();
      if (turn === 'fault') throw new Error('no broker');
      if (turn !== undefined) return turn.length > 0 ? keep(turn) : undefined;
      over.resolve(undefined);
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    },
  };
  const news: ConsumerNews = { heard: [heard], silent: [silent] };
  const heartbeats = startHeartbeats({
    feed,
    store: {
      keep: async (tenant, all) => void kept.push([tenant, all]),
      turn: async (work) => {
        await work(async (tenant, what) => {
          asked.push(what);
          return tenant === 'acme' ? news : { heard: [], silent: [] };
        });
        return true;
      },
    },
    tenants: async () => options.tenants ?? ['acme', 'globex', 'acme'],
    publishCommand: async (command) => {
      commands.push(command);
      return 'stored';
    },
    isDamaged: () => options.isDamaged === true,
    logger: createLogger({
      app: 'projector',
      instance: 'spec',
      level: 'error',
      destination: { write: () => undefined },
    }),
    nowMs: () => nowMs,
    pause: async () => undefined,
  });
  closing.push(heartbeats);
  await over.promise;
  return { kept, asked, commands };
};
const closing: { readonly close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const heartbeats of closing.splice(0)) await heartbeats.close();
});

describe('heartbeats', () => {
  it('are kept for each tenant', async () => {
    const others = { ...beat, tenant: 'globex' };
    const { kept } = await followed([[beat, others, beat]]);
    expect(kept).toStrictEqual([
      ['acme', [beat, beat]],
      ['globex', [others]],
    ]);
  });

  it('that are news are told to the environment that they are of, and not twice within a minute', async () => {
    const { commands } = await followed([[], []]);
    expect(commands.map(({ tenant, type, data }) => [tenant, type, data])).toStrictEqual(
      [1, 2].flatMap(() => [
        ['acme', 'ObserveConsumers', { environmentId: 'prod', heard: [expect.any(Object)], silent: [] }],
        ['acme', 'ObserveConsumers', { environmentId: 'test', heard: [], silent: [expect.any(Object)] }],
      ]),
    );
    // The second turn says what the first one said: the broker takes it once.
    const ids = commands.map(({ commandId }) => commandId);
    expect(ids.slice(2)).toStrictEqual(ids.slice(0, 2));
  });

  it('of a tenant of which no consumer is known yet are told as well', async () => {
    const { commands } = await followed([[], [beat]], { tenants: [] });
    expect(commands.map(({ tenant }) => tenant)).toStrictEqual(['acme', 'acme']);
  });

  it('after a fault leave nobody silent who may have been heard by nobody', async () => {
    const { asked } = await followed([[], 'fault', []]);
    expect(asked.map(({ watchedSince }) => watchedSince)).toStrictEqual(
      [0, 0, 2, 2].map((ms) => toTimestamp(NOW + ms)),
    );
    expect(asked[0]?.forgottenBefore).toBe(toTimestamp(NOW + 1 - CONSUMER_KEPT_MS));
  });

  it('are kept, and nothing follows from them, while the log lacks something', async () => {
    const { kept, asked } = await followed([[beat]], { isDamaged: true });
    expect([kept.length, asked.length]).toStrictEqual([1, 0]);
  });
});
