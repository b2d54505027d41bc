import { compareBytewise, type Principal } from '@policy-registry/kernel';
import { z } from 'zod';

import { INTERACTIVE_SCOPES, type Scope } from '../scopes.ts';
import { Group, Role, ServiceIdentity, type TenantFact } from './events.ts';

/** Who is granted what in a tenant: roles are bundles of scopes, held by groups and service identities. Each list in the order of its ids. */
export const Access = z.strictObject({
  roles: z.array(Role),
  groups: z.array(Group),
  services: z.array(ServiceIdentity),
});
export type Access = z.infer<typeof Access>;

export const NO_ACCESS: Access = { roles: [], groups: [], services: [] };

type AccessFact = Extract<TenantFact, { type: `${'Role' | 'Group' | 'ServiceIdentity'}${string}` }>;

export const evolveAccess = (access: Access, fact: AccessFact): Access => {
  switch (fact.type) {
    case 'RoleDefined':
      return { ...access, roles: withItem(access.roles, fact.data, ({ roleId }) => roleId) };
    case 'RoleRemoved':
      return { ...access, roles: access.roles.filter(({ roleId }) => roleId !== fact.data.roleId) };
    case 'GroupDefined':
      return { ...access, groups: withItem(access.groups, fact.data, ({ groupId }) => groupId) };
    case 'GroupRemoved':
      return { ...access, groups: access.groups.filter(({ groupId }) => groupId !== fact.data.groupId) };
    case 'ServiceIdentityDefined':
      return { ...access, services: withItem(access.services, fact.data, ({ serviceId }) => serviceId) };
    case 'ServiceIdentityRemoved': {
      const services = access.services.filter(({ serviceId }) => serviceId !== fact.data.serviceId);
      return { ...access, services };
    }
  }
};

const withItem = <T>(items: readonly T[], item: T, idOf: (item: T) => string): T[] =>
  [...items.filter((other) => idOf(other) !== idOf(item)), item].sort((a, b) =>
    compareBytewise(idOf(a), idOf(b)),
  );

/** The scopes that a tenant grants to somebody, in the order of its roles: those of a service hold nothing for persons alone. */
export const grantedScopes = (
  { roles, groups, services }: Access,
  { type, id }: Pick<Principal, 'type' | 'id'>,
): readonly Scope[] => {
  if (type === 'system') return [];
  const held = new Set([
    ...groups.filter(({ members }) => members.includes(id)).flatMap((group) => group.roles),
    ...services.filter(({ serviceId }) => type === 'service' && serviceId === id).flatMap((one) => one.roles),
  ]);
  const granted = new Set(roles.filter(({ roleId }) => held.has(roleId)).flatMap(({ scopes }) => scopes));
  return [...granted].filter((scope) => type === 'user' || !INTERACTIVE_SCOPES.includes(scope));
};

/** Somebody with what the token says and what the tenant grants. */
export const actingIn = (access: Access, principal: Principal): Principal => {
  const scopes = [...new Set([...principal.scopes, ...grantedScopes(access, principal)])];
  return scopes.length === principal.scopes.length ? principal : { ...principal, scopes };
};

/** The groups that somebody belongs to now, in the order of their ids. */
export const groupsOf = ({ groups }: Access, id: string): readonly string[] =>
  groups.filter(({ members }) => members.includes(id)).map(({ groupId }) => groupId);
