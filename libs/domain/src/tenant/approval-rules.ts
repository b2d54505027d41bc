import { AggregateId } from '@policy-registry/kernel';
import { z } from 'zod';

import { Duties } from './duties.ts';

// These schemas ARE the storage format.

/** Approvals that a rule may ask for. */
export const APPROVALS_MAX = 16;
/** Groups that one requirement may name. */
export const REQUIRED_GROUPS_MAX = 8;
/** Environments that may ask for more than every version needs. */
export const ENVIRONMENT_REQUIREMENTS_MAX = 16;

const approvals = z.int().positive().max(APPROVALS_MAX);

/** So many of the approvals come from members of this group. */
export const RequiredGroup = z.strictObject({ groupId: AggregateId, approvals });
export type RequiredGroup = z.infer<typeof RequiredGroup>;

const groups = z.array(RequiredGroup).max(REQUIRED_GROUPS_MAX);

/** What a version needs besides, before it is promoted into this environment. */
export const EnvironmentRequirement = z.strictObject({
  environmentId: AggregateId,
  approvals,
  groups: groups.optional(),
});
export type EnvironmentRequirement = z.infer<typeof EnvironmentRequirement>;

/** Rules about who owns which paths. */
export const CODE_OWNERS_MAX = 64;

/**
 * Whose approval a change of matching paths needs besides. What a pattern may be is of gitignore: `*` and `?` within a name,
 * `**` for any folders, `/` in front or within for a place counted from the root, `/` at the end for folders alone.
 */
export const CodeOwners = z.strictObject({
  pattern: z
    .string()
    .max(200)
    .regex(/^(?![!#])(?=.*[^/])[^\\[\]\u0000-\u001f\u007f]+$/),
  groups,
});
export type CodeOwners = z.infer<typeof CodeOwners>;

/** What whoever approves has to write down. */
export const EXPLANATIONS = ['reason_or_ticket', 'reason', 'ticket', 'reason_and_ticket'] as const;
export type Explanation = (typeof EXPLANATIONS)[number];

/** What an approval policy says, apart from which version of it says so. */
export const ApprovalRules = z.strictObject({
  /** Approvals a version needs, each from somebody else outside its lineage. */
  approvals,
  groups: groups.optional(),
  environments: z.array(EnvironmentRequirement).max(ENVIRONMENT_REQUIREMENTS_MAX).optional(),
  /** The last rule that matches a changed path counts for it; one without groups asks nobody. */
  owners: z.array(CodeOwners).max(CODE_OWNERS_MAX).optional(),
  /** A reason or a ticket where nothing is said. */
  explanation: z.enum(EXPLANATIONS).optional(),
  duties: Duties.optional(),
});
export type ApprovalRules = z.infer<typeof ApprovalRules>;

export const ApprovalPolicy = z.strictObject({ version: z.int().positive(), ...ApprovalRules.shape });
export type ApprovalPolicy = z.infer<typeof ApprovalPolicy>;

/** Every list of groups in the rules. */
export const groupLists = ({
  groups: always = [],
  environments = [],
  owners = [],
}: ApprovalRules): readonly (readonly RequiredGroup[])[] => [
  always,
  ...[...environments, ...owners].map((one) => one.groups ?? []),
];

/** Every group that the rules name. */
export const groupsNamed = (rules: ApprovalRules): ReadonlySet<string> =>
  new Set(groupLists(rules).flatMap((list) => list.map(({ groupId }) => groupId)));
