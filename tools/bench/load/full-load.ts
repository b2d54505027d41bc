import { timed, type Operation } from './operation.ts';
import type { Sample } from './statistics.ts';

export type FullLoad = {
  readonly concurrency: number;
  readonly durationMs: number;
  readonly next: () => number;
  readonly signal: AbortSignal;
};

/** As much as `concurrency` callers get done that each wait for an answer before they ask again. */
export const fullLoad = async (
  operation: Operation,
  { concurrency, durationMs, next, signal }: FullLoad,
): Promise<Sample> => {
  const startedMs = performance.now();
  const latenciesMs: number[] = [];
  let failed = 0;

  const caller = async (): Promise<void> => {
    while (performance.now() - startedMs < durationMs && !signal.aborted) {
      const latencyMs = await timed(operation, next(), performance.now());
      if (latencyMs === undefined) failed += 1;
      else latenciesMs.push(latencyMs);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, caller));
  signal.throwIfAborted();
  return { count: latenciesMs.length, failed, elapsedMs: performance.now() - startedMs, latenciesMs };
};
