import { canonicalJson, toTimestamp, type DecisionContext } from '@policy-registry/kernel';

import { requireActive, requireMatch, requireReason, requireScope, requireTenant } from '../guards.ts';
import { reject } from '../rejection-codes.ts';
import type { TenantCommand, TenantCommandOf } from './commands.ts';
import { changeAccess } from './change-access.ts';
import type { TenantFact } from './events.ts';
import { reviewApprovalPolicy, type ReviewCommand } from './review-approval-policy.ts';
import type { OpenTenant, Tenant } from './state.ts';

export const decide = (
  command: TenantCommand,
  tenant: Tenant,
  context: DecisionContext,
): readonly TenantFact[] => {
  // A command carries its tenant twice: in its address, which the broker guards, and here, which names the aggregate.
  if (command.data.tenantId !== context.tenant)
    throw reject('TENANT_UNKNOWN', `there is no tenant ${command.data.tenantId} here`);
  switch (command.type) {
    case 'OpenTenant':
      return open(command, tenant, context);
    case 'SuspendTenant':
    case 'ResumeTenant':
      return suspendOrResume(command, requireTenant(tenant, context), context);
    case 'ProposeApprovalPolicy':
    case 'ApproveApprovalPolicy':
    case 'WithdrawApprovalPolicy': {
      const open = requireTenant(tenant, context);
      requireActive(open, context);
      requireMatch(context, open.changes);
      return reviewApprovalPolicy(command, open, context);
    }
    default:
      return administer(command, requireTenant(tenant, context), context);
  }
};

const open = (
  { data }: TenantCommandOf<'OpenTenant'>,
  tenant: Tenant,
  context: DecisionContext,
): readonly TenantFact[] => {
  const isSystem = context.principal.type === 'system';
  if (!isSystem) requireScope(context, 'registry:operate');
  if (tenant.status === 'open') {
    // The registry opens what its seed names at every start.
    if (isSystem) return [];
    throw reject('TENANT_EXISTS', `the tenant ${data.tenantId} is open already`);
  }
  return [
    { type: 'TenantOpened', schemaVersion: 1, data: { settings: data.settings } },
    { type: 'ApprovalPolicySet', schemaVersion: 1, data: { version: 1, approvals: data.approvals } },
  ];
};

const suspendOrResume = (
  { type, data }: TenantCommandOf<'SuspendTenant' | 'ResumeTenant'>,
  tenant: OpenTenant,
  context: DecisionContext,
): readonly TenantFact[] => {
  requireScope(context, 'registry:operate');
  const reasonDigest = requireReason(context, data.reasonDigest, 'this');
  const isSuspending = type === 'SuspendTenant';
  if (tenant.isSuspended === isSuspending) return [];
  const said = { reasonDigest, by: context.principal.id, at: toTimestamp(context.now) };
  return [{ type: isSuspending ? 'TenantSuspended' : 'TenantResumed', schemaVersion: 1, data: said }];
};

const administer = (
  command: Exclude<TenantCommand, ReviewCommand | { type: 'OpenTenant' | 'SuspendTenant' | 'ResumeTenant' }>,
  tenant: OpenTenant,
  context: DecisionContext,
): readonly TenantFact[] => {
  requireScope(context, 'tenant:admin');
  requireActive(tenant, context);
  requireMatch(context, tenant.changes);
  return command.type === 'ChangeTenantSettings'
    ? changeSettings(command, tenant)
    : changeAccess(command, tenant, context.principal);
};

const changeSettings = (
  { data: { settings, approvals } }: TenantCommandOf<'ChangeTenantSettings'>,
  tenant: OpenTenant,
): readonly TenantFact[] => {
  const { approvalPolicy } = tenant;
  if (approvals !== undefined && approvals !== approvalPolicy.approvals) {
    throw reject(
      'APPROVAL_POLICY_REVIEWED',
      `${approvalPolicy.approvals} approvals are in force: propose another approval policy, which others approve`,
    );
  }
  if (canonicalJson(settings) === canonicalJson(tenant.settings)) return [];
  return [{ type: 'TenantSettingsChanged', schemaVersion: 1, data: { settings } }];
};
