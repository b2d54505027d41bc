import { SimulationFact } from '@policy-registry/domain';
import type { Json, ReadModel, RowChange } from '@policy-registry/kernel';

import { factsOf } from './facts-of.ts';
import type { Query } from './page.ts';

export type ShardRow = {
  readonly simulation_id: string;
  readonly shard_index: number;
  readonly replica: number;
  /** Absent while it failed. */
  readonly partial_digest: string | null;
  readonly tuples: number;
  readonly runner: string;
  readonly failure: Json;
};

/** Which runner evaluated which shard, and to what partial result, or why it could not. */
export const simulationShard: ReadModel<ShardRow> = {
  table: 'simulation_shard',
  columns: {
    simulation_id: 'text',
    shard_index: 'bigint',
    replica: 'bigint',
    partial_digest: 'text',
    tuples: 'bigint',
    runner: 'text',
    failure: 'jsonb',
  },
  key: ['simulation_id', 'shard_index', 'replica'],
  reads: () => [],
  fold: (_rows, recorded) =>
    factsOf(recorded, 'simulation', SimulationFact).flatMap((fact): readonly RowChange<ShardRow>[] => {
      if (fact.type !== 'ShardEvaluated' && fact.type !== 'ShardFailed') return [];
      const { simulationId, index, replica, runner } = fact.data;
      const unit = { simulation_id: simulationId, shard_index: index, replica, runner };
      if (fact.type === 'ShardFailed') {
        const { attempt, code, detail } = fact.data;
        return [{ put: { ...unit, partial_digest: null, tuples: 0, failure: { attempt, code, detail } } }];
      }
      const { partialDigest, tuples } = fact.data;
      return [{ put: { ...unit, partial_digest: partialDigest, tuples, failure: null } }];
    }),
};

/** In order of shard and replica; at most 512 shards of two replicas. */
export const shardsOfSimulation = (simulationId: string): Query => ({
  text: `select shard_index as "index", replica, partial_digest as "partialDigest", tuples, runner, failure
    from simulation_shard where simulation_id = $1 order by shard_index, replica`,
  values: [simulationId],
});
