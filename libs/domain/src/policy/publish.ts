import { digestOf, toTimestamp } from '@policy-registry/kernel';

import {
  isDue,
  requireFreshPerson,
  requireMatch,
  requireReason,
  requireScope,
  requireSystem,
  requireTenant,
  requireTicket,
  SIGNING_MS_MAX,
} from '../guards.ts';
import { refuse, reject } from '../rejection-codes.ts';
import { requireApprovals } from './approve.ts';
import type { PolicyCommandOf } from './commands.ts';
import type { PolicyContext } from './decide.ts';
import type { PolicyFact, PublicationStatement } from './events.ts';
import { requireFrozen } from './frozen.ts';
import { requireNoUnintended } from './marks.ts';
import { wasPublished, type Version } from './state.ts';
import { requireNoneBlocking } from './threads.ts';
import { confirmationFor, requireApart } from './two-persons.ts';

// Publication takes two steps: the request freezes what will be stated, the state changes only when that
// statement comes back signed. A signer that fails leaves the version approved.

export const publish = (
  { data }: PolicyCommandOf<'PublishVersion'>,
  version: Version,
  context: PolicyContext,
): readonly PolicyFact[] => {
  const tenant = requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:publish');
  requireFreshPerson(context, tenant);
  requireMatch(context, version.changes);
  if (version.state === 'published') return [];
  const notApproved = [
    'VERSION_NOT_APPROVED',
    `version ${data.version} is ${version.state}, not approved`,
  ] as const;
  if (version.state === 'approved') requireApprovals(tenant, version, context);
  else refuse(context, ...notApproved);
  if (version.publication?.isPending === true)
    refuse(context, 'PUBLICATION_PENDING', 'its attestation is being signed');
  requireNoUnintended(version, context);
  requireNoneBlocking(version, context);
  const reasonDigest = requireReason(context, data.reasonDigest, 'publishing');
  const ticketDigest = requireTicket(context, data.ticketDigest, 'publishing');
  requireFrozen(version, context);

  const deciding = { approvalPolicy: tenant.approvalPolicy, context };
  requireApart('publish', version, deciding);
  const { first, fact } = confirmationFor({ ...data, reasonDigest, ticketDigest }, version, deciding);
  if (fact !== undefined) return [fact];

  const { semver, contentDigest, irDigest, approvals, submission } = version;
  if (submission === undefined) throw reject(...notApproved);
  const statement: PublicationStatement = {
    tenant: context.tenant,
    policyId: data.policyId,
    version: data.version,
    semver,
    contentDigest,
    irDigest,
    requestedBy: context.principal.id,
    requestedAt: toTimestamp(context.now),
    reasonDigest,
    ticketDigest,
    approvals: approvals.map(({ approver, at, binding }) => ({ approver, at, binding })),
    simulation: submission,
    ...(first !== undefined && { confirmation: { by: first.by, at: first.at } }),
  };
  const attempt = (version.publication?.attempt ?? 0) + 1;
  return [
    {
      type: 'PublicationRequested',
      schemaVersion: 1,
      data: {
        policyId: data.policyId,
        version: data.version,
        attempt,
        statement,
        statementDigest: digestOf(statement),
        endsBy: toTimestamp(context.now + SIGNING_MS_MAX),
      },
    },
  ];
};

export const recordPublicationAttestation = (
  { data }: PolicyCommandOf<'RecordPublicationAttestation'>,
  version: Version,
  context: PolicyContext,
): readonly PolicyFact[] => {
  requireSystem(context);
  if (wasPublished(version)) return [];
  const { publication } = version;
  if (publication === undefined || !publication.isPending || publication.attempt !== data.attempt) {
    throw reject('ATTEMPT_STALE', `attempt ${data.attempt} to publish version ${data.version} is over`);
  }
  if (version.state !== 'approved')
    throw reject('VERSION_NOT_APPROVED', `version ${data.version} is ${version.state}`);
  if (data.statementDigest !== publication.statementDigest) {
    throw reject('STATEMENT_MISMATCHED', 'the statement signed is not the statement requested');
  }
  requireFrozen({ ...publication.statement, revision: version.revision }, context);

  const { policyId, version: number, statementDigest, attestationId, keyId } = data;
  const { semver } = version;
  return [
    {
      type: 'VersionPublished',
      schemaVersion: 1,
      data: { policyId, version: number, semver, statementDigest, attestationId, keyId },
    },
  ];
};

export const recordPublicationFailure = (
  { data }: PolicyCommandOf<'RecordPublicationFailure'>,
  version: Version,
  context: PolicyContext,
): readonly PolicyFact[] => {
  requireSystem(context);
  const { publication } = version;
  if (publication === undefined || !publication.isPending || publication.attempt !== data.attempt) return [];
  return [{ type: 'PublicationFailed', schemaVersion: 1, data }];
};

/** Gives up a publication whose signature never came back, so that it can be asked for again. */
export const timeOutPublication = (
  { data: { policyId, version: number, attempt } }: PolicyCommandOf<'TimeOutPublication'>,
  version: Version,
  context: PolicyContext,
): readonly PolicyFact[] => {
  if (!isDue(version.publication?.endsBy, context.now)) return [];
  const data = { policyId, version: number, attempt, reason: 'TIMED_OUT' };
  return recordPublicationFailure({ type: 'RecordPublicationFailure', data }, version, context);
};
