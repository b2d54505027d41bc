import { beforeAll, beforeEach, expect, it } from '@jest/globals';
import { sha256Hex } from '@policy-registry/kernel';

import {
  postgresHeartbeatStore,
  type ConsumerNews,
  type HeartbeatStore,
  type NewsAsked,
  type StoredHeartbeat,
} from './heartbeat-store.ts';
import { databaseSuite } from './testing/database-suite.ts';

const NOW = Date.UTC(2026, 2, 2, 12);
const ago = (seconds: number): string => new Date(NOW - seconds * 1_000).toISOString();
const asked: NewsAsked = {
  ...{ now: ago(0), watchedSince: ago(9_000), missedMax: 3, intervalSeconds: 60 },
  ...{ forgottenBefore: ago(600_000), max: 10 },
};
const beat = (
  consumerId: string,
  secondsAgo: number,
  more: Partial<StoredHeartbeat> = {},
): StoredHeartbeat => ({
  ...{ environmentId: 'prod', consumerId, principal: 's-edge', bundleDigest: sha256Hex('tar') },
  ...{ intervalSeconds: 60, seenAt: ago(secondsAgo) },
  ...more,
});

databaseSuite('the last heartbeats in PostgreSQL', (database) => {
  let store: HeartbeatStore;
  beforeAll(async () => {
    store = postgresHeartbeatStore(await database().as('registry_projector'));
  });
  beforeEach(() => database().admin('truncate consumer_heartbeat, consumer_catalog'));

  const know = (consumerId: string, secondsAgo: number, isStale = false, tenant = 'acme') =>
    database().admin(
      `insert into consumer_catalog values ($1, 'prod', $2, 's-edge', $3, 1, $4, $5, $5, $5)`,
      [tenant, consumerId, sha256Hex('tar'), isStale, ago(secondsAgo)],
    );
  const news = async (options: Partial<NewsAsked> = {}, tenant = 'acme') => {
    let found: ConsumerNews | undefined;
    const isDone = await store.turn(async (ask) => {
      found = await ask(tenant, { ...asked, ...options });
    });
    expect(isDone).toBe(true);
    const named = (all: readonly { readonly consumerId: string }[] = []) =>
      all.map(({ consumerId }) => consumerId);
    return { heard: named(found?.heard), silent: named(found?.silent) };
  };
  const nothing = { heard: [], silent: [] };

  it('tell of a consumer that nobody knows, in its own tenant alone', async () => {
    await store.keep('acme', [beat('edge-1', 10)]);
    expect(await news()).toStrictEqual({ heard: ['edge-1'], silent: [] });
    expect(await news({}, 'globex')).toStrictEqual(nothing);
  });

  it('tell of nothing that is known', async () => {
    await know('edge-1', 100);
    await store.keep('acme', [beat('edge-1', 10)]);
    expect(await news()).toStrictEqual(nothing);
  });

  it('tell of another bundle, and of whoever is heard again', async () => {
    await know('edge-1', 100);
    await know('edge-2', 100, true);
    await store.keep('acme', [beat('edge-1', 10, { bundleDigest: sha256Hex('own') }), beat('edge-2', 5)]);
    expect(await news()).toStrictEqual({ heard: ['edge-1', 'edge-2'], silent: [] });
    expect(await news({ max: 1 })).toStrictEqual({ heard: ['edge-1'], silent: [] });
  });

  it('tell of nothing that somebody else says', async () => {
    await know('edge-1', 100);
    await store.keep('acme', [beat('edge-1', 10, { principal: 's-other', bundleDigest: sha256Hex('own') })]);
    expect(await news()).toStrictEqual(nothing);
  });

  it('are the last of each consumer, in whichever order they come', async () => {
    await know('edge-1', 100);
    const own = { bundleDigest: sha256Hex('own') };
    await store.keep('acme', [beat('edge-1', 20, own), beat('edge-1', 10)]);
    await store.keep('acme', [beat('edge-1', 15, own)]);
    expect(await news()).toStrictEqual(nothing);
  });

  it('tell of who is silent for longer than three of its intervals, once', async () => {
    await know('edge-1', 8_000);
    await know('edge-2', 8_000);
    await know('edge-3', 8_000, true);
    await store.keep('acme', [beat('edge-1', 181), beat('edge-2', 181, { intervalSeconds: 61 })]);
    expect(await news()).toStrictEqual({ heard: [], silent: ['edge-1'] });
  });

  it('do not tell of who may have been heard by nobody', async () => {
    await know('edge-1', 8_000);
    expect(await news({ watchedSince: ago(180) })).toStrictEqual(nothing);
    expect(await news({ watchedSince: ago(181) })).toStrictEqual({ heard: [], silent: ['edge-1'] });
  });

  it('tell of who is to be forgotten, and go with it', async () => {
    await know('edge-1', 600_001, true);
    await store.keep('acme', [beat('edge-1', 600_001), beat('edge-9', 600_001)]);
    expect(await news()).toStrictEqual({ heard: [], silent: ['edge-1'] });
    const left = () => database().admin('select consumer_id from consumer_heartbeat');
    expect(await left()).toStrictEqual([{ consumer_id: 'edge-1' }]);
    await database().admin('delete from consumer_catalog');
    expect(await news()).toStrictEqual(nothing);
    expect(await left()).toStrictEqual([]);
  });

  it('are looked at by one process at a time', async () => {
    const there = postgresHeartbeatStore(await database().as('registry_projector'));
    const answers: boolean[] = [];
    answers.push(await store.turn(async () => void answers.push(await there.turn(async () => undefined))));
    answers.push(await there.turn(async () => undefined));
    expect(answers).toStrictEqual([false, true, true]);
  });
});
