import { setTimeout as pause } from 'node:timers/promises';

const INTERVAL_MS = 25;

/** Asks again until `holds` answers with a value, or ends with `what` after `timeoutMs`. */
export const waitUntil = async <T>(
  what: string,
  timeoutMs: number,
  holds: () => Promise<T | undefined> | T | undefined,
): Promise<T> => {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await holds();
    if (value !== undefined) return value;
    if (performance.now() > deadline) throw new Error(`${what} did not happen within ${timeoutMs} ms`);
    await pause(INTERVAL_MS);
  }
};
