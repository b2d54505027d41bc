import { AggregateId } from '@policy-registry/kernel';
import { z } from 'zod';

import { PRIORITIES } from '../simulation/events.ts';

// These schemas ARE the storage format.

/** The one queue of a tenant: that of its batch simulations. */
export const SIMULATIONS = 'simulations';

const Id = { simulationId: AggregateId };
const fact = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.strictObject({ type: z.literal(type), schemaVersion: z.literal(1), data });

export const QueueFact = z.discriminatedUnion('type', [
  fact('SimulationEnqueued', z.strictObject({ ...Id, priority: z.enum(PRIORITIES) })),
  /** It is among those that run: its work goes to the runners, by the tenant's credit. */
  fact('SimulationAdmitted', z.strictObject(Id)),
  fact('SimulationLeft', z.strictObject(Id)),
  /** It was accepted when there seemed to be room, and there is none. */
  fact('SimulationTurnedAway', z.strictObject(Id)),
]);
export type QueueFact = z.infer<typeof QueueFact>;
