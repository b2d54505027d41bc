import { setTimeout } from 'node:timers/promises';

const WAIT_MS = 15_000;
const LOOK_EVERY_MS = 10;

/** Resolves once `isSo`, and rejects when it is not within a while. */
export const waitFor = async (what: string, isSo: () => Promise<boolean> | boolean): Promise<void> => {
  for (let waitedMs = 0; waitedMs < WAIT_MS; waitedMs += LOOK_EVERY_MS) {
    if (await isSo()) return;
    await setTimeout(LOOK_EVERY_MS);
  }
  throw new Error(`there was no ${what} within ${WAIT_MS} ms`);
};
