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
