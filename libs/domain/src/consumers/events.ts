import { AggregateId, Sha256, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

// These schemas ARE the storage format.

const fact = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.strictObject({ type: z.literal(type), schemaVersion: z.literal(1), data: z.strictObject(shape) });

const OfConsumer = {
  environmentId: AggregateId,
  consumerId: AggregateId,
  /** When it was heard last, by the broker's clock. */
  seenAt: Timestamp,
};

export const ConsumersFact = z.discriminatedUnion('type', [
  /** Heard for the first time, or with another bundle than before. */
  fact('ConsumerReported', {
    ...OfConsumer,
    /** Whose consumer it is: nobody else reports for it. */
    principal: z.string().min(1).max(128),
    /** Of the bundle that it runs. */
    bundleDigest: Sha256,
    /** Of the environment, that the bundle is of; absent where no bundle of this environment has that digest. */
    revision: z.int().nonnegative().optional(),
  }),
  fact('ConsumerWentStale', OfConsumer),
  /** Heard again, with the bundle that it ran before. */
  fact('ConsumerRecovered', OfConsumer),
  /** Not heard for so long that nobody waits for it any more. */
  fact('ConsumerForgotten', OfConsumer),
]);
export type ConsumersFact = z.infer<typeof ConsumersFact>;
export type ConsumersFactOf<Type extends ConsumersFact['type']> = Extract<ConsumersFact, { type: Type }>;
