import { toTimestamp } from '@policy-registry/kernel';

import { requireScope, requireTenant } from '../guards.ts';
import { refuse, reject } from '../rejection-codes.ts';
import { groupsOf } from '../tenant/access.ts';
import type { OpenTenant } from '../tenant/state.ts';
import type { PolicyCommandOf } from './commands.ts';
import type { PolicyContext } from './decide.ts';
import type { Owner, PolicyFact } from './events.ts';
import type { Policy } from './state.ts';

/**
 * Names who answers for a policy. As long as it has no owner whoever may author names one; then the owner hands it over, or an
 * administrator takes it from an owner who is gone. Owning gives no right to anything else.
 */
export const changeOwner = (
  { data: { policyId, owner } }: PolicyCommandOf<'ChangeOwner'>,
  policy: Policy,
  context: PolicyContext,
): readonly PolicyFact[] => {
  const { access } = requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:author', 'tenant:admin');
  if (policy.status === 'absent') throw reject('POLICY_UNKNOWN', `there is no policy ${policyId}`);
  const { principal, now } = context;
  const mayHandOver =
    principal.scopes.includes('tenant:admin') ||
    policy.owner === undefined ||
    isOwner(policy.owner, principal.id, access);
  if (!mayHandOver) refuse(context, 'POLICY_OWNED', 'its owner hands the policy over, or an administrator');
  if (owner.kind === 'group' && !access.groups.some(({ groupId }) => groupId === owner.id))
    refuse(context, 'GROUP_UNKNOWN', `there is no group ${owner.id}`);
  if (policy.owner?.kind === owner.kind && policy.owner.id === owner.id) return [];
  const data = { policyId, owner, by: principal.id, at: toTimestamp(now) };
  return [{ type: 'OwnerChanged', schemaVersion: 1, data }];
};

const isOwner = ({ kind, id }: Owner, subject: string, access: OpenTenant['access']): boolean =>
  kind === 'subject' ? id === subject : groupsOf(access, subject).includes(id);
