import { AggregateId } from '@policy-registry/kernel';
import { z } from 'zod';

import type { Aggregate } from '../aggregate.ts';
import type { Policy } from '../policy/state.ts';
import { BUDGET_LINE_CHARS_MAX, BUDGET_LINES_MAX } from '../simulation/frozen-inputs.ts';
import type { Simulation } from '../simulation/state.ts';
import type { Tenant } from '../tenant/state.ts';
import { BINDING_COMMANDS } from './binding-commands.ts';
import { decide } from './decide.ts';
import { EnvironmentFact, GATE_AGE_MAX_MS } from './events.ts';
import { PROMOTION_COMMANDS } from './promotion-commands.ts';
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
    type: z.literal('SetBudgets'),
    data: z.strictObject({
      environmentId: AggregateId,
      lines: z.array(z.string().max(BUDGET_LINE_CHARS_MAX)).max(BUDGET_LINES_MAX),
      /** Left out: as old as the tenant lets a simulation be that a version is submitted with. */
      simulationAgeMaxMs: z.int().positive().max(GATE_AGE_MAX_MS).optional(),
    }),
  }),
  ...PROMOTION_COMMANDS,
  ...BINDING_COMMANDS,
]);
export type EnvironmentCommand = z.infer<typeof EnvironmentCommand>;
export type EnvironmentNeeds = {
  readonly tenant: Tenant;
  readonly policy: Policy | undefined;
  readonly simulation: Simulation | undefined;
};

/** What binds a version, or takes it off: each looks at the version as its policy has it. */
const OVER_VERSIONS: ReadonlySet<EnvironmentCommand['type']> = new Set([
  'PromoteVersion',
  'RecordPromotionAttestation',
  'ContinueCanary',
  'RollBack',
  'RollOff',
]);

/** Where versions are bound: one stable version per policy and at most one canary, promoted within the impact budgets. */
export const environment: Aggregate<Environment, EnvironmentCommand, EnvironmentFact, EnvironmentNeeds> = {
  type: 'environment',
  Command: EnvironmentCommand,
  commandTypes: EnvironmentCommand.options.map((option) => option.shape.type.value),
  Fact: EnvironmentFact,
  idOf: ({ data }) => data.environmentId,
  needsOf: (command, tenant) => ({
    tenant: { type: 'tenant', id: tenant },
    policy:
      OVER_VERSIONS.has(command.type) && 'policyId' in command.data
        ? { type: 'policy', id: command.data.policyId }
        : undefined,
    simulation:
      command.type === 'PromoteVersion' && command.data.simulationId !== undefined
        ? { type: 'simulation', id: command.data.simulationId }
        : undefined,
  }),
  initialState,
  evolve,
  decide,
};
