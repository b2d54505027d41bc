import { AggregateId, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

import { Confirmation } from '../confirmation.ts';
import { BUDGET_LINE_CHARS_MAX, BUDGET_LINES_MAX } from '../simulation/frozen-inputs.ts';
import { BINDING_FACTS } from './binding-events.ts';
import { BREAK_GLASS_FACTS } from './break-glass/events.ts';
import { GATE_FACTS } from './gates/events.ts';
import { GATE_AGE_MAX_MS } from './gates/settings.ts';
import { PROMOTION_FACTS } from './promotion-events.ts';
import { Right, SCHEDULE_FACTS } from './schedule/events.ts';

// These schemas ARE the storage format.

const fact = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.strictObject({ type: z.literal(type), schemaVersion: z.literal(1), data });

/** A version of an environment's impact budgets; without lines there are none. */
export const Budgets = z.strictObject({
  version: z.int().positive(),
  /** In their one form, in the order in which they were given. */
  lines: z.array(z.string().min(1).max(BUDGET_LINE_CHARS_MAX)).max(BUDGET_LINES_MAX),
  /** How old the simulation may be that a promotion is judged by. */
  simulationAgeMaxMs: z.int().positive().max(GATE_AGE_MAX_MS),
});
export type Budgets = z.infer<typeof Budgets>;

export const EnvironmentFact = z.discriminatedUnion('type', [
  fact(
    'EnvironmentCreated',
    z.strictObject({ environmentId: AggregateId, name: z.string().max(120), order: z.int().nonnegative() }),
  ),
  /** The first of two persons wants it promoted. */
  fact(
    'PromotionConfirmed',
    z.strictObject({
      environmentId: AggregateId,
      policyId: AggregateId,
      version: z.int().positive(),
      /** Where it is to be carried out at a time; absent: at once. */
      scheduledFor: Timestamp.optional(),
      /** What the registry knew of their right; it was not kept at first. */
      right: Right.optional(),
      ...Confirmation.shape,
    }),
  ),
  fact(
    'BudgetsSet',
    z.strictObject({ environmentId: AggregateId, ...Budgets.shape, setBy: z.string(), setAt: Timestamp }),
  ),
  ...GATE_FACTS,
  ...BREAK_GLASS_FACTS,
  ...PROMOTION_FACTS,
  ...SCHEDULE_FACTS,
  ...BINDING_FACTS,
]);
export type EnvironmentFact = z.infer<typeof EnvironmentFact>;
