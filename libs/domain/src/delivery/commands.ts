import { AggregateId } from '@policy-registry/kernel';
import { z } from 'zod';

import { DELIVERY_FAULTS, DeliverySource } from './events.ts';

const attempt = z.int().positive();
const status = z.int().min(100).max(999);

const command = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.strictObject({
    type: z.literal(type),
    data: z.strictObject({ deliveryId: AggregateId, ...shape }),
  });

export const DeliveryCommand = z.discriminatedUnion('type', [
  /** How an attempt ended, as a runner reports it. */
  command('RecordDelivery', {
    webhookId: AggregateId,
    source: DeliverySource,
    attempt,
    outcome: z.discriminatedUnion('ok', [
      z.strictObject({ ok: z.literal(true), status }),
      z.strictObject({ ok: z.literal(false), fault: z.enum(DELIVERY_FAULTS), status: status.optional() }),
    ]),
  }),
  /** The time of the attempt after this one has come. */
  command('RetryDelivery', { attempt }),
  command('ReplayDelivery', {}),
]);
export type DeliveryCommand = z.infer<typeof DeliveryCommand>;
export type DeliveryCommandOf<Type extends DeliveryCommand['type']> = Extract<
  DeliveryCommand,
  { type: Type }
>;
