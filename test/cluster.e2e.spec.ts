import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { leaderKill, partition } from './cluster/faults.ts';
import { killUnderLoad } from './processes/run.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';

const RUN_MS = 600_000;
const SEED = 9;
const SIZE = { whole: 0, short: 2, nightly: 0 };

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ nodes: 3, gateways: 2, projectors: 2, runners: 1 });
}, START_MS);
afterAll(() => stack?.stop(), START_MS);

it(
  'loses and doubles no command in a cluster whose leader is killed and whose leader is cut off',
  async () => {
    const kills = [leaderKill('COMMANDS'), partition('EVENTS')];
    const { ok, findings } = await killUnderLoad({
      stack,
      size: SIZE,
      seed: SEED,
      kills,
      say: () => undefined,
    });
    expect(findings).toStrictEqual([]);
    expect(ok).toBeGreaterThan(0);
  },
  RUN_MS,
);
