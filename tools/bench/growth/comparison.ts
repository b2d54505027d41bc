import type { BenchmarkOptions } from '../benchmark.ts';
import { fullLoad } from '../load/full-load.ts';
import { counter } from '../load/operation.ts';
import { alternatingRounds } from '../load/rounds.ts';
import type { Pair } from './rows.ts';
import { costedTurn, type Side, type Turn } from './sides.ts';

const ROUNDS = 3;
const WARM_UPS = 1;
/** Turns that one side takes in a comparison. */
export const TURNS = WARM_UPS + ROUNDS;
const COMPARISONS = 2;

/** Two sides take turns of equal length at full load, after each has warmed up. */
export const comparison = ({ concurrency, seconds, report, signal }: BenchmarkOptions) => {
  const next = counter();
  const durationMs = (seconds * 1_000) / (COMPARISONS * 2 * TURNS);

  return async (work: string, small: Side, grown: Side): Promise<Pair> => {
    const taken = new Map<Side, Turn[]>([
      [small, []],
      [grown, []],
    ]);
    const order = alternatingRounds([small, grown], TURNS);
    for (const [at, side] of order.entries()) {
      report(`${work}, turn ${at + 1} of ${order.length}: ${side.name}`);
      const turns = taken.get(side) ?? [];
      const turn = await costedTurn(side, turns.length, (operation) =>
        fullLoad(operation, { concurrency, durationMs, next, signal }),
      );
      if (turn.sample.count === 0) throw new Error(`nothing was done with ${side.name}`);
      turns.push(turn);
    }
    const measured = (side: Side) => ({
      name: side.name,
      turns: (taken.get(side) ?? []).slice(WARM_UPS),
    });
    return { work, small: measured(small), grown: measured(grown) };
  };
};
