import { AggregateId, type NeededAggregate } from '@policy-registry/kernel';
import { z } from 'zod';

import type { Aggregate } from '../aggregate.ts';
import type { Policy } from '../policy/state.ts';
import type { Simulation } from '../simulation/state.ts';
import type { Tenant } from '../tenant/state.ts';
import type { Waivers } from '../waiver/state.ts';
import { BINDING_COMMANDS } from './binding-commands.ts';
import { BREAK_GLASS_COMMANDS } from './break-glass/commands.ts';
import { decide } from './decide.ts';
import { EnvironmentFact } from './events.ts';
import { GATE_COMMANDS } from './gates/commands.ts';
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
  ...GATE_COMMANDS,
  ...BREAK_GLASS_COMMANDS,
  ...PROMOTION_COMMANDS,
  ...BINDING_COMMANDS,
]);
export type EnvironmentCommand = z.infer<typeof EnvironmentCommand>;
export type EnvironmentNeeds = {
  readonly tenant: Tenant;
  readonly policy: Policy | undefined;
  readonly simulation: Simulation | undefined;
  /** The environment that the gates name as the one before this one. */
  readonly previous: Environment | undefined;
  /** Of the policy, where a promotion names a simulation. */
  readonly waivers?: Waivers | undefined;
};

/** What binds a version, is to, or takes it off: each looks at the version as its policy has it. */
const OVER_VERSIONS: ReadonlySet<EnvironmentCommand['type']> = new Set([
  'PromoteVersion',
  'ApprovePromotion',
  'BreakGlass',
  'ReviewBreakGlass',
  'EndBreakGlass',
  'RecordPromotionAttestation',
  'ContinueCanary',
  'RollBack',
  'RollOff',
]);

/** The environment before this one: as it is to be named, or, for a promotion, as the gates in force name it. */
const previousOf = (command: EnvironmentCommand, environment: Environment): string | undefined => {
  if (command.type === 'SetGates') return command.data.gates.previousEnvironment?.environmentId;
  return (command.type === 'PromoteVersion' || command.type === 'BreakGlass') &&
    environment.status === 'created'
    ? environment.gates?.gates.previousEnvironment?.environmentId
    : undefined;
};

const environmentNamed = (id: string | undefined): NeededAggregate | undefined =>
  id === undefined ? undefined : { type: 'environment', id };

/** Where versions are bound: one stable version per policy and at most one canary, promoted through the gates. */
export const environment: Aggregate<Environment, EnvironmentCommand, EnvironmentFact, EnvironmentNeeds> = {
  type: 'environment',
  Command: EnvironmentCommand,
  commandTypes: EnvironmentCommand.options.map((option) => option.shape.type.value),
  Fact: EnvironmentFact,
  idOf: ({ data }) => data.environmentId,
  needsOf: (command, tenant, state) => ({
    tenant: { type: 'tenant', id: tenant },
    policy:
      OVER_VERSIONS.has(command.type) && 'policyId' in command.data
        ? { type: 'policy', id: command.data.policyId }
        : undefined,
    simulation:
      'simulationId' in command.data && command.data.simulationId !== undefined
        ? { type: 'simulation', id: command.data.simulationId }
        : undefined,
    previous: environmentNamed(previousOf(command, state)),
    waivers:
      command.type === 'PromoteVersion' && command.data.simulationId !== undefined
        ? { type: 'waiver', id: command.data.policyId }
        : undefined,
  }),
  initialState,
  evolve,
  decide,
};
