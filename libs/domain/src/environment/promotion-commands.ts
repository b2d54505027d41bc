import { AggregateId, Sha256 } from '@policy-registry/kernel';
import { z } from 'zod';

import { CanaryWish } from './selector.ts';

const command = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.strictObject({ type: z.literal(type), data });

const number = z.int().positive();
const OfPolicy = { environmentId: AggregateId, policyId: AggregateId };

export const PROMOTION_COMMANDS = [
  command(
    'PromoteVersion',
    z.strictObject({
      ...OfPolicy,
      version: number,
      /** What gates judge by that judge by a simulation. */
      simulationId: AggregateId.optional(),
      /** Bound beside what is stable, for some subjects at first. */
      canary: CanaryWish.optional(),
      reasonDigest: Sha256.optional(),
      ticketDigest: Sha256.optional(),
    }),
  ),
  command(
    'RecordPromotionAttestation',
    z.strictObject({
      ...OfPolicy,
      attempt: number,
      statementDigest: Sha256,
      attestationId: Sha256,
      keyId: Sha256,
    }),
  ),
  command(
    'RecordPromotionFailure',
    z.strictObject({ ...OfPolicy, attempt: number, reason: z.string().min(1).max(64) }),
  ),
  command('TimeOutPromotion', z.strictObject({ ...OfPolicy, attempt: number })),
] as const;
export type PromotionCommand = z.infer<(typeof PROMOTION_COMMANDS)[number]>;
export type PromotionCommandOf<Type extends PromotionCommand['type']> = Extract<
  PromotionCommand,
  { type: Type }
>;
