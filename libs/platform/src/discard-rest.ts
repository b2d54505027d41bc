import type { IncomingMessage } from 'node:http';

const DISCARDED_BYTES_MAX = 16 * 1024 * 1024;
const DISCARDING_MS_MAX = 10_000;

/**
 * Reads what a client still sends of a body that nobody wants, and drops it: most clients look at an answer only
 * when they have sent everything, and would see a broken connection in its place. Ends after a while in any case.
 */
export const discardRest = async (body: IncomingMessage): Promise<void> => {
  if (body.complete || body.destroyed) return;
  let bytes = 0;
  const ended = new Promise<void>((resolve) => {
    for (const event of ['end', 'close', 'error'] as const) body.once(event, () => resolve());
    body.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > DISCARDED_BYTES_MAX) resolve();
    });
  });
  // Who was given it before would keep what it does not read.
  body.unpipe();
  body.resume();
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<void>((resolve) => (timer = setTimeout(resolve, DISCARDING_MS_MAX)));
  await Promise.race([ended, overdue]);
  clearTimeout(timer);
};
