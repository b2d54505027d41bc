import { evolveAccess, NO_ACCESS, type Access } from './access.ts';
import type { ApprovalPolicy, ApprovalRules } from './approval-rules.ts';
import type { TenantFact, TenantSettings } from './events.ts';

/** Another approval policy that somebody wants, with who agreed so far. */
export type Proposal = {
  readonly proposal: number;
  readonly by: string;
  readonly rules: ApprovalRules;
  readonly approvals: readonly { readonly approver: string; readonly groups: readonly string[] }[];
};

/** The settings and the approval policy in force, and who is granted what. */
export type Tenant =
  | { readonly status: 'absent' }
  | {
      readonly status: 'open';
      readonly settings: TenantSettings;
      readonly approvalPolicy: ApprovalPolicy;
      /** The one that is open, and how many there were. */
      readonly proposal: Proposal | undefined;
      readonly proposals: number;
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
    const noProposal = { approvalPolicy: UNSET, proposal: undefined, proposals: 0 };
    return { status: 'open', settings, ...noProposal, isSuspended: false, access: NO_ACCESS, changes: 1 };
  }
  return tenant.status === 'open' ? { ...evolveOpen(tenant, fact), changes: tenant.changes + 1 } : tenant;
};

const evolveOpen = (tenant: OpenTenant, fact: Exclude<TenantFact, { type: 'TenantOpened' }>): OpenTenant => {
  switch (fact.type) {
    case 'ApprovalPolicySet': {
      const { review: _review, ...approvalPolicy } = fact.data;
      return { ...tenant, approvalPolicy, proposal: undefined };
    }
    case 'ApprovalPolicyProposed': {
      const { proposal, by, rules } = fact.data;
      return { ...tenant, proposal: { proposal, by, rules, approvals: [] }, proposals: proposal };
    }
    case 'ApprovalPolicyApproved': {
      const { by: approver, groups } = fact.data;
      const { proposal } = tenant;
      return proposal === undefined
        ? tenant
        : { ...tenant, proposal: { ...proposal, approvals: [...proposal.approvals, { approver, groups }] } };
    }
    case 'ApprovalPolicyWithdrawn':
      return { ...tenant, proposal: undefined };
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
