import { setTimeout as pause } from 'node:timers/promises';

import type { Child, Ending } from '../servers/child.ts';
import { Unavailable } from '../servers/unavailable.ts';

const ENDINGS_MAX = 5;
const WINDOW_MS = 60_000;
const PAUSE_FIRST_MS = 100;
const PAUSE_MAX_MS = 2_000;
const STOP_GRACE_MS = 25_000; // above the time an application allows itself for draining

export type SupervisionOptions = {
  readonly name: string;
  readonly logFile: string;
  /** Starts the program; `attempt` counts from 1. */
  readonly start: (attempt: number) => Promise<Child>;
  readonly report: (line: string) => void;
  /** Called when the program was started again: its pid is another now. */
  readonly onRestart?: () => void;
};

/** One program that is started again when it ends unasked. */
export type Supervised = {
  readonly name: string;
  readonly starts: () => number;
  readonly pid: () => number | undefined;
  /** Why it was given up, once it was: it ended too often. */
  readonly failure: () => Unavailable | undefined;
  readonly failed: Promise<Unavailable>;
  readonly stop: () => Promise<void>;
};

/** Starts a program and keeps it running, within bounds: {@link ENDINGS_MAX} endings in a minute are a crash loop. */
export const supervise = async (options: SupervisionOptions): Promise<Supervised> => {
  let child = await options.start(1);
  let starts = 1;
  let isStopping = false;
  let failure: Unavailable | undefined;
  const { promise: failed, resolve: fail } = Promise.withResolvers<Unavailable>();
  const stopped = new AbortController();

  const keepRunning = async (): Promise<void> => {
    const endings: number[] = [];
    while (!isStopping) {
      const ending = await child.ended;
      if (isStopping) return;
      endings.push(performance.now());
      const recent = endings.filter((at) => performance.now() - at < WINDOW_MS).length;
      if (recent >= ENDINGS_MAX) {
        failure = crashLoop(options, recent);
        return fail(failure);
      }
      options.report(`${options.name} ended (${wordsFor(ending)}); starting it again`);
      await pause(pauseMs(recent), undefined, { signal: stopped.signal }).catch(() => undefined);
      if (isStopping) return;
      starts += 1;
      child = await options.start(starts);
      options.onRestart?.();
    }
  };
  const kept = keepRunning().catch((error: unknown) => {
    failure = new Unavailable(`${options.name} could not be started again; see ${options.logFile}`, {
      cause: error,
    });
    fail(failure);
  });

  const stop = async (): Promise<void> => {
    isStopping = true;
    stopped.abort();
    await child.stop(STOP_GRACE_MS);
    await kept;
    await child.stop(STOP_GRACE_MS);
  };
  return {
    name: options.name,
    starts: () => starts,
    pid: () => (child.isRunning() ? child.pid : undefined),
    failure: () => failure,
    failed,
    stop,
  };
};

const pauseMs = (recent: number): number => Math.min(PAUSE_FIRST_MS * 2 ** (recent - 1), PAUSE_MAX_MS);

const crashLoop = ({ name, logFile }: SupervisionOptions, endings: number): Unavailable =>
  new Unavailable(
    `${name} ended ${endings} times within a minute and is not started again; its log is ${logFile}`,
  );

const wordsFor = ({ code, signal }: Ending): string => (signal === null ? `exit code ${code}` : signal);
