import {
  CONSUMER_KEPT_MS,
  HEARTBEAT_SECONDS_DEFAULT,
  MISSED_HEARTBEATS_MAX,
  observationsOf,
} from '@policy-registry/domain';
import type { CommandPublisher, HeartbeatFeed, KeptHeartbeat } from '@policy-registry/event-store';
import { toTimestamp } from '@policy-registry/kernel';
import type { Logger } from '@policy-registry/platform';
import type { AskNews, HeartbeatStore } from '@policy-registry/postgres';

import { ownCommand } from './own-command.ts';

const AFTER_FAULT_MS = 1_000;
/** News of a tenant that a turn tells of at most. */
const NEWS_MAX = 256;
/** What is not known after so long, though it was told, is told again. */
const TOLD_AGAIN_MS = 60_000;

export type HeartbeatsOptions = {
  readonly feed: HeartbeatFeed;
  readonly store: HeartbeatStore;
  /** Tenants of which consumers are known. */
  readonly tenants: () => Promise<readonly string[]>;
  readonly publishCommand: CommandPublisher;
  /** What the rows say is not the truth: nothing is to follow from it. */
  readonly isDamaged: () => boolean;
  readonly logger: Logger;
  readonly nowMs: () => number;
  readonly pause: (
    ms: number,
    value: undefined,
    options: { readonly signal: AbortSignal },
  ) => Promise<unknown>;
};

/**
 * Keeps the last heartbeat of each consumer, and tells the decider of what is not known yet: a consumer that was never heard,
 * another bundle, one that is silent or is heard again. All other heartbeats end here.
 */
export const startHeartbeats = (options: HeartbeatsOptions): { readonly close: () => Promise<void> } => {
  const { feed, store, isDamaged, logger, nowMs, pause } = options;
  const closing = new AbortController();
  let watchedSince = nowMs();
  /** Tenants that were heard: their first consumer may not be known yet. */
  const heard = new Set<string>();

  const keepAll = async (heartbeats: readonly KeptHeartbeat[]): Promise<void> => {
    for (const [tenant, ofTenant] of Map.groupBy(heartbeats, (heartbeat) => heartbeat.tenant)) {
      await store.keep(tenant, ofTenant);
      heard.add(tenant);
    }
  };
  const turn = async (): Promise<void> => {
    await feed.next(keepAll, closing.signal);
    if (isDamaged()) return;
    const tenants = new Set([...heard, ...(await options.tenants())]);
    await store.turn((news) => tellAll(options, news, { tenants, watchedSince }));
  };
  const follow = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      try {
        await turn();
      } catch (error) {
        if (closing.signal.aborted) return;
        logger.warn({ err: error }, 'heartbeats could not be followed; the next turn goes on');
        await pause(AFTER_FAULT_MS, undefined, closing).catch(() => undefined);
        // Whoever was silent meanwhile may have been heard by nobody.
        watchedSince = nowMs();
      }
    }
  };
  const following = follow();

  return {
    close: async () => {
      closing.abort();
      await following;
    },
  };
};

type Watched = { readonly tenants: ReadonlySet<string>; readonly watchedSince: number };

const tellAll = async (
  { publishCommand, nowMs }: HeartbeatsOptions,
  news: AskNews,
  { tenants, watchedSince }: Watched,
): Promise<void> => {
  const now = nowMs();
  const asked = {
    now: toTimestamp(now),
    watchedSince: toTimestamp(watchedSince),
    missedMax: MISSED_HEARTBEATS_MAX,
    intervalSeconds: HEARTBEAT_SECONDS_DEFAULT,
    forgottenBefore: toTimestamp(now - CONSUMER_KEPT_MS),
    max: NEWS_MAX,
  };
  const around = `heartbeats ${Math.floor(now / TOLD_AGAIN_MS)}`;
  for (const tenant of tenants) {
    const observed = await news(tenant, asked);
    for (const { commandId, type, data } of observationsOf(observed, `${around} ${tenant}`)) {
      const told = { commandId, tenant, type, data, correlationId: commandId };
      await publishCommand(ownCommand(told, now));
    }
  }
};
