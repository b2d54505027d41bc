import { describe, expect, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';
import fc from 'fast-check';

import { GRANTABLE_SCOPES, INTERACTIVE_SCOPES, type Scope } from '../scopes.ts';
import { context, openTenant, person } from '../testing/samples.ts';
import { actingIn, evolveAccess, grantedScopes, NO_ACCESS, type Access } from './access.ts';
import { TenantCommand, type TenantCommandOf } from './commands.ts';
import { GROUPS_MAX, MEMBERS_MAX, ROLES_MAX, SERVICES_MAX, type TenantFact } from './events.ts';
import { tenant } from './tenant.ts';

const tenantId = 'acme';
const fact = <Type extends TenantFact['type']>(
  type: Type,
  data: Extract<TenantFact, { type: Type }>['data'],
) => ({ type, schemaVersion: 1 as const, data });

const opened = fact('TenantOpened', { settings: openTenant.settings });
const reviewers = fact('RoleDefined', { roleId: 'reviewers', scopes: ['policy:approve', 'policy:review'] });
const publishers = fact('RoleDefined', { roleId: 'publishers', scopes: ['policy:publish', 'policy:read'] });
const team = fact('GroupDefined', { groupId: 'team', members: ['u-ann', 'u-ben'], roles: ['reviewers'] });
const robot = fact('ServiceIdentityDefined', { serviceId: 's-robot', roles: ['reviewers'] });

const defineRole = (roleId: string, ...scopes: Scope[]): TenantCommandOf<'DefineRole'> => ({
  type: 'DefineRole',
  data: { tenantId, roleId, scopes },
});
const defineGroup = (
  members: string[],
  roles: string[],
  groupId = 'team',
): TenantCommandOf<'DefineGroup'> => ({
  type: 'DefineGroup',
  data: { tenantId, groupId, members, roles },
});
const defineService = (serviceId: string, ...roles: string[]): TenantCommandOf<'DefineServiceIdentity'> => ({
  type: 'DefineServiceIdentity',
  data: { tenantId, serviceId, roles },
});

const admin = person('u-admin', 'tenant:admin');
const given = deciderSpec(tenant, context(admin, {}));

describe('roles, groups and service identities', () => {
  it('are defined each in one order, whatever the order they are told in', () => {
    given(opened)
      .when(defineRole('reviewers', 'policy:review', 'policy:approve', 'policy:review'))
      .then(reviewers);
    given(opened, reviewers)
      .when(defineGroup(['u-ben', 'u-ann'], ['reviewers']))
      .then(team);
    given(opened, reviewers).when(defineService('s-robot', 'reviewers')).then(robot);
  });

  it('are redefined as a whole, and not where they are so already', () => {
    given(opened, reviewers, team)
      .when(defineGroup(['u-ann'], []))
      .then(fact('GroupDefined', { groupId: 'team', members: ['u-ann'], roles: [] }));
    given(opened, reviewers, team)
      .when(defineGroup(['u-ann', 'u-ben'], ['reviewers']))
      .thenNothing();
  });

  it('hold roles that there are', () => {
    given(opened)
      .when(defineGroup([], ['reviewers']))
      .thenRejected('ROLE_UNKNOWN');
    given(opened).when(defineService('s-robot', 'reviewers')).thenRejected('ROLE_UNKNOWN');
  });

  it('are removed, a role once nobody holds it', () => {
    const remove = (roleId: string): TenantCommand => ({ type: 'RemoveRole', data: { tenantId, roleId } });
    given(opened, reviewers, team).when(remove('reviewers')).thenRejected('ROLE_IN_USE');
    given(opened, reviewers, robot).when(remove('reviewers')).thenRejected('ROLE_IN_USE');
    given(opened, reviewers)
      .when(remove('reviewers'))
      .then(fact('RoleRemoved', { roleId: 'reviewers' }));
    given(opened, reviewers, team)
      .when({ type: 'RemoveGroup', data: { tenantId, groupId: 'team' } })
      .then(fact('GroupRemoved', { groupId: 'team' }));
    given(opened, reviewers, robot)
      .when({ type: 'RemoveServiceIdentity', data: { tenantId, serviceId: 's-robot' } })
      .then(fact('ServiceIdentityRemoved', { serviceId: 's-robot' }));
  });

  it('are not removed where there are none', () => {
    given(opened)
      .when({ type: 'RemoveRole', data: { tenantId, roleId: 'x' } })
      .thenRejected('ROLE_UNKNOWN');
    given(opened)
      .when({ type: 'RemoveGroup', data: { tenantId, groupId: 'x' } })
      .thenRejected('GROUP_UNKNOWN');
    given(opened)
      .when({ type: 'RemoveServiceIdentity', data: { tenantId, serviceId: 'x' } })
      .thenRejected('SERVICE_IDENTITY_UNKNOWN');
  });

  it.each([
    [
      'roles',
      ROLES_MAX,
      (id: string) => fact('RoleDefined', { roleId: id, scopes: [] }),
      (id: string) => defineRole(id),
    ],
    [
      'groups',
      GROUPS_MAX,
      (id: string) => fact('GroupDefined', { groupId: id, members: [], roles: [] }),
      (id: string) => defineGroup([], [], id),
    ],
    [
      'service identities',
      SERVICES_MAX,
      (id: string) => fact('ServiceIdentityDefined', { serviceId: id, roles: [] }),
      (id: string) => defineService(id),
    ],
  ] as const)(
    'are as many %s as a tenant may have: the last one is taken, and none beyond',
    (_what, max, made, define) => {
      const others = Array.from({ length: max - 1 }, (_none, at) => made(`x-${at}`));
      given(opened, ...others)
        .when(define('last'))
        .then(made('last'));
      given(opened, ...others, made('last'))
        .when(define('one-more'))
        .thenRejected('ACCESS_FULL');
    },
  );

  it('have as many members as a group may have, and none beyond', () => {
    const members = Array.from({ length: MEMBERS_MAX }, (_none, at) => `u-${at}`);
    expect(TenantCommand.safeParse(defineGroup(members, [])).success).toBe(true);
    expect(TenantCommand.safeParse(defineGroup([...members, 'u-more'], [])).success).toBe(false);
  });

  it('may be redefined where there are as many as a tenant may have', () => {
    const groups = Array.from({ length: GROUPS_MAX }, (_none, at) =>
      fact('GroupDefined', { groupId: `g-${at}`, members: [], roles: [] }),
    );
    given(opened, ...groups)
      .when(defineGroup(['u-ann'], [], 'g-0'))
      .then(fact('GroupDefined', { groupId: 'g-0', members: ['u-ann'], roles: [] }));
  });

  it('give no administration and no operation', () => {
    for (const scope of ['tenant:admin', 'registry:operate'] as const)
      expect(TenantCommand.safeParse(defineRole('admins', scope)).success).toBe(false);
  });

  it('give no service identity what persons alone may do, neither by its roles nor by a later change of them', () => {
    given(opened, publishers)
      .when(defineService('s-robot', 'publishers'))
      .thenRejected('SCOPE_INTERACTIVE_ONLY');
    given(opened, reviewers, robot)
      .when(defineRole('reviewers', 'policy:promote'))
      .thenRejected('SCOPE_INTERACTIVE_ONLY');
  });
});

describe('an administrator', () => {
  it('gives rights to others, and by no way to themselves', () => {
    given(opened, reviewers)
      .when(defineGroup(['u-admin'], ['reviewers']))
      .thenRejected('OWN_RIGHTS_WIDENED');
    const own = fact('GroupDefined', { groupId: 'team', members: ['u-admin'], roles: ['reviewers'] });
    given(opened, reviewers, own)
      .when(defineRole('reviewers', 'policy:approve', 'policy:review', 'policy:publish'))
      .thenRejected('OWN_RIGHTS_WIDENED');
  });

  it('enters a group that gives nothing new, or leaves one', () => {
    const principal = person('u-admin', 'tenant:admin', 'policy:approve', 'policy:review');
    const withSelf = defineGroup(['u-admin', 'u-ann'], ['reviewers']);
    given(opened, reviewers)
      .when(withSelf, { principal })
      .then(fact('GroupDefined', { groupId: 'team', members: ['u-admin', 'u-ann'], roles: ['reviewers'] }));
    const own = fact('GroupDefined', { groupId: 'team', members: ['u-admin'], roles: ['reviewers'] });
    given(opened, reviewers, own)
      .when(defineGroup([], ['reviewers']))
      .then(fact('GroupDefined', { groupId: 'team', members: [], roles: ['reviewers'] }));
  });
});

describe('what a tenant grants', () => {
  const after = (...facts: readonly Parameters<typeof evolveAccess>[1][]): Access =>
    facts.reduce(evolveAccess, NO_ACCESS);

  it('is what the roles of somebody’s groups hold, beside the token', () => {
    const access = after(reviewers, publishers, team);
    expect(actingIn(access, person('u-ann', 'policy:read')).scopes).toStrictEqual([
      'policy:read',
      'policy:approve',
      'policy:review',
    ]);
    expect(actingIn(access, person('u-eve', 'policy:read')).scopes).toStrictEqual(['policy:read']);
  });

  it('is what a service identity is given, to a service of that id alone', () => {
    const access = after(reviewers, robot);
    expect(grantedScopes(access, { type: 'service', id: 's-robot' })).toStrictEqual([
      'policy:approve',
      'policy:review',
    ]);
    expect(grantedScopes(access, { type: 'user', id: 's-robot' })).toStrictEqual([]);
  });

  it('lets no service publish or promote, also not as a member of a group', () => {
    const group = fact('GroupDefined', {
      groupId: 'all',
      members: ['s-robot', 'u-ann'],
      roles: ['publishers'],
    });
    const access = after(publishers, group);
    expect(grantedScopes(access, { type: 'service', id: 's-robot' })).toStrictEqual(['policy:read']);
    expect(grantedScopes(access, { type: 'user', id: 'u-ann' })).toStrictEqual([
      'policy:publish',
      'policy:read',
    ]);
  });

  it('is never wider than roles can hold, and nothing for the registry itself', () => {
    const name = fc.constantFrom('a', 'b', 'c');
    const names = fc.uniqueArray(name);
    const scopes = fc.subarray([...GRANTABLE_SCOPES]);
    const accesses = fc.record({
      roles: fc.uniqueArray(fc.record({ roleId: name, scopes }), { selector: ({ roleId }) => roleId }),
      groups: fc.array(fc.record({ groupId: name, members: names, roles: names })),
      services: fc.array(fc.record({ serviceId: name, roles: names })),
    });
    fc.assert(
      fc.property(accesses, name, (access, id) => {
        const ofUser = grantedScopes(access, { type: 'user', id });
        const ofService = grantedScopes(access, { type: 'service', id });
        expect([...ofUser, ...ofService].filter((scope) => !GRANTABLE_SCOPES.includes(scope))).toStrictEqual(
          [],
        );
        expect(ofService.filter((scope) => INTERACTIVE_SCOPES.includes(scope))).toStrictEqual([]);
        expect(grantedScopes(access, { type: 'system', id })).toStrictEqual([]);
      }),
    );
  });
});
