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
