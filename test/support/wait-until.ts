import { setTimeout as pause } from 'node:timers/promises';

const INTERVAL_MS = 50;

/** Looks again until `look` answers with a value; gives up after `timeoutMs`, naming what was waited for. */
export const waitUntil = async <T>(
  what: string,
  timeoutMs: number,
  look: () => Promise<T | undefined> | T | undefined,
): Promise<T> => {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await look();
    if (value !== undefined) return value;
    if (performance.now() > deadline) throw new Error(`${what} did not happen within ${timeoutMs} ms`);
    await pause(INTERVAL_MS);
  }
};
