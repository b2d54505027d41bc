import { AggregateId, Sha256 } from '@policy-registry/kernel';
import { z } from 'zod';

import type { Aggregate } from '../aggregate.ts';
import type { Policy } from '../policy/state.ts';
import type { Tenant } from '../tenant/state.ts';
import { decide } from './decide.ts';
import { EnvironmentFact } from './events.ts';
import { evolve, initialState, type Environment } from './state.ts';

export const EnvironmentCommand = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('CreateEnvironment'),
    data: z.strictObject({
      environmentId: AggregateId,
      name: z.string().min(1).max(120),
      order: z.int().nonnegative().max(1_000),
    }),
  }),
  z.strictObject({
    type: z.literal('PromoteVersion'),
    data: z.strictObject({
      environmentId: AggregateId,
      policyId: AggregateId,
      version: z.int().positive(),
      reasonDigest: Sha256.optional(),
      ticketDigest: Sha256.optional(),
    }),
  }),
]);
export type EnvironmentCommand = z.infer<typeof EnvironmentCommand>;
export type EnvironmentNeeds = { readonly tenant: Tenant; readonly policy: Policy | undefined };

/** Where versions are bound: one stable version per policy. */
export const environment: Aggregate<Environment, EnvironmentCommand, EnvironmentFact, EnvironmentNeeds> = {
  type: 'environment',
  Command: EnvironmentCommand,
  commandTypes: ['CreateEnvironment', 'PromoteVersion'],
  Fact: EnvironmentFact,
  idOf: ({ data }) => data.environmentId,
  needsOf: (command, tenant) => ({
    tenant: { type: 'tenant', id: tenant },
    policy: command.type === 'PromoteVersion' ? { type: 'policy', id: command.data.policyId } : undefined,
  }),
  initialState,
  evolve,
  decide,
};
