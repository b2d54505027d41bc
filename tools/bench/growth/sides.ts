import type { Broker } from '../commands/broker.ts';
import { policyOf } from '../commands/registry.ts';
import type { Caller } from '../load/caller.ts';
import type { Operation } from '../load/operation.ts';
import { processorSecondsOf, usedBetween, type Watched } from '../load/programs.ts';
import type { Sample } from '../load/statistics.ts';

/** One of the two that are held against each other. */
export type Side = {
  readonly name: string;
  /** What is done in its nth turn. */
  readonly operationAt: (turn: number) => Operation;
  readonly programs: readonly Watched[];
  /** Resolves when the registry has nothing left to do. */
  readonly idle: Broker['idle'];
};

/** One turn: what was done, and what it cost. */
export type Turn = { readonly sample: Sample; readonly processorMs: number };

/** Runs `load` on a side and adds up the processor time of everything that it led to. */
export const costedTurn = async (
  { operationAt, programs, idle }: Side,
  turn: number,
  load: (operation: Operation) => Promise<Sample>,
): Promise<Turn> => {
  const before = await processorSecondsOf(programs);
  const sample = await load(operationAt(turn));
  await idle();
  const used = usedBetween(before, await processorSecondsOf(programs));
  const seconds = [...used.values()].reduce((sum, each) => sum + each, 0);
  return { sample, processorMs: (seconds * 1_000) / sample.count };
};

/** Creates policies, each an aggregate of its own. */
export const creations =
  ({ post }: Caller, run: string): Operation =>
  (n) =>
    post('/policies', policyOf(run, n), `${run}-${n}`);

/** Makes versions of these policies in turn. */
export const versionsOf =
  ({ post }: Caller, run: string, policyIds: readonly string[]): Operation =>
  (n) => {
    const body = JSON.stringify({ revision: 1, semver: `2.0.${n}` });
    return post(`/policies/${policyIds[n % policyIds.length]}/versions`, body, `${run}-${n}`);
  };
