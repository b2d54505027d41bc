import { evolveAccess, NO_ACCESS, type Access } from './access.ts';
import type { ApprovalPolicy, TenantFact, TenantSettings } from './events.ts';

/** The settings and the approval policy in force, and who is granted what. */
export type Tenant =
  | { readonly status: 'absent' }
  | {
      readonly status: 'open';
      readonly settings: TenantSettings;
      readonly approvalPolicy: ApprovalPolicy;
      readonly isSuspended: boolean;
      readonly access: Access;
      /** Facts it has had; its revision. */
      readonly changes: number;
    };
export type OpenTenant = Extract<Tenant, { status: 'open' }>;

export const initialState: Tenant = { status: 'absent' };

const UNSET: ApprovalPolicy = { version: 1, approvals: 1 };

export const evolve = (tenant: Tenant, fact: TenantFact): Tenant => {
  if (fact.type === 'TenantOpened') {
    const { settings } = fact.data;
    const nothingElse = { approvalPolicy: UNSET, isSuspended: false, access: NO_ACCESS, changes: 1 };
    return { status: 'open', settings, ...nothingElse };
  }
  return tenant.status === 'open' ? { ...evolveOpen(tenant, fact), changes: tenant.changes + 1 } : tenant;
};

const evolveOpen = (tenant: OpenTenant, fact: Exclude<TenantFact, { type: 'TenantOpened' }>): OpenTenant => {
  switch (fact.type) {
    case 'ApprovalPolicySet':
      return { ...tenant, approvalPolicy: fact.data };
    case 'TenantSettingsChanged':
      return { ...tenant, settings: fact.data.settings };
    case 'TenantSuspended':
      return { ...tenant, isSuspended: true };
    case 'TenantResumed':
      return { ...tenant, isSuspended: false };
    default:
      return { ...tenant, access: evolveAccess(tenant.access, fact) };
  }
};

/** Of a tenant's simulations: how many batches run and wait at once, how many shards are with the runners, how long one may take. */
export type SimulationLimits = {
  readonly runningMax: number;
  readonly waitingMax: number;
  readonly shardCredit: number;
  readonly durationMaxMs: number;
};

export const simulationLimitsOf = (tenant: Tenant): SimulationLimits => {
  const settings = tenant.status === 'open' ? tenant.settings : undefined;
  const { simulationsRunningMax: runningMax = 10, simulationsWaitingMax: waitingMax = 100 } = settings ?? {};
  const { shardCredit = 8, simulationDurationMaxMs: durationMaxMs = 24 * 3_600_000 } = settings ?? {};
  return { runningMax, waitingMax, shardCredit, durationMaxMs };
};
