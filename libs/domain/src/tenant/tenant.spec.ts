import { describe, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';

import { context, NOW, openTenant, person, sha, system } from '../testing/samples.ts';
import type { TenantCommand } from './commands.ts';
import type { TenantFact, TenantSettings } from './events.ts';
import { tenant } from './tenant.ts';

const tenantId = 'acme';
const { settings } = openTenant;
const open: TenantCommand = { type: 'OpenTenant', data: { tenantId, settings, approvals: 2 } };
const opened: readonly TenantFact[] = [
  { type: 'TenantOpened', schemaVersion: 1, data: { settings } },
  { type: 'ApprovalPolicySet', schemaVersion: 1, data: { version: 1, approvals: 2 } },
];
const admin = person('u-admin', 'tenant:admin');
const operator = person('u-operator', 'registry:operate');

describe('a tenant', () => {
  const given = deciderSpec(tenant, context(system, {}));

  it('is opened with its settings and the first version of its approval policy', () =>
    given()
      .when(open)
      .then(...opened));

  it('is opened by an operator too', () =>
    given()
      .when(open, { principal: operator })
      .then(...opened));

  it('is opened once', () => {
    given(...opened)
      .when(open)
      .thenNothing();
    given(...opened)
      .when(open, { principal: operator })
      .thenRejected('TENANT_EXISTS');
  });

  it('keeps its settings when the registry opens it again with others', () =>
    given(...opened)
      .when({ type: 'OpenTenant', data: { tenantId, settings, approvals: 1 } })
      .thenNothing());

  it('is not opened by its administrator, nor from another tenant', () => {
    given().when(open, { principal: admin }).thenRejected('SCOPE_MISSING');
    given().when(open, { principal: operator, tenant: 'globex' }).thenRejected('TENANT_UNKNOWN');
  });
});

describe('suspending a tenant', () => {
  const given = deciderSpec(tenant, context(operator, {}));
  const reasonDigest = sha('reason');
  const suspend: TenantCommand = { type: 'SuspendTenant', data: { tenantId, reasonDigest } };
  const resume: TenantCommand = { type: 'ResumeTenant', data: { tenantId, reasonDigest } };
  const said = { reasonDigest, by: 'u-operator', at: new Date(NOW).toISOString() };
  const suspended: TenantFact = { type: 'TenantSuspended', schemaVersion: 1, data: said };

  it('is recorded with who did it and why, and so is resuming', () => {
    given(...opened)
      .when(suspend)
      .then(suspended);
    given(...opened, suspended)
      .when(resume)
      .then({ type: 'TenantResumed', schemaVersion: 1, data: said });
  });

  it('is nothing new where it is so already', () => {
    given(...opened, suspended)
      .when(suspend)
      .thenNothing();
    given(...opened)
      .when(resume)
      .thenNothing();
  });

  it('needs a reason, an operator, and a tenant', () => {
    given(...opened)
      .when({ type: 'SuspendTenant', data: { tenantId } })
      .thenRejected('REASON_MISSING');
    given(...opened)
      .when(suspend, { principal: admin })
      .thenRejected('SCOPE_MISSING');
    given().when(suspend).thenRejected('TENANT_UNKNOWN');
  });

  it('leaves nothing to its administrator', () =>
    given(...opened, suspended)
      .when({ type: 'RemoveGroup', data: { tenantId, groupId: 'any' } }, { principal: admin })
      .thenRejected('TENANT_SUSPENDED'));
});

describe('the settings of a tenant', () => {
  const given = deciderSpec(tenant, context(admin, {}));
  const wider: TenantSettings = { ...settings, simulationsRunningMax: 20 };
  const change = (approvals?: number, to = wider): TenantCommand => ({
    type: 'ChangeTenantSettings',
    data: { tenantId, settings: to, ...(approvals !== undefined && { approvals }) },
  });
  const changed: TenantFact = { type: 'TenantSettingsChanged', schemaVersion: 1, data: { settings: wider } };

  it('are changed by its administrator, as a whole', () =>
    given(...opened)
      .when(change())
      .then(changed));

  it('do not change how many approvals are asked for, and may name what is in force', () => {
    given(...opened)
      .when(change(2))
      .then(changed);
    given(...opened)
      .when(change(3))
      .thenRejected('APPROVAL_POLICY_REVIEWED');
    given(...opened)
      .when(change(1, settings))
      .thenRejected('APPROVAL_POLICY_REVIEWED');
  });

  it('are not changed into themselves', () =>
    given(...opened, changed)
      .when(change(2))
      .thenNothing());

  it('are changed as they were seen, or not', () => {
    given(...opened)
      .when(change(2), { ifMatch: '2' })
      .then(changed);
    given(...opened)
      .when(change(2), { ifMatch: '1' })
      .thenRejected('RESOURCE_STALE');
  });

  it('are not changed by anybody else, an operator included', () => {
    for (const principal of [operator, person('u-author', 'policy:author'), system])
      given(...opened)
        .when(change(2), { principal })
        .thenRejected('SCOPE_MISSING');
  });
});
