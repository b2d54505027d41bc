import { AGGREGATE_TYPES, AggregateId, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

// These schemas ARE the storage format.

/** The event that is told of, and by which name. */
export const DeliverySource = z.strictObject({
  type: z.enum(AGGREGATE_TYPES),
  id: AggregateId,
  version: z.int().positive(),
  eventId: AggregateId,
  /** Its first transition: `policy.VersionPublished`. */
  name: z.string().max(96),
});
export type DeliverySource = z.infer<typeof DeliverySource>;

/** Why an attempt came to nothing. What a receiver answered beside its status is kept nowhere. */
export const DELIVERY_FAULTS = [
  /** A status other than 2xx; a redirect is one, and is not followed. */
  'STATUS_REFUSED',
  'ADDRESS_REFUSED',
  'PLAIN_HTTP_REFUSED',
  'HOST_UNKNOWN',
  'CONNECTION_FAILED',
  'CERTIFICATE_REFUSED',
  'TIMED_OUT',
  /** Sealed to another key, for another webhook, or no secret of Standard Webhooks. */
  'SECRET_UNUSABLE',
  /** The runners deliver nothing. */
  'DELIVERIES_OFF',
  'WEBHOOK_GONE',
  'JOB_ABANDONED',
] as const;
export type DeliveryFault = (typeof DELIVERY_FAULTS)[number];

const attempt = z.int().positive();
const ofDelivery = { deliveryId: AggregateId, webhookId: AggregateId, source: DeliverySource, attempt };
/** The status that the receiver answered with, where it answered. */
const status = z.int().min(100).max(999);
const failed = { ...ofDelivery, fault: z.enum(DELIVERY_FAULTS), status: status.optional() };

const fact = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.strictObject({ type: z.literal(type), schemaVersion: z.literal(1), data: z.strictObject(shape) });

export const DeliveryFact = z.discriminatedUnion('type', [
  fact('DeliverySucceeded', { ...ofDelivery, status }),
  fact('DeliveryFailed', { ...failed, nextAttemptAt: Timestamp }),
  /** The last attempt failed, or there is nobody to deliver to any more. */
  fact('DeliveryDied', failed),
  /** One more attempt is with the runners; `replayedBy` where somebody asked for it. */
  fact('DeliveryRequested', { ...ofDelivery, replayedBy: z.string().optional() }),
]);
export type DeliveryFact = z.infer<typeof DeliveryFact>;
