import { AggregateId, type DecisionContext } from '@policy-registry/kernel';
import { z } from 'zod';

import type { Aggregate } from '../aggregate.ts';
import { requireSystem } from '../guards.ts';
import { needsPlace, type Simulation } from '../simulation/state.ts';
import { simulationLimitsOf, type Tenant } from '../tenant/state.ts';
import { QueueFact, SIMULATIONS } from './events.ts';
import { admissible, evolve, initialState, isFull, isIn, type Queue } from './state.ts';

const command = <Type extends string>(type: Type) =>
  z.strictObject({ type: z.literal(type), data: z.strictObject({ simulationId: AggregateId }) });

export const QueueCommand = z.discriminatedUnion('type', [
  command('EnqueueSimulation'),
  command('DequeueSimulation'),
]);
export type QueueCommand = z.infer<typeof QueueCommand>;

export type QueueNeeds = { readonly tenant: Tenant; readonly simulation: Simulation };

/** Admissions that one event records at most; the next event admits the next. */
const ADMISSIONS_MAX = 32;

/**
 * Which batch simulations of a tenant run, and which wait for those. Told by reactions alone, which may come in any
 * order and more than once: both commands look at the simulation as it is, so a place is held exactly while it is needed.
 */
export const queue: Aggregate<Queue, QueueCommand, QueueFact, QueueNeeds> = {
  type: 'queue',
  Command: QueueCommand,
  commandTypes: QueueCommand.options.map((option) => option.shape.type.value),
  Fact: QueueFact,
  idOf: () => SIMULATIONS,
  needsOf: ({ data }, tenant) => ({
    tenant: { type: 'tenant', id: tenant },
    simulation: { type: 'simulation', id: data.simulationId },
  }),
  initialState,
  evolve,
  decide: (asked, state, context) => {
    requireSystem(context);
    return asked.type === 'EnqueueSimulation'
      ? enqueue(asked, state, context)
      : dequeue(asked, state, context);
  },
};

type Context = DecisionContext<QueueNeeds>;

const enqueue = ({ data }: QueueCommand, state: Queue, { needs }: Context): readonly QueueFact[] => {
  const { simulationId } = data;
  const { simulation } = needs;
  if (isIn(state, simulationId) || simulation.status === 'absent' || !needsPlace(simulation)) return [];
  if (isFull(state, simulationLimitsOf(needs.tenant)))
    return [{ type: 'SimulationTurnedAway', schemaVersion: 1, data: { simulationId } }];
  const { priority } = simulation;
  return withAdmissions(
    state,
    { type: 'SimulationEnqueued', schemaVersion: 1, data: { simulationId, priority } },
    needs.tenant,
  );
};

const dequeue = ({ data }: QueueCommand, state: Queue, { needs }: Context): readonly QueueFact[] => {
  const { simulationId } = data;
  if (!isIn(state, simulationId) || needsPlace(needs.simulation)) return [];
  return withAdmissions(
    state,
    { type: 'SimulationLeft', schemaVersion: 1, data: { simulationId } },
    needs.tenant,
  );
};

/** The fact, and who may run because of it. */
const withAdmissions = (state: Queue, fact: QueueFact, tenant: Tenant): readonly QueueFact[] => [
  fact,
  ...admissible(evolve(state, fact), simulationLimitsOf(tenant))
    .slice(0, ADMISSIONS_MAX)
    .map(({ simulationId }): QueueFact => ({
      type: 'SimulationAdmitted',
      schemaVersion: 1,
      data: { simulationId },
    })),
];
