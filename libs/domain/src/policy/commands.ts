import { AggregateId, Sha256 } from '@policy-registry/kernel';
import { z } from 'zod';

import { AskedBeginning } from '../workspace/origin.ts';
import { GROUPS_MAX } from '../tenant/events.ts';
import { Mark, MARKINGS, Owner, REVIEWERS_MAX, Semver } from './events.ts';
import { THREAD_COMMANDS } from './thread-commands.ts';

const command = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.strictObject({ type: z.literal(type), data });

const OfVersion = { policyId: AggregateId, version: z.int().positive() };
/** Reason and ticket are encrypted blobs; only their digests travel. */
const Reasoned = { reasonDigest: Sha256.optional(), ticketDigest: Sha256.optional() };

export const PolicyCommand = z.discriminatedUnion('type', [
  command(
    'CreatePolicy',
    z.strictObject({
      policyId: AggregateId,
      name: z.string().min(1).max(120),
      description: z.string().max(2_000),
      tags: z.array(z.string().min(1).max(64)).max(32),
      beginning: AskedBeginning.optional(),
    }),
  ),
  command('ChangeOwner', z.strictObject({ policyId: AggregateId, owner: Owner })),
  command(
    'CreateVersion',
    z.strictObject({ policyId: AggregateId, revision: z.int().positive(), semver: Semver }),
  ),
  command(
    'SubmitVersion',
    z.strictObject({
      ...OfVersion,
      simulationId: AggregateId,
      reviewers: z.array(z.string().min(1).max(128)).max(REVIEWERS_MAX),
      groups: z.array(AggregateId).max(GROUPS_MAX).optional(),
    }),
  ),
  command(
    'ApproveVersion',
    z.strictObject({ ...OfVersion, contentDigest: Sha256, evidenceDigest: Sha256, ...Reasoned }),
  ),
  command(
    'MarkDecision',
    z.strictObject({
      ...OfVersion,
      simulationId: AggregateId,
      ...Mark.shape,
      mark: z.enum(MARKINGS),
      reasonDigest: Sha256.optional(),
    }),
  ),
  command('RequestChanges', z.strictObject({ ...OfVersion, ...Reasoned })),
  command('WithdrawVersion', z.strictObject({ ...OfVersion, ...Reasoned })),
  command('DeprecateVersion', z.strictObject({ ...OfVersion, ...Reasoned })),
  command('ArchiveVersion', z.strictObject({ ...OfVersion, ...Reasoned })),
  command(
    'RecallVersion',
    z.strictObject({
      ...OfVersion,
      /** The first of a range that ends with the version; left out: only the version itself. */
      fromVersion: z.int().positive().optional(),
      ...Reasoned,
    }),
  ),
  command('PublishVersion', z.strictObject({ ...OfVersion, ...Reasoned })),
  command(
    'RecordPublicationAttestation',
    z.strictObject({
      ...OfVersion,
      attempt: z.int().positive(),
      statementDigest: Sha256,
      attestationId: Sha256,
      keyId: Sha256,
    }),
  ),
  command(
    'RecordPublicationFailure',
    z.strictObject({ ...OfVersion, attempt: z.int().positive(), reason: z.string().min(1).max(64) }),
  ),
  command('TimeOutPublication', z.strictObject({ ...OfVersion, attempt: z.int().positive() })),
  ...THREAD_COMMANDS,
]);
export type PolicyCommand = z.infer<typeof PolicyCommand>;
export type PolicyCommandOf<Type extends PolicyCommand['type']> = Extract<PolicyCommand, { type: Type }>;
