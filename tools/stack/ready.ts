import { Unavailable } from '../servers/unavailable.ts';
import { waitUntil } from '../servers/wait-until.ts';

const READY_MS = 60_000;
const ANSWER_MS = 2_000;
const SHOWN_CHARACTERS_MAX = 500;

/** What is waited for: where it answers, and how to tell that it never will. */
export type Awaited = {
  readonly name: string;
  readonly url: string;
  readonly logFile: string;
  readonly failure: () => Error | undefined;
};

/** Waits until `path` answers 200. */
export const waitUntilReady = async (awaited: Awaited, path: string, signal: AbortSignal): Promise<void> => {
  let last = 'no answer yet';
  const answered = waitUntil('readiness', READY_MS, async () => {
    signal.throwIfAborted();
    const failure = awaited.failure();
    if (failure !== undefined) throw failure;
    const answer = await ask(`${awaited.url}${path}`);
    last = answer.text;
    return answer.isReady ? true : undefined;
  });
  await answered.catch((error: unknown) => {
    if (signal.aborted || error === awaited.failure()) throw error;
    throw new Unavailable(
      `${awaited.name} was not ready within ${READY_MS / 1000} s (${last}); its log is ${awaited.logFile}`,
    );
  });
};

const ask = async (url: string): Promise<{ isReady: boolean; text: string }> => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
    const text = (await response.text()).slice(0, SHOWN_CHARACTERS_MAX);
    return { isReady: response.status === 200, text: `${response.status} ${text}` };
  } catch {
    return { isReady: false, text: 'no answer yet' };
  }
};
