import { compareBytewise, type DecisionContext, type InputFault } from '@policy-registry/kernel';

import { refuse } from '../rejection-codes.ts';
import type { ApprovalRules, CodeOwners, Explanation, RequiredGroup } from '../tenant/approval-rules.ts';
import { codeOwnersOf } from './code-owners.ts';

/** How many different persons have to approve, and how many of them from which groups. */
export type Requirement = { readonly approvals: number; readonly groups: readonly RequiredGroup[] };

/** An approval as far as it counts: who gave it, and which groups they belonged to when they did. */
export type CountedApproval = { readonly approver: string; readonly groups?: readonly string[] | undefined };

/** Part of a requirement that is not met; of all approvals where it names no group. */
export type Lacking = {
  readonly groupId?: string;
  readonly needed: number;
  readonly given: number;
};

/** What the approvals are for: a version that changes these paths, and where it goes, if it goes anywhere. */
export type Occasion = {
  readonly changed: readonly string[];
  readonly environmentId?: string | undefined;
};

/**
 * What an approval policy asks for: of every version, of the owners of what it changes, and of one that is promoted into an
 * environment. None of them ever asks for less than every version needs: of two numbers the higher one counts.
 */
export const requirementOf = (rules: ApprovalRules, { changed, environmentId }: Occasion): Requirement =>
  highestOf([
    rules,
    ...codeOwnersOf(rules, changed).map(ofOwners),
    ...(rules.environments ?? []).filter((one) => one.environmentId === environmentId),
  ]);

/**
 * What another approval policy needs, under the one in force: as much as any version needs anywhere. Otherwise few could take
 * away what an environment asks of many, or what belongs to others.
 */
export const highestRequirementOf = (rules: ApprovalRules): Requirement =>
  highestOf([rules, ...(rules.owners ?? []).map(ofOwners), ...(rules.environments ?? [])]);

type Asked = Pick<ApprovalRules, 'approvals' | 'groups'>;

/** Owners say which groups, and of how many persons in all the rules for every version. */
const ofOwners = ({ groups }: CodeOwners): Asked => ({ approvals: 1, groups });

const highestOf = (all: readonly Asked[]): Requirement => {
  const highest = new Map<string, number>();
  for (const { groupId, approvals } of all.flatMap(({ groups = [] }) => groups))
    highest.set(groupId, Math.max(approvals, highest.get(groupId) ?? 0));
  return {
    approvals: Math.max(...all.map(({ approvals }) => approvals)),
    groups: [...highest]
      .map(([groupId, approvals]) => ({ groupId, approvals }))
      .sort((a, b) => compareBytewise(a.groupId, b.groupId)),
  };
};

/** What these approvals lack of a requirement; nothing where it is met. Whoever is in two groups counts in both, and once in all. */
export const lackingOf = (
  { approvals: needed, groups }: Requirement,
  approvals: readonly CountedApproval[],
): readonly Lacking[] => {
  const given = new Set(approvals.map(({ approver }) => approver)).size;
  const ofGroups = groups.map(({ groupId, approvals: wanted }) => {
    const members = approvals.filter((one) => one.groups?.includes(groupId) === true);
    return { groupId, needed: wanted, given: new Set(members.map(({ approver }) => approver)).size };
  });
  return [{ needed, given }, ...ofGroups].filter((part) => part.given < part.needed);
};

/** Whether approvals meet what the policy asks for on an occasion, and what is lacking if not. */
export const requirementMet = (
  rules: ApprovalRules,
  occasion: Occasion,
  approvals: readonly CountedApproval[],
): { readonly isMet: boolean; readonly lacking: readonly Lacking[] } => {
  const lacking = lackingOf(requirementOf(rules, occasion), approvals);
  return { isMet: lacking.length === 0, lacking };
};

export const lackingFault = ({ groupId, needed, given }: Lacking): InputFault => ({
  code: 'approvals_lacking',
  detail: `${groupId === undefined ? 'approvals' : `approvals of the group ${groupId}`}: ${given} of ${needed}`,
});

type Explained = { readonly reasonDigest?: string | undefined; readonly ticketDigest?: string | undefined };

/** Refuses an approval that does not say what the policy wants it to say. */
export const requireExplained = (
  { explanation = 'reason_or_ticket' }: { readonly explanation?: Explanation | undefined },
  { reasonDigest, ticketDigest }: Explained,
  context: Pick<DecisionContext, 'reasons'>,
): void => {
  if (explanation === 'reason_or_ticket') {
    if (reasonDigest === undefined && ticketDigest === undefined)
      refuse(context, 'REASON_MISSING', 'an approval needs a reason or a ticket');
    return;
  }
  if (explanation !== 'ticket' && reasonDigest === undefined)
    refuse(context, 'REASON_MISSING', 'the approval policy wants a reason with every approval');
  if (explanation !== 'reason' && ticketDigest === undefined)
    refuse(context, 'TICKET_MISSING', 'the approval policy wants a ticket with every approval');
};
