import { describe, expect, it } from '@jest/globals';
import type { FactShape, Row } from '@policy-registry/kernel';

import { fact, folded, historyOf, inStream, sha } from './testing/history.ts';
import { facts, lifeOf, settings } from './testing/life.ts';

const rowsOf = (...said: readonly (readonly FactShape[])[]): readonly Row[] => {
  const say = historyOf('acme');
  return folded(inStream(said.map((some) => say('tenant', 'acme', ...some)))).rowsOf(
    'acme',
    'tenant_settings',
  );
};

describe('a tenant', () => {
  const row = {
    tenant: 'acme',
    settings,
    approval_policy: { version: 1, approvals: 2 },
    approval_proposal: null,
    status: 'open',
    access: { roles: [], groups: [], services: [] },
    changes: 2,
    opened_at: '2026-03-02T12:00:01.000Z',
  };
  const opened = [facts.opened, facts.approvalPolicy];

  it('is one row with its settings, its approval policy in force and the number of its facts', () =>
    expect(folded(inStream(lifeOf('acme'))).rowsOf('acme', 'tenant_settings')).toStrictEqual([row]));

  it('has no approval policy before it is set, and the last one afterwards', () => {
    expect(rowsOf([facts.opened])).toStrictEqual([{ ...row, approval_policy: null, changes: 1 }]);
    const another = fact('ApprovalPolicySet', { version: 2, approvals: 3 });
    expect(rowsOf(opened, [another])).toStrictEqual([
      { ...row, approval_policy: { version: 2, approvals: 3 }, changes: 3 },
    ]);
  });

  it('has the settings that were set last', () => {
    const wider = { ...settings, shardCredit: 16 };
    expect(rowsOf(opened, [fact('TenantSettingsChanged', { settings: wider })])).toStrictEqual([
      { ...row, settings: wider, changes: 3 },
    ]);
  });

  it('is suspended until it is resumed', () => {
    const said = { reasonDigest: sha('reason'), by: 'u-olga', at: '2026-03-02T12:00:02.000Z' };
    const suspended = [fact('TenantSuspended', said)];
    expect(rowsOf(opened, suspended)).toMatchObject([{ status: 'suspended', changes: 3 }]);
    expect(rowsOf(opened, suspended, [fact('TenantResumed', said)])).toMatchObject([{ status: 'open' }]);
  });

  it('lists roles, groups and service identities as they are, by their ids', () => {
    const role = { roleId: 'reviewers', scopes: ['policy:approve'] };
    const reader = { roleId: 'readers', scopes: ['policy:read'] };
    const group = { groupId: 'team', members: ['u-ann'], roles: ['reviewers'] };
    const service = { serviceId: 's-robot', roles: ['readers'] };
    const defined = [
      fact('RoleDefined', role),
      fact('RoleDefined', reader),
      fact('GroupDefined', group),
      fact('ServiceIdentityDefined', service),
    ];
    expect(rowsOf(opened, defined)).toMatchObject([
      { access: { roles: [reader, role], groups: [group], services: [service] }, changes: 6 },
    ]);
    const removed = [
      fact('GroupRemoved', { groupId: 'team' }),
      fact('ServiceIdentityRemoved', { serviceId: 's-robot' }),
      fact('RoleRemoved', { roleId: 'readers' }),
    ];
    expect(rowsOf(opened, defined, removed)).toMatchObject([
      { access: { roles: [role], groups: [], services: [] }, changes: 9 },
    ]);
  });
});
