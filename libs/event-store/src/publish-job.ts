import type { JetStreamClient } from '@nats-io/jetstream';
import { jobSubject, type Job } from '@policy-registry/domain';
import { canonicalBytes, type Json } from '@policy-registry/kernel';

import { traceHeaders } from './trace-headers.ts';

const PUBLISH_TIMEOUT_MS = 5_000;

/** Queues a job; the same job again within the broker's window is one message, later it is a harmless repeat. */
export const jobPublisher =
  (js: JetStreamClient) =>
  async (job: Job, traceparent?: string): Promise<void> => {
    const subject = jobSubject(job);
    // The subject names tenant, kind and job: unique over the whole stream, as the broker's de-duplication is.
    await js.publish(subject, canonicalBytes(job as Json), {
      msgID: subject,
      headers: traceHeaders(traceparent),
      timeout: PUBLISH_TIMEOUT_MS,
    });
  };
