import type { Aggregate } from '../aggregate.ts';
import { TenantCommand } from './commands.ts';
import { decide } from './decide.ts';
import { TenantFact } from './events.ts';
import { evolve, initialState, type Tenant } from './state.ts';

/** The isolation boundary itself: what it allows, the approval policy that reviews run under, and who is granted what. */
export const tenant: Aggregate<Tenant, TenantCommand, TenantFact, Record<never, never>> = {
  type: 'tenant',
  Command: TenantCommand,
  commandTypes: TenantCommand.options.map(({ shape }) => shape.type.value),
  Fact: TenantFact,
  idOf: ({ data }) => data.tenantId,
  needsOf: () => ({}),
  initialState,
  evolve,
  decide,
};
