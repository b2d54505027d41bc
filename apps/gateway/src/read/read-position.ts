import { performance } from 'node:perf_hooks';

import type { Positions } from '@policy-registry/postgres';
import type { Query } from '@policy-registry/read-models';

import type { Positioned, ReadModels, Resource } from './read-models.ts';
import { within } from './within.ts';

// Notices are a hint that may be lost with their session: the truth is asked for this often.
const LOOK_AGAIN_MS = 250;

/** How far the read models are, and waiting for them to get further. Every wait is bounded. */
export type ReadPosition = {
  /** Whether the read models have the event `seq`, at the latest after `timeoutMs`. */
  readonly reached: (seq: number, timeoutMs: number) => Promise<boolean>;
  /** The row once it is as wanted, or as it is after `timeoutMs`. */
  readonly rowUntil: (wanted: WantedRow, timeoutMs: number) => Promise<Positioned>;
  /** Resolves at the next news of `tenant`, or after `timeoutMs` in any case. */
  readonly news: (tenant: string, timeoutMs: number) => Promise<void>;
};

export type WantedRow = {
  readonly tenant: string;
  readonly query: Query;
  readonly isWanted: (row: Resource | undefined) => boolean;
};

export const readPosition = (
  readModels: Pick<ReadModels, 'position' | 'positioned'>,
  positions: Pick<Positions, 'subscribe'>,
): ReadPosition => {
  let known = 0;
  const waiting = new Set<(tenant: string) => void>();
  positions.subscribe(({ tenant, position }) => {
    known = Math.max(known, position);
    for (const tell of waiting) tell(tenant);
  });

  const notice = async (isOf: (tenant: string) => boolean, timeoutMs: number): Promise<void> => {
    let tell = (_tenant: string): void => undefined;
    const told = new Promise<void>((resolve) => {
      tell = (tenant) => (isOf(tenant) ? resolve() : undefined);
    });
    waiting.add(tell);
    await within(told, timeoutMs);
    waiting.delete(tell);
  };

  const reached = async (seq: number, timeoutMs: number): Promise<boolean> => {
    const deadline = performance.now() + timeoutMs;
    if (known === 0) known = await readModels.position();
    for (;;) {
      if (known >= seq) return true;
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) return false;
      await notice(() => true, Math.min(LOOK_AGAIN_MS, leftMs));
      if (known < seq) known = Math.max(known, await readModels.position());
    }
  };

  const rowUntil = async ({ tenant, query, isWanted }: WantedRow, timeoutMs: number): Promise<Positioned> => {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const read = await readModels.positioned(tenant, query);
      const leftMs = deadline - performance.now();
      if (isWanted(read.row) || leftMs <= 0) return read;
      await notice((of) => of === tenant, Math.min(LOOK_AGAIN_MS, leftMs));
    }
  };

  return { reached, rowUntil, news: (tenant, timeoutMs) => notice((of) => of === tenant, timeoutMs) };
};
