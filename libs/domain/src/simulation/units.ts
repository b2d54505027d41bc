import { REPLICAS, type ShardFailureCode, type SimulationFact } from './events.ts';
import { withTiming, type Timings } from './timings.ts';

/** One evaluation of one shard, by the shard's index in the plan and the run it belongs to. */
export type Unit = { readonly index: number; readonly replica: number };

/** How far one is. `attempt` counts from 1; an answer of an earlier one is late, and counts nowhere. */
export type Evaluation =
  | { readonly state: 'waiting'; readonly attempt: number }
  | {
      readonly state: 'done';
      readonly attempt: number;
      readonly partialDigest: string;
      readonly runner: string;
    }
  | { readonly state: 'failed'; readonly attempt: number; readonly code: ShardFailureCode };

/** All evaluations of a plan; `evaluations[replica][index]`. */
export type Units = {
  readonly planDigest: string;
  readonly shards: number;
  /** The highest attempt of any of them. */
  readonly attempt: number;
  readonly evaluations: readonly (readonly Evaluation[])[];
  readonly timings: Timings;
};

export type UnitFact = Extract<
  SimulationFact,
  { type: 'ShardEvaluated' | 'ShardFailed' | 'ShardsRetried' | 'TwinRequested' }
>;

const row = (shards: number, attempt: number): readonly Evaluation[] =>
  Array.from({ length: shards }, () => ({ state: 'waiting', attempt }));

export const planUnits = ({
  planDigest,
  shards,
  replicas = REPLICAS,
}: Extract<SimulationFact, { type: 'SimulationPlanned' }>['data']): Units => ({
  planDigest,
  shards,
  attempt: 1,
  evaluations: Array.from({ length: replicas }, () => row(shards, 1)),
  timings: [],
});

/** The evaluations after a fact; also asked of a decision, before its fact exists. */
export const evolveUnits = (units: Units, fact: UnitFact): Units => {
  switch (fact.type) {
    case 'ShardEvaluated': {
      const { partialDigest, runner } = fact.data;
      const done = changed(units, fact.data, ({ attempt }) => ({
        state: 'done',
        attempt,
        partialDigest,
        runner,
      }));
      return { ...done, timings: withTiming(units.timings, fact.data) };
    }
    case 'ShardFailed': {
      const { attempt, code } = fact.data;
      return changed(units, fact.data, () => ({ state: 'failed', attempt, code }));
    }
    case 'ShardsRetried': {
      const { attempt, shards } = fact.data;
      const again = (known: Units, unit: Unit) => changed(known, unit, () => ({ state: 'waiting', attempt }));
      return { ...shards.reduce(again, units), attempt };
    }
    case 'TwinRequested': {
      const { attempt } = fact.data;
      const [first = [], second = row(units.shards, attempt)] = units.evaluations;
      const open = second.map((one): Evaluation =>
        one.state === 'done' ? one : { state: 'waiting', attempt },
      );
      return { ...units, attempt, evaluations: [first, open] };
    }
  }
};

export const evaluationOf = ({ evaluations }: Units, { index, replica }: Unit): Evaluation | undefined =>
  evaluations[replica]?.[index];

/** Those in one state, shard by shard. */
export const unitsIn = (units: Units, state: Evaluation['state']): readonly Unit[] =>
  Array.from({ length: units.shards }, (_, index) =>
    units.evaluations.flatMap((evaluations, replica) =>
      evaluations[index]?.state === state ? [{ index, replica }] : [],
    ),
  ).flat();

/** Those that are waited for, shard by shard, as far as somebody asks. */
export const waitingUnits = function* ({ shards, evaluations }: Units): Generator<Unit> {
  for (let index = 0; index < shards; index += 1) {
    for (const [replica, row] of evaluations.entries())
      if (row[index]?.state === 'waiting') yield { index, replica };
  }
};

/** Digests of the first run's partial results, in the order of the plan; those of a twin are equal. */
export const partialDigestsOf = ({ evaluations: [first = []] }: Units): string[] =>
  first.flatMap((one) => (one.state === 'done' ? [one.partialDigest] : []));

const changed = (
  units: Units,
  { index, replica }: Unit,
  change: (known: Evaluation) => Evaluation,
): Units => ({
  ...units,
  evaluations: units.evaluations.map((evaluations, at) =>
    at === replica ? evaluations.map((one, shard) => (shard === index ? change(one) : one)) : evaluations,
  ),
});
