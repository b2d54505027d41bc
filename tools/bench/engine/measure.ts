import { alternatingRounds } from '../load/rounds.ts';
import { median } from '../load/statistics.ts';
import type { Contender } from './contender.ts';

const ROUNDS = 3;
/** Findings that are decided before the time is looked at. */
const BATCH_CASES = 500;
const US_PER_S = 1_000_000;

/** Turns of equal length that one set of rules takes: a warm-up and the rounds. */
export const turnsOf = (contenders: number): number => contenders * (1 + ROUNDS);

export type MeasureOptions = {
  readonly cases: number;
  readonly turnMs: number;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
};

/** Throws when a contender answers a single finding otherwise than the first one does. Gives the share blocked. */
export const checkAnswers = async (contenders: readonly Contender[], cases: number): Promise<number> => {
  const [first, ...others] = contenders;
  if (first === undefined) return 0;
  const expected = await first.decide(0, cases);
  for (const other of others) {
    const answers = await other.decide(0, cases);
    const differing = expected.findIndex((answer, index) => answer !== answers[index]);
    if (differing >= 0 || answers.length !== expected.length) {
      throw new Error(`${other.name} and ${first.name} answer finding ${differing} differently`);
    }
  }
  return expected.filter((isBlocked) => isBlocked).length / expected.length;
};

/**
 * Findings per second of processor time, in the order of the contenders: medians over rounds in which everybody has a
 * turn. Processor time of the whole process, with its collector and compiler, so that a neighbour costs nobody.
 */
export const measureTurns = async (
  contenders: readonly Contender[],
  { cases, turnMs, report, signal }: MeasureOptions,
): Promise<readonly number[]> => {
  const rates = new Map<Contender, number[]>();
  for (const contender of contenders) await turn(contender, { cases, turnMs, signal });
  for (const [at, contender] of alternatingRounds(contenders, ROUNDS).entries()) {
    report(`turn ${at + 1} of ${contenders.length * ROUNDS}, ${contender.name}`);
    const rate = await turn(contender, { cases, turnMs, signal });
    rates.set(contender, [...(rates.get(contender) ?? []), rate]);
  }
  return contenders.map((contender) => median(rates.get(contender) ?? []));
};

const turn = async (
  contender: Contender,
  { cases, turnMs, signal }: Omit<MeasureOptions, 'report'>,
): Promise<number> => {
  const before = process.cpuUsage();
  const until = performance.now() + turnMs;
  let decided = 0;
  while (performance.now() < until) {
    signal.throwIfAborted();
    decided += (await contender.decide(decided % cases, BATCH_CASES)).length;
  }
  const { user, system } = process.cpuUsage(before);
  return (decided * US_PER_S) / (user + system);
};
