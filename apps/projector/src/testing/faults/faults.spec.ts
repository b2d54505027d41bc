import { beforeAll, describe, expect, it } from '@jest/globals';

import { livedThrough } from './beginning.ts';
import { PLANTS } from './plants.ts';
import { runSeed } from './run.ts';
import type { Beginning } from './world.ts';

const SEEDS = 60;
/** Seeds within which the oracle finds each planted bug. */
const SEEDS_TO_FIND = 200;
const SLOW_MS = 120_000;

describe('a registry whose requests get lost, come late or twice, and whose workers die', () => {
  let beginning: Beginning;
  beforeAll(async () => {
    beginning = await livedThrough();
  }, SLOW_MS);

  it(
    'keeps every promise, and comes to rest once the faults stop',
    async () => {
      const violated: unknown[] = [];
      const met = { commands: 0, faults: 0, crashes: 0 };
      for (let seed = 1; seed <= SEEDS; seed += 1) {
        const { violations, commands, faults, crashes } = await runSeed(seed, { beginning });
        if (violations.length > 0) violated.push({ seed, violations });
        met.commands += commands;
        met.faults += faults;
        met.crashes += crashes;
      }
      expect(violated).toStrictEqual([]);
      // Worlds in which nothing happens would keep every promise as well.
      expect(Math.min(met.commands, met.faults, met.crashes)).toBeGreaterThan(SEEDS / 2);
    },
    SLOW_MS,
  );

  it('lives through the same steps whenever a seed comes again', async () => {
    const lived = async (seed: number): Promise<readonly string[]> => {
      const lines: string[] = [];
      await runSeed(seed, { beginning, note: (line) => void lines.push(line) });
      return lines;
    };
    for (const seed of [3, 8, 41]) {
      const first = await lived(seed);
      expect(first.length).toBeGreaterThan(20);
      expect(await lived(seed)).toStrictEqual(first);
    }
  });

  describe('is found out when', () => {
    it.each(PLANTS)(
      '$name',
      async ({ sabotage }) => {
        for (let seed = 1; seed <= SEEDS_TO_FIND; seed += 1) {
          const { violations } = await runSeed(seed, { beginning, sabotage });
          if (violations.length > 0) return;
        }
        throw new Error(`${SEEDS_TO_FIND} seeds did not find it`);
      },
      SLOW_MS,
    );
  });
});
