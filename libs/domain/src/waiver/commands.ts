import { AggregateId, Sha256, Timestamp } from '@policy-registry/kernel';
import { WaiverScope } from '@policy-registry/finding';
import { z } from 'zod';

import { SubjectId } from '../tenant/events.ts';
import { WaiverId } from './waiver-id.ts';

const command = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.strictObject({ type: z.literal(type), data: z.strictObject(shape) });

const texts = { reasonDigest: Sha256.optional(), ticketDigest: Sha256.optional() };

export const WaiverCommand = z.discriminatedUnion('type', [
  command('RequestWaiver', {
    policyId: AggregateId,
    scope: WaiverScope,
    expiresAt: Timestamp,
    /** Who answers for it. */
    owner: SubjectId,
    ...texts,
  }),
  /** Asks for the same once more, with another expiry. */
  command('RenewWaiver', { waiverId: WaiverId, expiresAt: Timestamp, ...texts }),
  command('ApproveWaiver', { waiverId: WaiverId, ...texts }),
  command('RejectWaiver', { waiverId: WaiverId, ...texts }),
  command('WithdrawWaiver', { waiverId: WaiverId, ...texts }),
  command('RevokeWaiver', { waiverId: WaiverId, ...texts }),
]);
export type WaiverCommand = z.infer<typeof WaiverCommand>;
export type WaiverCommandOf<Type extends WaiverCommand['type']> = Extract<WaiverCommand, { type: Type }>;
