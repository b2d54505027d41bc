import { canonicalJson, compareBytewise, type Principal } from '@policy-registry/kernel';

import { reject } from '../rejection-codes.ts';
import { INTERACTIVE_SCOPES } from '../scopes.ts';
import { evolveAccess, grantedScopes, groupsOf, type Access } from './access.ts';
import { groupsNamed } from './approval-rules.ts';
import type { TenantCommandOf } from './commands.ts';
import { GROUPS_MAX, ROLES_MAX, SERVICES_MAX, type TenantFact } from './events.ts';
import type { OpenTenant } from './state.ts';

type AccessCommand = TenantCommandOf<`${'Define' | 'Remove'}${'Role' | 'Group' | 'ServiceIdentity'}`>;
type AccessFact = Parameters<typeof evolveAccess>[1];

/** What a change of roles, groups or service identities comes to; nothing where it is so already. */
export const changeAccess = (
  command: AccessCommand,
  { access, approvalPolicy, proposal }: OpenTenant,
  principal: Principal,
): readonly TenantFact[] => {
  const fact = factOf(command, access);
  const after = evolveAccess(access, fact);
  if (canonicalJson(after) === canonicalJson(access)) return [];
  verifyWhole(after);
  const named = new Set([...groupsNamed(approvalPolicy), ...(proposal ? groupsNamed(proposal.rules) : [])]);
  if (fact.type === 'GroupRemoved' && named.has(fact.data.groupId))
    throw reject('GROUP_IN_USE', `the approval policy names the group ${fact.data.groupId}`);
  // Whoever administers a tenant gives rights to others: by no way, also not in two steps, to themselves.
  const widened = grantedScopes(after, principal).filter((scope) => !principal.scopes.includes(scope));
  if (widened.length > 0)
    throw reject(
      'OWN_RIGHTS_WIDENED',
      `this would give you ${widened.join(', ')}: another administrator does it`,
    );
  const joined = groupsOf(after, principal.id).find(
    (groupId) => named.has(groupId) && !groupsOf(access, principal.id).includes(groupId),
  );
  if (joined !== undefined)
    throw reject(
      'OWN_RIGHTS_WIDENED',
      `the approval policy names the group ${joined}: another administrator puts you in it`,
    );
  return [fact];
};

const factOf = (command: AccessCommand, access: Access): AccessFact => {
  switch (command.type) {
    case 'DefineRole': {
      const { roleId, scopes } = command.data;
      return { type: 'RoleDefined', schemaVersion: 1, data: { roleId, scopes: inOrder(scopes) } };
    }
    case 'RemoveRole': {
      const { roleId } = command.data;
      requireRoles(access, [roleId]);
      if ([...access.groups, ...access.services].some(({ roles }) => roles.includes(roleId)))
        throw reject('ROLE_IN_USE', `a group or service identity holds the role ${roleId}`);
      return { type: 'RoleRemoved', schemaVersion: 1, data: { roleId } };
    }
    case 'DefineGroup': {
      const { groupId, members, roles } = command.data;
      requireRoles(access, roles);
      const data = { groupId, members: inOrder(members), roles: inOrder(roles) };
      return { type: 'GroupDefined', schemaVersion: 1, data };
    }
    case 'RemoveGroup': {
      const { groupId } = command.data;
      if (!access.groups.some((group) => group.groupId === groupId))
        throw reject('GROUP_UNKNOWN', `there is no group ${groupId}`);
      return { type: 'GroupRemoved', schemaVersion: 1, data: { groupId } };
    }
    case 'DefineServiceIdentity': {
      const { serviceId, roles } = command.data;
      requireRoles(access, roles);
      return { type: 'ServiceIdentityDefined', schemaVersion: 1, data: { serviceId, roles: inOrder(roles) } };
    }
    case 'RemoveServiceIdentity': {
      const { serviceId } = command.data;
      if (!access.services.some((service) => service.serviceId === serviceId))
        throw reject('SERVICE_IDENTITY_UNKNOWN', `there is no service identity ${serviceId}`);
      return { type: 'ServiceIdentityRemoved', schemaVersion: 1, data: { serviceId } };
    }
  }
};

const inOrder = <T extends string>(names: readonly T[]): T[] => [...new Set(names)].sort(compareBytewise);

const requireRoles = ({ roles }: Access, roleIds: readonly string[]): void => {
  const unknown = roleIds.find((id) => !roles.some(({ roleId }) => roleId === id));
  if (unknown !== undefined) throw reject('ROLE_UNKNOWN', `there is no role ${unknown}`);
};

/** Rules of the whole, whichever change breaks them. */
const verifyWhole = ({ roles, groups, services }: Access): void => {
  if (roles.length > ROLES_MAX || groups.length > GROUPS_MAX || services.length > SERVICES_MAX) {
    throw reject(
      'ACCESS_FULL',
      `a tenant has at most ${ROLES_MAX} roles, ${GROUPS_MAX} groups and ${SERVICES_MAX} service identities`,
    );
  }
  for (const { serviceId, roles: held } of services) {
    const role = roles.find(
      ({ roleId, scopes }) =>
        held.includes(roleId) && scopes.some((scope) => INTERACTIVE_SCOPES.includes(scope)),
    );
    if (role !== undefined) {
      throw reject(
        'SCOPE_INTERACTIVE_ONLY',
        `the role ${role.roleId} publishes or promotes, which the service identity ${serviceId} may not`,
      );
    }
  }
};
