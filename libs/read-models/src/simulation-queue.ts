import { QueueFact } from '@policy-registry/domain';
import type { ReadModel, RowChange } from '@policy-registry/kernel';

import { factsOf } from './facts-of.ts';
import type { Query } from './page.ts';

export type QueueRow = {
  readonly simulation_id: string;
  /** `waiting` or `running`. */
  readonly state: string;
  readonly priority: string;
  /** Position of the event that put it there: who came earlier has a lower one. */
  readonly arrival: number;
};

/** The batch simulations of a tenant that run or wait; a row goes when the simulation leaves. */
export const simulationQueue: ReadModel<QueueRow> = {
  table: 'simulation_queue',
  columns: { simulation_id: 'text', state: 'text', priority: 'text', arrival: 'bigint' },
  key: ['simulation_id'],
  reads: (recorded) => factsOf(recorded, 'queue', QueueFact).map(({ data }) => [data.simulationId]),
  fold: (rows, recorded) => {
    const known = new Map<string, QueueRow>();
    return factsOf(recorded, 'queue', QueueFact).flatMap(({ type, data }): readonly RowChange<QueueRow>[] => {
      const { simulationId } = data;
      const row = known.get(simulationId) ?? rows([simulationId]);
      switch (type) {
        case 'SimulationEnqueued': {
          const { priority } = data;
          const put = { simulation_id: simulationId, state: 'waiting', priority, arrival: recorded.seq };
          known.set(simulationId, put);
          return [{ put }];
        }
        case 'SimulationAdmitted':
          return row === undefined ? [] : [{ put: { ...row, state: 'running' } }];
        case 'SimulationLeft':
          return row === undefined ? [] : [{ remove: [simulationId] }];
        case 'SimulationTurnedAway':
          return [];
      }
    });
  },
};

/** Those that run first, then the waiting in the order in which they will: at most some hundreds. */
export const queuedSimulations = (): Query => ({
  text: `select simulation_id as "simulationId", state, priority from simulation_queue
    order by state, array_position(array['emergency', 'high', 'normal'], priority), arrival`,
  values: [],
});
