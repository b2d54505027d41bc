import { SimulationFact } from '@policy-registry/domain';
import type { ReadModel } from '@policy-registry/kernel';

import { factsOf } from './facts-of.ts';
import type { Query } from './page.ts';

export type ShardRow = {
  readonly simulation_id: string;
  readonly shard_index: number;
  readonly replica: number;
  readonly partial_digest: string;
  readonly tuples: number;
  readonly runner: string;
};

/** Which runner evaluated which shard, and to what partial result. */
export const simulationShard: ReadModel<ShardRow> = {
  table: 'simulation_shard',
  columns: {
    simulation_id: 'text',
    shard_index: 'bigint',
    replica: 'bigint',
    partial_digest: 'text',
    tuples: 'bigint',
    runner: 'text',
  },
  key: ['simulation_id', 'shard_index', 'replica'],
  reads: () => [],
  fold: (_rows, recorded) =>
    factsOf(recorded, 'simulation', SimulationFact).flatMap((fact) => {
      if (fact.type !== 'ShardEvaluated') return [];
      const { simulationId, index, replica, partialDigest, tuples, runner } = fact.data;
      return [
        {
          put: {
            simulation_id: simulationId,
            shard_index: index,
            replica,
            partial_digest: partialDigest,
            tuples,
            runner,
          },
        },
      ];
    }),
};

/** In order of shard and replica; at most 512 shards of two replicas. */
export const shardsOfSimulation = (simulationId: string): Query => ({
  text: `select shard_index as "index", replica, partial_digest as "partialDigest", tuples, runner
    from simulation_shard where simulation_id = $1 order by shard_index, replica`,
  values: [simulationId],
});
