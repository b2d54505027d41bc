import { Tenant as TenantToken } from '@policy-registry/kernel';
import { z } from 'zod';

import type { Aggregate } from '../aggregate.ts';
import { requireSystem } from '../guards.ts';
import { ApprovalPolicy, TenantFact, TenantSettings } from './events.ts';
import { evolve, initialState, type Tenant } from './state.ts';

export const OpenTenant = z.strictObject({
  type: z.literal('OpenTenant'),
  data: z.strictObject({
    tenantId: TenantToken,
    settings: TenantSettings,
    approvals: ApprovalPolicy.shape.approvals,
  }),
});
export type OpenTenant = z.infer<typeof OpenTenant>;

/** The isolation boundary itself: what it allows, and the approval policy that reviews run under. */
export const tenant: Aggregate<Tenant, OpenTenant, TenantFact, Record<never, never>> = {
  type: 'tenant',
  Command: OpenTenant,
  commandTypes: ['OpenTenant'],
  Fact: TenantFact,
  idOf: ({ data }) => data.tenantId,
  needsOf: () => ({}),
  initialState,
  evolve,
  decide: ({ data }, state, context) => {
    requireSystem(context);
    if (state.status === 'open') return [];
    return [
      { type: 'TenantOpened', schemaVersion: 1, data: { settings: data.settings } },
      { type: 'ApprovalPolicySet', schemaVersion: 1, data: { version: 1, approvals: data.approvals } },
    ];
  },
};
