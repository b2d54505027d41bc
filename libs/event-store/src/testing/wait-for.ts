import { setTimeout } from 'node:timers/promises';

const WAIT_MS = 15_000;
const LOOK_EVERY_MS = 10;

/** Resolves with the first answer of `look` that is neither `undefined` nor `false`. */
export const waitFor = async <T>(
  what: string,
  look: () => Promise<T> | T,
): Promise<Exclude<T, undefined | false>> => {
  for (let waitedMs = 0; waitedMs < WAIT_MS; waitedMs += LOOK_EVERY_MS) {
    const seen = await look();
    // Both that are taken out here are looked for right before.
    if (seen !== undefined && seen !== false) return seen as Exclude<T, undefined | false>;
    await setTimeout(LOOK_EVERY_MS);
  }
  throw new Error(`there was no ${what} within ${WAIT_MS} ms`);
};
