import { logAbout, type Logger, type Metrics } from '@policy-registry/platform';

import type { Released, ReleaseShards } from './release-shards.ts';

/** A pass that no event asked for: jobs of a cancelled simulation leave the queue without one. */
const SWEEP_EVERY_MS = 1_000;

export type SweepOptions = {
  readonly release: ReleaseShards;
  /** Tenants that may have simulations under way at the start. */
  readonly tenants: () => Promise<readonly string[]>;
  readonly observe: (tenant: string, released: Released) => void;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'releaseFaults'>;
  /** Calls back once after so many milliseconds, unless its answer is called before. */
  readonly later: (ms: number, turn: () => void) => () => void;
};

export type Sweep = {
  /**
   * Passes over the tenant now, and from time to time for as long as simulations of it run. Never rejects: a pass that is given
   * up holds back nobody else, and the next one follows.
   */
  readonly release: (tenant: string) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Keeps the tenants whose simulations run supplied with jobs, beside what events cause. */
export const startSweep = ({ release, tenants, observe, logger, metrics, later }: SweepOptions): Sweep => {
  const restless = new Set<string>();
  const passOver = async (tenant: string): Promise<void> => {
    try {
      const released = await release(tenant);
      if (released.running > 0) restless.add(tenant);
      else restless.delete(tenant);
      observe(tenant, released);
    } catch (error) {
      restless.add(tenant);
      metrics.releaseFaults.inc({ tenant });
      logAbout(logger, { tenant }).warn(
        { err: error },
        'shards were not released; the next sweep tries again',
      );
    }
  };
  const sweep = async (): Promise<void> => {
    for (const tenant of [...restless]) await passOver(tenant);
  };

  let isClosed = false;
  let cancel = (): void => undefined;
  let isKnown = false;
  const turn = async (): Promise<void> => {
    try {
      if (!isKnown) for (const tenant of await tenants()) restless.add(tenant);
      isKnown = true;
      await sweep();
    } catch (error) {
      logger.warn({ err: error }, 'a sweep of the queues was given up; the next one follows');
    }
    if (!isClosed) cancel = later(SWEEP_EVERY_MS, () => (turning = turn()));
  };
  let turning = turn();

  return {
    release: passOver,
    close: async () => {
      isClosed = true;
      cancel();
      await turning;
    },
  };
};
