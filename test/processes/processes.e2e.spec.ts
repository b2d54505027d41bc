import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { START_MS, startStack, type Stack } from '../support/stack.ts';
import { KILLS, type Kill } from './kills.ts';
import { killUnderLoad } from './run.ts';

// The short form of `npm run test:faults -- processes`: one kill for each program, the worst that there is.

const RUN_MS = 480_000;

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ runners: 1, hasFaults: true });
}, START_MS);
afterAll(() => stack?.stop(), START_MS);

const worst = (ways: readonly Kill[]): readonly Kill[] => ways.slice(0, 1);

describe('programs that are killed under load', () => {
  it(
    'lose nothing and do nothing twice, and the rest goes on',
    async () => {
      const { findings, commands, ok, refused } = await killUnderLoad({
        stack,
        size: { whole: 1, short: 1, nightly: 1 },
        seed: 1,
        kills: KILLS.flatMap(worst),
        say: (line) => process.stderr.write(`${line}\n`),
      });
      expect(findings).toStrictEqual([]);
      expect(ok + refused).toBe(commands);
      expect(Math.min(ok, refused)).toBeGreaterThan(0);
    },
    RUN_MS,
  );
});
