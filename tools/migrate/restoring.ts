import {
  jetstream,
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamManager,
  type StreamConfig,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { BROKER_ANSWER_MS_MAX } from '@policy-registry/event-store';

/** A stream that is there while a backup is restored: nothing beside it is to be served, or made anew, until it is gone. */
const STREAM = 'RESTORING';
const SUBJECT = 'registry.restoring';

/** A restoration under way, or broken off. */
export type Restoring = {
  /** Where the log of the backup ends. */
  readonly lastSeq: number;
  /** The settings that the streams had before they were taken away. */
  readonly streams: readonly StreamConfig[];
};

export const beginRestoring = async (
  { connection, jsm }: { readonly connection: NatsConnection; readonly jsm: JetStreamManager },
  restoring: Restoring,
): Promise<void> => {
  await jsm.streams.add({ name: STREAM, subjects: [SUBJECT] });
  const js = jetstream(connection, { timeout: BROKER_ANSWER_MS_MAX });
  await js.publish(SUBJECT, JSON.stringify(restoring), { timeout: BROKER_ANSWER_MS_MAX });
};

export const endRestoring = (jsm: JetStreamManager): Promise<boolean> => jsm.streams.delete(STREAM);

/** The restoration that was begun and has not come to its end. One that had changed nothing yet is none. */
export const restoringAt = async (jsm: JetStreamManager): Promise<Restoring | undefined> => {
  try {
    const message = await jsm.streams.getMessage(STREAM, { last_by_subj: SUBJECT });
    if (message !== null) return message.json<Restoring>();
    await endRestoring(jsm);
    return undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

/** Whether the broker said that there is no such stream. */
export const isMissing = (error: unknown): boolean =>
  error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;
