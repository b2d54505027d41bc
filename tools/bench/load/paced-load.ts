import { setTimeout as pause } from 'node:timers/promises';

import { timed, type Operation } from './operation.ts';
import type { Sample } from './statistics.ts';

const TICK_MS = 1;

export type PacedLoad = {
  readonly perSecond: number;
  readonly durationMs: number;
  readonly next: () => number;
  readonly signal: AbortSignal;
};

/**
 * Operations begun at even distances whether or not earlier ones were answered. Latency counts from the moment an
 * operation was due, so that a stall is seen by everybody who would have waited in it.
 */
export const pacedLoad = async (
  operation: Operation,
  { perSecond, durationMs, next, signal }: PacedLoad,
): Promise<Sample> => {
  const startedMs = performance.now();
  const total = Math.floor((perSecond * durationMs) / 1_000);
  const latenciesMs: number[] = [];
  const underWay = new Set<Promise<void>>();
  let failed = 0;

  const begin = (dueMs: number): void => {
    const running = timed(operation, next(), dueMs).then((latencyMs) => {
      if (latencyMs === undefined) failed += 1;
      else latenciesMs.push(latencyMs);
      underWay.delete(running);
    });
    underWay.add(running);
  };
  for (let begun = 0; begun < total && !signal.aborted; await pause(TICK_MS)) {
    const due = Math.ceil(((performance.now() - startedMs) * perSecond) / 1_000);
    for (; begun < Math.min(due, total); begun += 1) begin(startedMs + (begun * 1_000) / perSecond);
  }
  await Promise.all(underWay);
  signal.throwIfAborted();
  return { count: latenciesMs.length, failed, elapsedMs: performance.now() - startedMs, latenciesMs };
};
