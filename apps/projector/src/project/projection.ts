import {
  FeedClosed,
  logDamage,
  STREAM,
  type EventFeed,
  type EventSource,
  type FedMessage,
  type LogContent,
} from '@policy-registry/event-store';
import { CheckpointMoved, parseEventSubject, type ReadModelStore } from '@policy-registry/kernel';
import { inBatch, inDatabase, type Logger, type Metrics } from '@policy-registry/platform';
import {
  BATCH_MAX,
  projectBatch,
  readAhead,
  StreamGap,
  type ProjectedBatch,
} from '@policy-registry/read-models';

import { lagOf } from './lag.ts';

const RETRY_PAUSE_MS = 500;
/**
 * How often damage is seen, over half a minute, until it is believed. A server that was cut off from its cluster as a
 * leader tells what it last knew until it notices, after ten to twenty seconds.
 */
const DAMAGE_SEEN_MAX = 60;
/** What the feed's consumers are called at the broker. */
const CONSUMER = 'projection';

export type ProjectionOptions = {
  readonly events: EventSource;
  readonly store: ReadModelStore;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly nowMs: () => number;
  /** Resolves after so many milliseconds. */
  readonly pause: (ms: number) => Promise<unknown>;
};

export type Projection = {
  /** Sequence of the last event in the read models. */
  readonly position: () => number;
  /** The last event there was at the start: readiness waits for it, since a moving target is never reached. */
  readonly target: number;
  /** What keeps the projection from going on: a gap for good, anything else until it works again. */
  readonly fault: () => string | undefined;
  /** The log lacks something, for good or as far as is known now: nothing is to be built on what it says. */
  readonly isDamaged: () => boolean;
  readonly close: () => Promise<void>;
};

/**
 * Folds the log into the read models for as long as the process lives. Stops, and says so, where the log lacks
 * something and goes on lacking it; everything else is tried again from the checkpoint.
 */
export const startProjection = async (options: ProjectionOptions): Promise<Projection> => {
  const { events, store } = options;
  const lag = lagOf(options);
  const atStart = await events.content();
  let position = 0;
  let fault = logDamage(atStart, position);
  let isStopped = false;
  // Before anybody decides on it.
  const wholeness = verifying(fault !== undefined);
  let isClosing = false;
  let feed: EventFeed | undefined;

  const follow = async (): Promise<void> => {
    position = await store.checkpoint();
    const content = await events.content();
    wholeness.verify(content, position);
    feed = await events.feed(position, readAhead);
    // There may be no batch for long that shows that all is well again.
    if (content.lastSeq === position) fault = undefined;
    try {
      while (!isClosing) await projectNext(feed);
    } finally {
      // A feed reads on by itself. A broker that cannot be told now forgets its consumer later.
      await feed.close().catch(() => undefined);
    }
  };
  const projectNext = async (from: EventFeed): Promise<void> => {
    const messages = await from.next(BATCH_MAX);
    lag.waiting(messages);
    const batch = await inBatch(spanOf(messages), () => projectBatch(traced(store), position, messages));
    position = batch.position;
    fault = undefined;
    lag.projected(messages);
    report(options, messages, batch);
  };

  const loop = (async () => {
    while (!isClosing && !isStopped) {
      try {
        await follow();
      } catch (error) {
        if (error instanceof FeedClosed) continue;
        isStopped = error instanceof StreamGap;
        fault = faultIn(error);
        if (fault === undefined) options.logger.debug({ position }, OTHER_WROTE);
        else
          options.logger.error(
            { err: error, position },
            isStopped ? 'projection stopped' : 'projection starts over',
          );
        if (!isStopped) await options.pause(RETRY_PAUSE_MS);
      }
    }
  })();

  return {
    position: () => position,
    target: atStart.lastSeq,
    fault: () => fault,
    isDamaged: () => isStopped || wholeness.isDoubted(),
    close: async () => {
      isClosing = true;
      await feed?.close();
      await loop;
    },
  };
};

/** The broker says of the log what would be damage, if it is still so after a while. */
class DamageDoubted extends Error {
  override readonly name = 'DamageDoubted';
}

/** Throws a {@link StreamGap} where the broker has said for a while that the log is damaged, and doubts it until then. */
const verifying = (isDoubted: boolean) => {
  let seen = isDoubted ? 1 : 0;
  return {
    isDoubted: () => seen > 0,
    verify: (content: LogContent, position: number): void => {
      const damage = logDamage(content, position);
      seen = damage === undefined ? 0 : seen + 1;
      if (damage !== undefined)
        throw seen < DAMAGE_SEEN_MAX ? new DamageDoubted(damage) : new StreamGap(damage);
    },
  };
};

/** Of several projectors one writes each batch. For the others that is no fault: they go on behind it. */
const OTHER_WROTE = 'another projector was first: going on behind it';

const faultIn = (error: unknown): string | undefined => {
  if (error instanceof CheckpointMoved) return undefined;
  return error instanceof Error ? error.message : 'unknown';
};

const spanOf = (messages: readonly FedMessage[]) => ({
  stream: STREAM.events,
  consumer: CONSUMER,
  traceparents: messages.map(({ traceparent }) => traceparent),
});

/** The store, with each transaction in a span of its own. */
const traced = (store: ReadModelStore): ReadModelStore => ({
  ...store,
  transaction: (work) => inDatabase({ operation: 'TRANSACTION' }, () => store.transaction(work)),
});

const report = (
  { metrics, logger }: ProjectionOptions,
  messages: readonly FedMessage[],
  { position, verdicts }: ProjectedBatch,
): void => {
  verdicts.forEach((verdict, at) => {
    if (verdict.class === 'accepted') return;
    const subject = messages[at]?.subject ?? '';
    const tenant = parseEventSubject(subject)?.tenant ?? 'unknown';
    metrics.messagesSkipped.inc({ tenant, class: verdict.class });
    logger.warn({ subject, class: verdict.class, problem: verdict.problem }, 'message does not count');
  });
  logger.debug({ position, messages: verdicts.length }, 'projected');
};
