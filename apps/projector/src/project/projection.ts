import { eventFeed, FeedClosed, lastEventSeq, type EventFeed } from '@policy-registry/event-store';
import { parseEventSubject } from '@policy-registry/kernel';
import type { Logger, Metrics } from '@policy-registry/platform';
import { CheckpointMoved, inTransaction, readCheckpoint, type Database } from '@policy-registry/postgres';
import type { NatsConnection } from '@nats-io/nats-core';

import { projectBatch, StreamGap, type ProjectedBatch } from './project-batch.ts';

const BATCH_MAX = 1_000;
const RETRY_PAUSE_MS = 500;

export type ProjectionOptions = {
  readonly connection: NatsConnection;
  readonly database: Database;
  readonly logger: Logger;
  readonly metrics: Metrics;
};

export type Projection = {
  /** Sequence of the last event in the read models. */
  readonly position: () => number;
  /** The last event there was at the start: readiness waits for it, since a moving target is never reached. */
  readonly target: number;
  /** Why the projection stands still for good; undefined while it runs. */
  readonly fault: () => string | undefined;
  readonly close: () => Promise<void>;
};

/**
 * Folds the log into the read models for as long as the process lives. Stops, and says so, at a gap in the
 * stream; everything else is tried again from the checkpoint.
 */
export const startProjection = async (options: ProjectionOptions): Promise<Projection> => {
  const target = await lastEventSeq(options.connection);
  let position = 0;
  let fault: string | undefined;
  let isClosing = false;
  let feed: EventFeed | undefined;

  const follow = async (): Promise<void> => {
    position = await inTransaction(options.database, readCheckpoint);
    verifyNotAhead(position, await lastEventSeq(options.connection));
    feed = await eventFeed(options.connection, position);
    while (!isClosing) {
      const messages = await feed.next(BATCH_MAX);
      const batch = await projectBatch(options.database, position, messages);
      position = batch.position;
      report(
        options,
        messages.map(({ subject }) => subject),
        batch,
      );
    }
  };

  const loop = (async () => {
    while (!isClosing && fault === undefined) {
      try {
        await follow();
      } catch (error) {
        if (error instanceof FeedClosed) continue;
        if (error instanceof StreamGap) fault = error.message;
        const level = error instanceof CheckpointMoved ? 'warn' : 'error';
        options.logger[level](
          { err: error, position },
          fault === undefined ? 'projection starts over' : 'projection stopped',
        );
        if (fault === undefined) await new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE_MS));
      }
    }
  })();

  return {
    position: () => position,
    target,
    fault: () => fault,
    close: async () => {
      isClosing = true;
      await feed?.close();
      await loop;
    },
  };
};

/** A stream that ends before the checkpoint has lost events: what it says is not the truth. */
const verifyNotAhead = (position: number, lastSeq: number): void => {
  if (lastSeq < position)
    throw new StreamGap(`the stream ends at ${lastSeq}, before the checkpoint ${position}`);
};

const report = (
  { metrics, logger }: ProjectionOptions,
  subjects: readonly string[],
  { position, verdicts }: ProjectedBatch,
): void => {
  metrics.projectionLagEvents.set({}, 0);
  verdicts.forEach((verdict, at) => {
    if (verdict.class === 'accepted') return;
    const tenant = parseEventSubject(subjects[at] ?? '')?.tenant ?? 'unknown';
    metrics.messagesSkipped.inc({ tenant, class: verdict.class });
    logger.warn(
      { subject: subjects[at], class: verdict.class, problem: verdict.problem },
      'message does not count',
    );
  });
  logger.debug({ position, messages: verdicts.length }, 'projected');
};
