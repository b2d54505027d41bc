import { describe, expect, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';

import { context, created, openTenant, person, policyAfter } from '../testing/samples.ts';
import type { PolicyCommandOf } from './commands.ts';
import type { PolicyNeeds } from './decide.ts';
import type { Owner, PolicyFact } from './events.ts';
import { policy } from './policy.ts';

const owners = { groupId: 'owners', members: ['u-olive'], roles: [] };
const needs: PolicyNeeds = {
  tenant: { ...openTenant, access: { ...openTenant.access, groups: [owners] } },
  workspace: undefined,
  simulation: undefined,
};
const author = person('u-author', 'policy:author');
const given = deciderSpec(policy, context(author, needs));

const change = (owner: Owner): PolicyCommandOf<'ChangeOwner'> => ({
  type: 'ChangeOwner',
  data: { policyId: 'pay-gate', owner },
});
const changed = (owner: Owner, by: string): PolicyFact => ({
  type: 'OwnerChanged',
  schemaVersion: 1,
  data: { policyId: 'pay-gate', owner, by, at: '2026-03-02T09:00:00.000Z' },
});
const OLIVE: Owner = { kind: 'subject', id: 'u-olive' };
const OWNERS: Owner = { kind: 'group', id: 'owners' };
const byOlive = { principal: person('u-olive', 'policy:author') };
const byAdmin = { principal: person('u-admin', 'tenant:admin') };

describe('naming the owner of a policy', () => {
  it('is for whoever may author, while there is none', () =>
    given(created).when(change(OWNERS)).then(changed(OWNERS, 'u-author')));

  it('is for the owner then', () => {
    given(created, changed(OLIVE, 'u-author')).when(change(OWNERS)).thenRejected('POLICY_OWNED');
    given(created, changed(OLIVE, 'u-author')).when(change(OWNERS), byOlive).then(changed(OWNERS, 'u-olive'));
  });

  it('is for every member of the group that is the owner', () => {
    given(created, changed(OWNERS, 'u-author')).when(change(OLIVE), byOlive).then(changed(OLIVE, 'u-olive'));
    given(created, changed(OWNERS, 'u-author')).when(change(OLIVE)).thenRejected('POLICY_OWNED');
  });

  it('is for an administrator always', () =>
    given(created, changed(OLIVE, 'u-author'))
      .when(change(OWNERS), byAdmin)
      .then(changed(OWNERS, 'u-admin')));

  it('changes nothing when it is so already', () =>
    given(created, changed(OLIVE, 'u-author')).when(change(OLIVE), byOlive).then());

  it('is refused for a group that the tenant does not have, without a scope, and of no policy', () => {
    given(created)
      .when(change({ kind: 'group', id: 'ghosts' }))
      .thenRejected('GROUP_UNKNOWN');
    given(created)
      .when(change(OLIVE), { principal: person('u-olive', 'policy:approve') })
      .thenRejected('SCOPE_MISSING');
    given().when(change(OLIVE)).thenRejected('POLICY_UNKNOWN');
  });

  it('leaves the versions alone', () => {
    const before = policyAfter(created);
    expect(policyAfter(created, changed(OLIVE, 'u-author'))).toStrictEqual({ ...before, owner: OLIVE });
  });
});
