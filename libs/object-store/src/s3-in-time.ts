import type { IncomingMessage } from 'node:http';

import { S3_BYTES_PER_SECOND_MIN } from './limits.ts';
import { S3TimedOut } from './s3-deadline.ts';
import { s3Unreachable } from './s3-problems.ts';

/**
 * The body of an answer, piece by piece. Nothing is waited for longer than `timeoutMs`, and a body that keeps dripping
 * uses that up unless it comes at the least speed; how long the reader works on a piece does not count.
 */
export async function* inTime(
  bucket: string,
  body: IncomingMessage,
  timeoutMs: number,
): AsyncGenerator<Uint8Array> {
  let leftMs = timeoutMs;
  const pieces: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const asked = performance.now();
      const timer = setTimeout(() => body.destroy(new S3TimedOut('the body came too slowly')), leftMs);
      const next = await pieces.next().finally(() => clearTimeout(timer));
      if (next.done === true) return;
      const earnedMs = (next.value.length * 1_000) / S3_BYTES_PER_SECOND_MIN;
      leftMs = Math.min(timeoutMs, leftMs + earnedMs - (performance.now() - asked));
      yield next.value;
    }
  } catch (error) {
    throw s3Unreachable(bucket, error, undefined);
  } finally {
    body.destroy();
  }
}
