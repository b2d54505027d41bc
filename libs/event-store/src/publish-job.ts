import type { JetStreamClient } from '@nats-io/jetstream';
import { headers } from '@nats-io/nats-core';
import { jobSubject, type Job } from '@policy-registry/domain';
import { canonicalBytes, type Json } from '@policy-registry/kernel';

const PUBLISH_TIMEOUT_MS = 5_000;

/** Queues a job; the same job again within the broker's window is one message, later it is a harmless repeat. */
export const jobPublisher =
  (js: JetStreamClient) =>
  async (job: Job, traceparent?: string): Promise<void> => {
    const subject = jobSubject(job);
    const sent = headers();
    if (traceparent !== undefined) sent.set('traceparent', traceparent);
    // The subject names tenant, kind and job: unique over the whole stream, as the broker's de-duplication is.
    await js.publish(subject, canonicalBytes(job as Json), {
      msgID: subject,
      headers: sent,
      timeout: PUBLISH_TIMEOUT_MS,
    });
  };
