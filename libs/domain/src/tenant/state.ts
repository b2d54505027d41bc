import type { ApprovalPolicy, TenantFact, TenantSettings } from './events.ts';

/** The settings and the approval policy in force. */
export type Tenant =
  | { readonly status: 'absent' }
  | { readonly status: 'open'; readonly settings: TenantSettings; readonly approvalPolicy: ApprovalPolicy };

export const initialState: Tenant = { status: 'absent' };

const UNSET: ApprovalPolicy = { version: 1, approvals: 1 };

export const evolve = (tenant: Tenant, fact: TenantFact): Tenant => {
  switch (fact.type) {
    case 'TenantOpened':
      return { status: 'open', settings: fact.data.settings, approvalPolicy: UNSET };
    case 'ApprovalPolicySet':
      return tenant.status === 'open' ? { ...tenant, approvalPolicy: fact.data } : tenant;
  }
};

/** Of a tenant's batch simulations: how many run and wait at once, and how many of their shards are with the runners. */
export type SimulationLimits = {
  readonly runningMax: number;
  readonly waitingMax: number;
  readonly shardCredit: number;
};

export const simulationLimitsOf = (tenant: Tenant): SimulationLimits => {
  const settings = tenant.status === 'open' ? tenant.settings : undefined;
  const { simulationsRunningMax = 10, simulationsWaitingMax = 100, shardCredit = 8 } = settings ?? {};
  return { runningMax: simulationsRunningMax, waitingMax: simulationsWaitingMax, shardCredit };
};
