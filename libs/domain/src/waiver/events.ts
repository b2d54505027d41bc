import { AggregateId, Sha256, Timestamp } from '@policy-registry/kernel';
import { WaiverScope } from '@policy-registry/finding';
import { z } from 'zod';

import { WaiverId } from './waiver-id.ts';

// These schemas ARE the storage format.

const fact = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.strictObject({ type: z.literal(type), schemaVersion: z.literal(1), data });

// Whoever acts has whatever id the issuer gave them, as in the envelope.
const done = { waiverId: WaiverId, by: z.string(), at: Timestamp };
const explained = z.strictObject({
  ...done,
  reasonDigest: Sha256,
  ticketDigest: Sha256.optional(),
});

export const WaiverFact = z.discriminatedUnion('type', [
  fact(
    'WaiverRequested',
    z.strictObject({
      ...done,
      policyId: AggregateId,
      scope: WaiverScope,
      owner: z.string(),
      expiresAt: Timestamp,
      /** The waiver that this one takes the place of, once it is approved. */
      renews: WaiverId.optional(),
      reasonDigest: Sha256,
      ticketDigest: Sha256,
    }),
  ),
  fact(
    'WaiverApproved',
    z.strictObject({ ...done, reasonDigest: Sha256.optional(), ticketDigest: Sha256.optional() }),
  ),
  fact('WaiverRejected', explained),
  fact('WaiverWithdrawn', explained),
  fact('WaiverRevoked', explained),
  /** Another one took its place. */
  fact('WaiverSuperseded', z.strictObject({ ...done, supersededBy: WaiverId })),
]);
export type WaiverFact = z.infer<typeof WaiverFact>;
export type WaiverFactOf<Type extends WaiverFact['type']> = Extract<WaiverFact, { type: Type }>;
