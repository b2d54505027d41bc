import { canonicalJson, compareBytewise, toTimestamp, type DecisionContext } from '@policy-registry/kernel';

import { requirePerson, requireReason, requireScope } from '../guards.ts';
import { highestRequirementOf, lackingOf, requireExplained } from '../policy/requirement.ts';
import { refuse, reject } from '../rejection-codes.ts';
import { groupsOf, type Access } from './access.ts';
import { groupLists, groupsNamed, type ApprovalRules, type RequiredGroup } from './approval-rules.ts';
import type { TenantCommandOf } from './commands.ts';
import { DUTIES } from './duties.ts';
import type { TenantFact } from './events.ts';
import type { OpenTenant, Proposal } from './state.ts';

// The approval policy is changed as versions are: somebody proposes, others approve, as the policy in force asks of a
// version wherever it asks most. So nobody lowers what is asked of them, and no two steps do it either.

export type ReviewCommand = TenantCommandOf<`${'Propose' | 'Approve' | 'Withdraw'}ApprovalPolicy`>;

export const reviewApprovalPolicy = (
  command: ReviewCommand,
  tenant: OpenTenant,
  context: DecisionContext,
): readonly TenantFact[] => {
  switch (command.type) {
    case 'ProposeApprovalPolicy':
      return propose(command, tenant, context);
    case 'ApproveApprovalPolicy':
      return approve(command, tenant, context);
    case 'WithdrawApprovalPolicy':
      return withdraw(command, tenant, context);
  }
};

const propose = (
  { data }: TenantCommandOf<'ProposeApprovalPolicy'>,
  tenant: OpenTenant,
  context: DecisionContext,
): readonly TenantFact[] => {
  requireScope(context, 'tenant:admin');
  requirePerson(context);
  const reasonDigest = requireReason(context, data.reasonDigest, 'a proposal');
  const rules = inOneForm(data.rules);
  requireMeetable(rules, tenant.access, context);
  const { version: _version, ...inForce } = tenant.approvalPolicy;
  const { id: by } = context.principal;
  const open = tenant.proposal;
  if (isSame(rules, inForce) || (open?.by === by && isSame(rules, open.rules))) return [];
  const proposal = tenant.proposals + 1;
  const at = toTimestamp(context.now);
  return [
    { type: 'ApprovalPolicyProposed', schemaVersion: 1, data: { proposal, by, at, reasonDigest, rules } },
  ];
};

const approve = (
  { data }: TenantCommandOf<'ApproveApprovalPolicy'>,
  tenant: OpenTenant,
  context: DecisionContext,
): readonly TenantFact[] => {
  requireScope(context, 'policy:approve');
  requirePerson(context);
  const open = openProposal(data.proposal, tenant);
  const { id: by } = context.principal;
  if (by === open.by)
    refuse(context, 'PROPOSER_APPROVES', 'whoever proposes an approval policy cannot approve it');
  if (open.approvals.some(({ approver }) => approver === by))
    refuse(context, 'APPROVAL_GIVEN', `you approved proposal ${data.proposal} already`);
  requireExplained(tenant.approvalPolicy, data, context);

  const { tenantId: _tenantId, ...given } = data;
  const groups = [...groupsOf(tenant.access, by)];
  const approved: TenantFact = {
    type: 'ApprovalPolicyApproved',
    schemaVersion: 1,
    data: { ...given, by, at: toTimestamp(context.now), groups },
  };
  const approvals = [...open.approvals, { approver: by, groups }];
  if (lackingOf(highestRequirementOf(tenant.approvalPolicy), approvals).length > 0) return [approved];
  // Groups may have changed since it was proposed.
  requireMeetable(open.rules, tenant.access, context);
  const version = tenant.approvalPolicy.version + 1;
  const review = {
    proposal: open.proposal,
    proposedBy: open.by,
    approvedBy: approvals.map(({ approver }) => approver),
  };
  return [
    approved,
    { type: 'ApprovalPolicySet', schemaVersion: 1, data: { version, ...open.rules, review } },
  ];
};

const withdraw = (
  { data }: TenantCommandOf<'WithdrawApprovalPolicy'>,
  tenant: OpenTenant,
  context: DecisionContext,
): readonly TenantFact[] => {
  requireScope(context, 'tenant:admin');
  const { proposal } = openProposal(data.proposal, tenant);
  const reasonDigest = requireReason(context, data.reasonDigest, 'to withdraw a proposal');
  const said = { proposal, by: context.principal.id, at: toTimestamp(context.now), reasonDigest };
  return [{ type: 'ApprovalPolicyWithdrawn', schemaVersion: 1, data: said }];
};

const openProposal = (number: number, { proposal }: OpenTenant): Proposal => {
  if (proposal?.proposal === number) return proposal;
  throw reject('PROPOSAL_UNKNOWN', `proposal ${number} of the approval policy is not open`);
};

const isSame = (a: ApprovalRules, b: ApprovalRules): boolean => canonicalJson(a) === canonicalJson(b);

/** Lists in the order of their ids, but for those whose order counts, and none that says nothing: the same rules are the same bytes. */
const inOneForm = ({
  approvals,
  groups,
  environments,
  owners = [],
  explanation,
  duties = [],
}: ApprovalRules): ApprovalRules => ({
  approvals,
  ...groupsInOrder(groups),
  ...(environments !== undefined &&
    environments.length > 0 && {
      environments: environments
        .map(({ environmentId, approvals: here, groups: besides }) => ({
          ...{ environmentId, approvals: here },
          ...groupsInOrder(besides),
        }))
        .sort((a, b) => compareBytewise(a.environmentId, b.environmentId)),
    }),
  // Their order is what they mean.
  ...(owners.length > 0 && {
    owners: owners.map(({ pattern, groups: asked }) => ({ pattern, groups: inOrder(asked) })),
  }),
  ...(explanation !== undefined && explanation !== 'reason_or_ticket' && { explanation }),
  ...(duties.length > 0 && { duties: DUTIES.filter((duty) => duties.includes(duty)) }),
});

const groupsInOrder = (groups: readonly RequiredGroup[] | undefined): Pick<ApprovalRules, 'groups'> =>
  groups === undefined || groups.length === 0 ? {} : { groups: inOrder(groups) };

const inOrder = (groups: readonly RequiredGroup[]): RequiredGroup[] =>
  [...groups].sort((a, b) => compareBytewise(a.groupId, b.groupId));

/** Refuses rules that name something twice, or a group that nobody could ever approve for. */
const requireMeetable = (rules: ApprovalRules, { groups }: Access, context: DecisionContext): void => {
  const { environments = [], owners = [] } = rules;
  const lists = groupLists(rules);
  const twice =
    twiceIn(environments.map(({ environmentId }) => environmentId)) ??
    twiceIn(owners.map(({ pattern }) => pattern)) ??
    lists.map((list) => twiceIn(list.map(({ groupId }) => groupId))).find((id) => id !== undefined);
  if (twice !== undefined)
    refuse(context, 'APPROVAL_POLICY_INVALID', `the approval policy names ${twice} twice`);

  for (const groupId of groupsNamed(rules)) {
    const group = groups.find((one) => one.groupId === groupId);
    if (group === undefined) {
      refuse(context, 'GROUP_UNKNOWN', `there is no group ${groupId}`);
      continue;
    }
    const needed = Math.max(
      ...lists.flatMap((list) =>
        list.filter((one) => one.groupId === groupId).map(({ approvals }) => approvals),
      ),
    );
    const { length } = group.members;
    if (length < needed)
      refuse(
        context,
        'APPROVAL_POLICY_INVALID',
        `the group ${groupId} has ${length} members, and ${needed} shall approve`,
      );
  }
};

const twiceIn = (ids: readonly string[]): string | undefined => ids.find((id, at) => ids.indexOf(id) !== at);
