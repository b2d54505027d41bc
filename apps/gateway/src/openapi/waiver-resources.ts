import { WAIVER_STATES } from '@policy-registry/domain';
import { Sha256, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

// What is answered about waivers, as schemas.

const number = z.int().positive();

export const Waiver = z.strictObject({
  waiverId: z.string(),
  policyId: z.string(),
  number: number.describe('among the waivers of the policy'),
  state: z.enum(WAIVER_STATES).describe('that one expired is no state: look at activeUntil'),
  revision: number.describe('its ETag'),
  rule: z.string().nullable(),
  component: z.string().nullable().describe('a package URL; without a version every version'),
  advisory: z.string().nullable(),
  environmentId: z.string().nullable().describe('null: everywhere'),
  owner: z.string(),
  requestedBy: z.string(),
  requestedAt: Timestamp,
  reasonDigest: Sha256,
  ticketDigest: Sha256,
  renews: z.string().nullable().describe('the waiver that it takes the place of, once it is approved'),
  supersededBy: z.string().nullable(),
  expiresAt: Timestamp,
  approvedBy: z.string().nullable(),
  approvedAt: Timestamp.nullable().describe('from when on it is active'),
  activeUntil: Timestamp.nullable().describe(
    'active before this: its expiry, or when it was revoked or superseded; null where it was never approved',
  ),
  ending: z
    .strictObject({
      by: z.string(),
      at: Timestamp,
      reasonDigest: Sha256,
      ticketDigest: Sha256.nullable(),
    })
    .nullable()
    .describe('who rejected, withdrew or revoked it'),
});
