import { toTimestamp } from '@policy-registry/kernel';

import { requireMatch, requirePerson, requireScope, requireTenant } from '../guards.ts';
import { refuse, reject } from '../rejection-codes.ts';
import { groupsOf } from '../tenant/access.ts';
import type { OpenTenant } from '../tenant/state.ts';
import type { PolicyCommandOf } from './commands.ts';
import type { PolicyContext } from './decide.ts';
import { APPROVALS_GIVEN_MAX, type ApprovalBinding, type PolicyFact } from './events.ts';
import { requireFrozen } from './frozen.ts';
import { requireNoUnintended } from './marks.ts';
import { lackingFault, requireExplained, requirementMet, requirementOf } from './requirement.ts';
import type { Policy, Version } from './state.ts';
import { requireNoneBlocking } from './threads.ts';
import { requireApart } from './two-persons.ts';
import { versionOf } from './version-of.ts';

/** States in which somebody may say that they agree: later ones count where an environment asks for more than every version needs. */
const APPROVABLE: readonly Version['state'][] = ['submitted', 'approved', 'published'];

/**
 * One person more agrees to exactly what was submitted. An approval counts as long as the submission is what it was, also
 * where the approval policy became another one meanwhile: what is asked for is what is in force when somebody decides.
 */
export const approve = (
  { data }: PolicyCommandOf<'ApproveVersion'>,
  policy: Policy,
  context: PolicyContext,
): readonly PolicyFact[] => {
  const { approvalPolicy, access } = requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:approve');
  requirePerson(context);
  const version = versionOf(policy, data);
  requireMatch(context, version.changes);
  requireAnother(version, data, context);
  requireApart('approve', version, { approvalPolicy, context });
  requireNoUnintended(version, context);
  requireNoneBlocking(version, context);
  requireExplained(approvalPolicy, data, context);
  requireFrozen(version, context);
  const { contentDigest, irDigest, submission } = version;
  if (submission === undefined)
    throw reject('VERSION_NOT_SUBMITTED', `version ${data.version} is ${version.state}`);
  const { evidenceDigest } = submission;
  if (data.contentDigest !== contentDigest || data.evidenceDigest !== evidenceDigest)
    refuse(context, 'APPROVAL_BINDING_STALE', 'what was reviewed is not what is submitted: look at it again');

  const { policyId, version: number } = data;
  const { id: approver } = context.principal;
  const binding: ApprovalBinding = {
    contentDigest,
    irDigest,
    evidenceDigest,
    approvalPolicyVersion: approvalPolicy.version,
  };
  const groups = [...groupsOf(access, approver)];
  const given: PolicyFact = {
    type: 'ApprovalGiven',
    schemaVersion: 1,
    data: { policyId, version: number, approver, at: toTimestamp(context.now), binding, groups },
  };
  const approvals = [...version.approvals, { approver, groups }];
  if (version.state !== 'submitted' || !requirementMet(approvalPolicy, version, approvals).isMet)
    return [given];
  const { approvals: needed, groups: ofGroups } = requirementOf(approvalPolicy, version);
  const requirement = {
    approvalPolicyVersion: approvalPolicy.version,
    approvals: needed,
    groups: [...ofGroups],
  };
  return [
    given,
    {
      type: 'VersionApproved',
      schemaVersion: 1,
      data: { policyId, version: number, approvals: approvals.length, requirement },
    },
  ];
};

const requireAnother = (
  { state, approvals, lineage }: Version,
  { version: number }: PolicyCommandOf<'ApproveVersion'>['data'],
  context: PolicyContext,
): void => {
  if (!APPROVABLE.includes(state)) refuse(context, 'VERSION_NOT_SUBMITTED', `version ${number} is ${state}`);
  const { id: approver } = context.principal;
  if (lineage.includes(approver)) {
    refuse(
      context,
      'APPROVER_IN_LINEAGE',
      'whoever had a hand in a version or its simulation cannot approve it',
    );
  }
  if (approvals.some((approval) => approval.approver === approver))
    refuse(context, 'APPROVAL_GIVEN', `you approved version ${number} already`);
  if (approvals.length >= APPROVALS_GIVEN_MAX)
    refuse(context, 'APPROVALS_TOO_MANY', `a version has at most ${APPROVALS_GIVEN_MAX} approvals`);
};

/** Refuses what was approved under an approval policy that asked for less than the one in force. */
export const requireApprovals = (
  { approvalPolicy }: OpenTenant,
  { approvals, changed }: Version,
  context: Pick<PolicyContext, 'reasons'>,
): void => {
  const { isMet, lacking } = requirementMet(approvalPolicy, { changed }, approvals);
  if (isMet) return;
  refuse(
    context,
    'APPROVALS_LACKING',
    `version ${approvalPolicy.version} of the approval policy asks for more approvals`,
    lacking.map(lackingFault),
  );
};
