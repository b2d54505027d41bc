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
import { SCHEDULE_COMMANDS } from './schedule/commands.ts';
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
  ...SCHEDULE_COMMANDS,
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
  'SchedulePromotion',
  'ResumeScheduledPromotion',
  'ExecuteScheduledPromotion',
  'RecordPromotionAttestation',
  'ContinueCanary',
  'RollBack',
  'RollOff',
]);

/** The environment before this one: as it is to be named, or, for a promotion, as the gates in force name it. */
const previousOf = (command: EnvironmentCommand, environment: Environment): string | undefined => {
  if (command.type === 'SetGates') return command.data.gates.previousEnvironment?.environmentId;
  return PASSES_GATES.has(command.type) && environment.status === 'created'
    ? environment.gates?.gates.previousEnvironment?.environmentId
    : undefined;
};

const PASSES_GATES: ReadonlySet<EnvironmentCommand['type']> = new Set([
  'PromoteVersion',
  'BreakGlass',
  'ExecuteScheduledPromotion',
]);

/** The simulation that a command names, or that what is scheduled does. */
const simulationOf = (command: EnvironmentCommand, environment: Environment): string | undefined => {
  if (command.type === 'ExecuteScheduledPromotion' && environment.status === 'created')
    return environment.schedules?.get(command.data.policyId)?.simulationId;
  return 'simulationId' in command.data ? command.data.simulationId : undefined;
};

/** The waivers that a simulation was given are looked at anew where one is promoted by it. */
const waiversOf = (command: EnvironmentCommand, environment: Environment): NeededAggregate | undefined =>
  (command.type === 'PromoteVersion' || command.type === 'ExecuteScheduledPromotion') &&
  simulationOf(command, environment) !== undefined
    ? { type: 'waiver', id: command.data.policyId }
    : undefined;

const simulationNamed = (id: string | undefined): NeededAggregate | undefined =>
  id === undefined ? undefined : { type: 'simulation', id };

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
    simulation: simulationNamed(simulationOf(command, state)),
    previous: environmentNamed(previousOf(command, state)),
    waivers: waiversOf(command, state),
  }),
  initialState,
  evolve,
  decide,
};
