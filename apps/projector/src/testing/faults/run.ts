import { setImmediate } from 'node:timers/promises';

import type { DryRun, Nudge, Outcome } from '@policy-registry/kernel';

import { runClient, runDryClient, type Answer } from './client.ts';
import { faultPlanOf, type FaultPlan } from './fault-plan.ts';
import { violationsOf } from './oracle.ts';
import { contestedIn } from './oracle-answers.ts';
import { unfinishedIn } from './oracle-liveness.ts';
import { randomOf } from './random.ts';
import { replayed, type Replay } from './replay.ts';
import type { Sabotage } from './sabotage.ts';
import { worldOf, type Beginning, type World } from './world.ts';

/** Steps of a world while faults happen; then they stop. */
const FAULTY_STEPS = 400;
/** Steps within which everything is through once they have stopped. */
export const HEALING_STEPS_MAX = 4_000;

/** Steps in which a sweep has passed over every tenant. */
const SWEEP_STEPS = 50;

/** In one of so many worlds somebody also asks what commands would come to, and so often. */
const SEEDS_PER_DRY_CLIENT = 4;
const DRY_RUNS = 3;

export type SeedReport = {
  readonly seed: number;
  readonly plan: FaultPlan;
  /** Empty when the world kept every promise. */
  readonly violations: readonly string[];
  readonly steps: number;
  readonly healingSteps: number;
  readonly commands: number;
  /** Commands about which two workers were of two minds at once: see {@link contestedIn}. */
  readonly contested: number;
  readonly crashes: number;
  readonly faults: number;
};

export type SeedOptions = {
  readonly beginning: Beginning;
  readonly sabotage?: Sabotage;
  readonly note?: (line: string) => void;
};

/** One world: some hundred steps under faults, then as many as it needs without any, then the questions of the oracle. */
export const runSeed = async (
  seed: number,
  { beginning, sabotage, note }: SeedOptions,
): Promise<SeedReport> => {
  const random = randomOf(seed);
  const plan = faultPlanOf(random);
  note?.(`seed ${seed}: ${JSON.stringify(plan)}`);
  const answers: Answer[] = [];
  const nudges: Outcome[] = [];
  const dryRuns: DryRun[] = [];
  const onNudge = (told: Nudge): void =>
    void (told.status === 'dry_run' ? dryRuns.push(told) : nudges.push(told));
  const world = worldOf({
    random,
    plan,
    beginning,
    onNudge,
    ...(sabotage && { sabotage }),
    ...(note && { note }),
  });
  const clients = Promise.all([
    ...Array.from({ length: plan.clients }, (_, at) =>
      runClient({
        around: world.around,
        process: { name: `client-${at + 1}`, isAlive: true },
        requests: 1 + random.below(2),
        onAnswer: (answer) => void answers.push(answer),
      }),
    ),
    ...(seed % SEEDS_PER_DRY_CLIENT === 0
      ? [
          runDryClient(
            world.around,
            { name: 'dry-client', isAlive: true },
            { random: randomOf(seed), requests: DRY_RUNS },
          ),
        ]
      : []),
  ]);
  const asking = { isOver: false };
  void clients.then(() => (asking.isOver = true));
  const isOver = (): boolean => asking.isOver && world.isDrained();

  for (let at = 0; at < FAULTY_STEPS && !isOver(); at += 1) await stepOf(world);
  world.heal();
  note?.('faults stop');
  const healedAt = world.steps();
  const replay = await settled(world, beginning, isOver);

  const contested = contestedIn(world.history, world.deliveries, replay);
  const asked = { world, plan, beginning, replay, answers, nudges, dryRuns, contested };

  return {
    seed,
    plan,
    violations: violationsOf({ ...asked, isOver: isOver() }),
    steps: world.steps(),
    healingSteps: world.steps() - healedAt,
    contested: contested.size,
    commands: world.history.filter(({ stream }) => stream === 'COMMANDS').length,
    ...world.counts,
  };
};

/** Steps until everything is through, or until it should have been. Answers the log as it then is. */
const settled = async (world: World, beginning: Beginning, isOver: () => boolean): Promise<Replay> => {
  const endAt = world.steps() + HEALING_STEPS_MAX;
  for (;;) {
    while (world.steps() < endAt && !isOver()) await stepOf(world);
    const replay = replayed(beginning, world.events());
    if (world.steps() >= endAt || unfinishedIn(replay).length === 0) return replay;
    // Nothing is under way, and something waits: for the next sweep, or for ever.
    for (let at = 0; at < SWEEP_STEPS; at += 1) await stepOf(world);
  }
};

/** Steps until `work` has ended and nothing is left to do. */
export const drain = async <T>(world: World, work: Promise<T>): Promise<T> => {
  let isOver = false;
  void work.then(() => (isOver = true));
  for (let steps = 0; !isOver || !world.isDrained(); steps += 1) {
    if (steps > HEALING_STEPS_MAX) throw new Error('the world does not come to rest');
    await stepOf(world);
  }
  return work;
};

/** One step, and everything that follows from it at once. */
const stepOf = (world: World): Promise<void> => {
  world.step();
  return setImmediate();
};
