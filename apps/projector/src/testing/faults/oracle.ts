import { isDeepStrictEqual } from 'node:util';

import type { DryRun, Outcome } from '@policy-registry/kernel';

import type { Answer } from './client.ts';
import type { FaultPlan } from './fault-plan.ts';
import { answersAgainstLog } from './oracle-answers.ts';
import { askedAnew } from './oracle-causes.ts';
import { decisionsAgainstLog } from './oracle-decisions.ts';
import { dryRunsAgainstLog } from './oracle-dry-runs.ts';
import { boundWrongly } from './oracle-bindings.ts';
import { overdueIn, unfinishedIn } from './oracle-liveness.ts';
import { chainBreaks, commandKey, replayed, type Replay } from './replay.ts';
import type { Beginning, World } from './world.ts';

export type Questions = {
  readonly world: World;
  readonly plan: FaultPlan;
  readonly beginning: Beginning;
  /** The log as it is in the end. */
  readonly replay: Replay;
  readonly answers: readonly Answer[];
  readonly nudges: readonly Outcome[];
  readonly dryRuns: readonly DryRun[];
  /** Commands about which two workers were of two minds at once. */
  readonly contested: ReadonlySet<string>;
  /** Everything came to rest in time. */
  readonly isOver: boolean;
};

/** What a world did not keep of what the registry promises. */
export const violationsOf = ({
  world,
  plan,
  beginning,
  replay,
  answers,
  nudges,
  dryRuns,
  contested,
  isOver,
}: Questions): readonly string[] => {
  const found = [
    ...world.unexpected.map(
      (error) => `a worker met a bug: ${error instanceof Error ? (error.stack ?? '') : String(error)}`,
    ),
    ...chainBreaks(replay),
    ...twice(replay.accepted.map(({ event }) => commandKey(event))).map(
      (key) => `command ${key} had two effects`,
    ),
  ];
  const { tables, position } = world.rows.content();
  // Such a broker confirms what does not count: then nothing is promised but that read models stay whole.
  if (!plan.isOptimistic)
    return [...found, ...forks(replayed(beginning, world.events().slice(0, position)), tables)];
  if (!isOver) return [...found, 'it did not come to rest after the faults had stopped'];
  if (position !== world.events().length)
    found.push(`the read models are at ${position}, not at the end of the log`);
  return [
    ...found,
    ...forks(replay, tables),
    ...answersAgainstLog({ history: world.history, replay, answers, nudges, contested }),
    ...decisionsAgainstLog(world.history, replay),
    ...dryRunsAgainstLog(world.history, replay, dryRuns),
    ...askedAnew(world.history),
    ...unfinishedIn(replay),
    ...boundWrongly(replay),
    ...overdueIn(tables, world.around.scheduler.nowMs()),
  ];
};

const twice = (ids: readonly string[]): readonly string[] => [
  ...new Set(ids.filter((id, at) => ids.indexOf(id) !== at)),
];

const forks = (replay: Replay, tables: Replay['tables']): readonly string[] => {
  if (isDeepStrictEqual(replay.tables, tables)) return [];
  const names = [...new Set([...replay.tables.keys(), ...tables.keys()])].filter(
    (name) => !isDeepStrictEqual(replay.tables.get(name), tables.get(name)),
  );
  return [
    `the read models are not the fold of the log: ${names.map((name) => name.replace('\u0000', '/')).join(', ')}`,
  ];
};
