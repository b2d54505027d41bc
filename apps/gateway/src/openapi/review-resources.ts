import { ApprovalRules } from '@policy-registry/domain';
import { Sha256, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

// What is answered about reviews and what they ask for, as schemas.

const number = z.int().positive();

export const ApprovalPolicy = z.strictObject({
  version: number,
  rules: ApprovalRules,
  proposal: z
    .strictObject({
      proposal: number,
      by: z.string(),
      at: Timestamp,
      reasonDigest: Sha256,
      rules: ApprovalRules,
      approvals: z.array(
        z.strictObject({ approver: z.string(), at: Timestamp, groups: z.array(z.string()) }),
      ),
    })
    .nullable(),
  revision: number.describe('that of the tenant, and its ETag'),
});

export const ApprovalPolicyVersion = z.strictObject({
  version: number,
  rules: ApprovalRules,
  review: z
    .strictObject({ proposal: number, proposedBy: z.string(), approvedBy: z.array(z.string()) })
    .nullable()
    .describe('null where it was set without one'),
  setAt: Timestamp,
});

const said = { by: z.string(), at: Timestamp };

export const Thread = z.strictObject({
  policyId: z.string(),
  version: number,
  thread: number,
  place: z
    .strictObject({ path: z.string(), line: number.nullable().describe('null: the file as a whole') })
    .nullable()
    .describe('null: the version as a whole'),
  isBlocking: z.boolean().describe('the version is neither approved nor published until it is resolved'),
  isResolved: z.boolean(),
  comments: z.array(z.strictObject({ ...said, commentDigest: Sha256 })).describe('the texts are read apart'),
  resolution: z.strictObject(said).nullable().describe('null while it is open'),
  revision: number.describe('its ETag: the changes it has had'),
});

export const ThreadTexts = z.strictObject({
  comments: z.array(z.string()).describe('in the order of the thread'),
});

export const TimelineEntry = z.strictObject({
  seq: number.describe('of the event, as GET /audit/events has it'),
  at: Timestamp,
  actor: z.strictObject({ type: z.string(), id: z.string() }),
  facts: z.array(z.string()).describe('types of the facts'),
  place: z
    .union([z.strictObject({ thread: number }), z.strictObject({ environmentId: z.string() })])
    .nullable()
    .describe('null: the version itself'),
  texts: z
    .strictObject({
      reasonDigest: Sha256.optional(),
      ticketDigest: Sha256.optional(),
      commentDigest: Sha256.optional(),
    })
    .describe('digests of what was written'),
});
