import { AggregateId, Sha256, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

import { Gates, PromotionApproval } from './settings.ts';

// These schemas ARE the storage format.

const fact = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.strictObject({ type: z.literal(type), schemaVersion: z.literal(1), data });

export const GATE_FACTS = [
  fact(
    'GatesSet',
    z.strictObject({
      environmentId: AggregateId,
      ...Gates.shape,
      reasonDigest: Sha256,
      ticketDigest: Sha256.optional(),
      setBy: z.string(),
      setAt: Timestamp,
    }),
  ),
  /** Somebody agrees to a promotion that is to come. */
  fact(
    'PromotionApproved',
    z.strictObject({
      environmentId: AggregateId,
      policyId: AggregateId,
      ...PromotionApproval.shape,
      reasonDigest: Sha256.optional(),
      ticketDigest: Sha256.optional(),
    }),
  ),
] as const;
