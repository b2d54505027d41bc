import { jobSubject, type Job } from '@policy-registry/domain';
import { canonicalBytes, type Json } from '@policy-registry/kernel';

import type { JetStreamWriter } from './jetstream-ports.ts';
import { traceHeaders } from './trace-headers.ts';

const PUBLISH_TIMEOUT_MS = 5_000;

/**
 * Queues a job; the same job again within the broker's window is one message, later it is a harmless repeat. False
 * when the broker knew it: it was queued a moment ago, and may have been worked on since.
 */
export type JobPublisher = (job: Job, traceparent?: string) => Promise<boolean>;

export const jobPublisher =
  (js: JetStreamWriter): JobPublisher =>
  async (job, traceparent) => {
    const subject = jobSubject(job);
    // The subject names tenant, kind and job: unique over the whole stream, as the broker's de-duplication is.
    const { duplicate } = await js.publish(subject, canonicalBytes(job as Json), {
      msgID: subject,
      headers: traceHeaders(traceparent),
      timeout: PUBLISH_TIMEOUT_MS,
    });
    return !duplicate;
  };
