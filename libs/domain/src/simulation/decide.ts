import { toTimestamp, type DecisionContext } from '@policy-registry/kernel';

import type { Environment } from '../environment/state.ts';
import { requireScope, requireSystem, requireTenant } from '../guards.ts';
import type { Policy } from '../policy/state.ts';
import { reject } from '../rejection-codes.ts';
import type { Snapshot } from '../snapshot/state.ts';
import type { Tenant } from '../tenant/state.ts';
import type { SimulationCommand, SimulationCommandOf } from './commands.ts';
import { DEFAULT_SEED, type FrozenInputs, type SimulationFact } from './events.ts';
import { recordAttestation, recordFailure, recordPlan, recordReduction, recordShard } from './record.ts';
import type { Simulation } from './state.ts';

export type SimulationNeeds = {
  readonly tenant: Tenant;
  readonly policy: Policy | undefined;
  readonly snapshot: Snapshot | undefined;
  readonly environment: Environment | undefined;
};
export type SimulationContext = DecisionContext<SimulationNeeds>;

export const decide = (
  command: SimulationCommand,
  simulation: Simulation,
  context: SimulationContext,
): readonly SimulationFact[] => {
  if (command.type === 'StartSimulation') return start(command, simulation, context);

  requireSystem(context);
  switch (command.type) {
    case 'RecordPlan':
      return recordPlan(command, simulation);
    case 'RecordShard':
      return recordShard(command, simulation);
    case 'RecordReduction':
      return recordReduction(command, simulation);
    case 'RecordSimulationAttestation':
      return recordAttestation(command, simulation);
    case 'RecordSimulationFailure':
      return recordFailure(command, simulation);
  }
};

const start = (
  { data }: SimulationCommandOf<'StartSimulation'>,
  simulation: Simulation,
  context: SimulationContext,
): readonly SimulationFact[] => {
  requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:simulate', 'policy:run');
  if (simulation.status !== 'absent') return [];

  const { simulationId, policyId, environmentId, snapshotId, shardTuples, runId, onBehalfOf } = data;
  const requestedAt = toTimestamp(context.now);
  return [
    {
      type: 'SimulationRequested',
      schemaVersion: 1,
      data: {
        simulationId,
        policyId,
        environmentId,
        snapshotId,
        inputs: frozenInputs(data, context),
        ...(shardTuples !== undefined && { shardTuples }),
        requestedBy: context.principal.id,
        requestedAt,
        ...(onBehalfOf !== undefined && { onBehalfOf }),
        ...(runId !== undefined && { runId }),
      },
    },
  ];
};

/** Resolves every name to a digest; what does not resolve is refused, never guessed. */
const frozenInputs = (
  data: SimulationCommandOf<'StartSimulation'>['data'],
  { needs, now }: SimulationContext,
): FrozenInputs => {
  const { policy, snapshot, environment } = needs;
  if (policy === undefined || policy.status === 'absent') {
    throw reject('POLICY_UNKNOWN', `there is no policy ${data.policyId}`);
  }
  const candidate = policy.versions[data.version - 1];
  if (candidate === undefined)
    throw reject('VERSION_UNKNOWN', `the policy ${data.policyId} has no version ${data.version}`);
  if (environment === undefined || environment.status === 'absent') {
    throw reject('ENVIRONMENT_UNKNOWN', `there is no environment ${data.environmentId}`);
  }
  if (snapshot?.status !== 'frozen') {
    throw reject(
      'INPUTS_UNFROZEN',
      `snapshot ${data.snapshotId} is ${snapshot?.status ?? 'absent'}, not frozen`,
    );
  }

  return {
    snapshotDigest: snapshot.manifestDigest,
    ...budgetsInForce(environment),
    base: baseOf(policy, environment.stable.get(data.policyId), data.version),
    candidate: {
      version: data.version,
      contentDigest: candidate.contentDigest,
      irDigest: candidate.irDigest,
    },
    evaluatedAt: data.evaluatedAt ?? toTimestamp(now),
    seed: data.seed ?? DEFAULT_SEED,
    env: data.env,
  };
};

const budgetsInForce = ({
  budgets,
}: Extract<Environment, { status: 'created' }>): Pick<FrozenInputs, 'budgets'> =>
  budgets === undefined || budgets.lines.length === 0
    ? {}
    : { budgets: { version: budgets.version, lines: budgets.lines } };

/** The environment's stable version, else the published predecessor, else the empty policy. */
export const baseOf = (
  { versions }: Extract<Policy, { status: 'created' }>,
  stable: number | undefined,
  candidate: number,
): FrozenInputs['base'] => {
  const predecessor = versions.findLastIndex(
    ({ state }, index) => state === 'published' && index + 1 < candidate,
  );
  const number = stable ?? predecessor + 1;
  const version = versions[number - 1];
  return version === undefined
    ? { kind: 'empty' }
    : { kind: 'version', version: number, irDigest: version.irDigest };
};
