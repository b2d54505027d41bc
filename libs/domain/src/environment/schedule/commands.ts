import { AggregateId, Sha256 } from '@policy-registry/kernel';
import { z } from 'zod';

import { CanaryWish } from '../selector.ts';

const command = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.strictObject({ type: z.literal(type), data });

const OfPolicy = { environmentId: AggregateId, policyId: AggregateId };
const Texts = { reasonDigest: Sha256.optional(), ticketDigest: Sha256.optional() };
/** An instant with a zone, as somebody sends it. */
const instant = z.string().max(64);

export const SCHEDULE_COMMANDS = [
  command(
    'SchedulePromotion',
    z.strictObject({
      ...OfPolicy,
      version: z.int().positive(),
      at: instant,
      simulationId: AggregateId.optional(),
      canary: CanaryWish.optional(),
      ...Texts,
    }),
  ),
  command(
    'ResumeScheduledPromotion',
    z.strictObject({
      ...OfPolicy,
      at: instant,
      /** Left out: the one that it was scheduled with. */
      simulationId: AggregateId.optional(),
      ...Texts,
    }),
  ),
  command('CancelScheduledPromotion', z.strictObject({ ...OfPolicy, ...Texts })),
  command('ExecuteScheduledPromotion', z.strictObject({ ...OfPolicy, promotionId: AggregateId })),
] as const;
export type ScheduleCommand = z.infer<(typeof SCHEDULE_COMMANDS)[number]>;
export type ScheduleCommandOf<Type extends ScheduleCommand['type']> = Extract<
  ScheduleCommand,
  { type: Type }
>;
