import { readBudget } from '@policy-registry/finding';
import { requestDigestOf, toTimestamp, type EpochMs } from '@policy-registry/kernel';

import { bindingOf, type Environment } from '../environment/state.ts';
import { requireScope, requireTenant } from '../guards.ts';
import { wasPublished, type Policy } from '../policy/state.ts';
import { isFull } from '../queue/state.ts';
import { reject } from '../rejection-codes.ts';
import type { SimulationCommandOf } from './commands.ts';
import type { SimulationContext } from './decide.ts';
import { endsByOf } from './deadline.ts';
import { REPLICAS, type SimulationFact } from './events.ts';
import { DEFAULT_SEED, type FrozenInputs } from './frozen-inputs.ts';
import type { Snapshot } from '../snapshot/state.ts';
import { isFlagOn } from '../tenant/flags.ts';
import { simulationLimitsOf } from '../tenant/state.ts';
import { frozenWaivers } from '../waiver/frozen.ts';
import { requireKept } from '../workspace/retention.ts';
import type { Simulation } from './state.ts';

type StartData = SimulationCommandOf<'StartSimulation'>['data'];
type Created = Extract<Policy, { status: 'created' }>;
type Started = Exclude<Simulation, { status: 'absent' }>;

export const start = (
  command: SimulationCommandOf<'StartSimulation'>,
  simulation: Simulation,
  context: SimulationContext,
): readonly SimulationFact[] => {
  const tenant = requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:simulate', 'policy:run');
  const requestDigest = requestDigestOf(command);
  if (simulation.status !== 'absent') return startedBefore(simulation, requestDigest);
  const { data } = command;
  if (data.mode === 'quick' && !isFlagOn(tenant, 'quickSimulations'))
    throw reject('QUICK_SIMULATIONS_OFF', 'the tenant has switched quick simulations off');
  const inputs = frozenInputs(data, context);
  if (data.mode !== 'quick') requirePlace(context);
  const { simulationId, policyId, environmentId, snapshotId } = data;
  return [
    {
      type: 'SimulationRequested',
      schemaVersion: 1,
      data: {
        simulationId,
        policyId,
        environmentId,
        snapshotId,
        inputs,
        ...chosen(data),
        requestDigest,
        requestedBy: context.principal.id,
        requestedAt: toTimestamp(context.now),
        endsBy: endsByOf(context),
      },
    },
  ];
};

/** The same request once more changes nothing; its id is a sender's key, which stands for one request for ever. */
const startedBefore = (simulation: Started, requestDigest: string): readonly SimulationFact[] => {
  if (simulation.requestDigest === undefined || simulation.requestDigest === requestDigest) return [];
  throw reject('SIMULATION_TAKEN', `another request started the simulation ${simulation.simulationId}`);
};

/** How it is evaluated, and who else has to do with it. */
const chosen = ({ mode = 'batch', twin = true, priority = 'normal', ...named }: StartData) => {
  const { engines, shardTuples, sampleTuples, onBehalfOf, runId } = named;
  return {
    mode,
    replicas: mode === 'batch' && twin ? REPLICAS : 1,
    priority,
    ...(engines !== undefined && { engines }),
    ...(shardTuples !== undefined && { shardTuples }),
    ...(sampleTuples !== undefined && { sampleTuples }),
    ...(onBehalfOf !== undefined && { onBehalfOf }),
    ...(runId !== undefined && { runId }),
  };
};

/** Room for one more batch simulation of the tenant. Two at the same moment may both find the last place: the queue turns one away. */
export const requirePlace = ({ needs, tenant }: SimulationContext): void => {
  const limits = simulationLimitsOf(needs.tenant);
  if (needs.queue === undefined || !isFull(needs.queue, limits)) return;
  const { runningMax, waitingMax } = limits;
  throw reject(
    'SIMULATION_QUEUE_FULL',
    `${runningMax} simulations of ${tenant} run and ${waitingMax} wait: try again when one has ended`,
  );
};

/** Resolves every name to a digest; what does not resolve is refused, never guessed. */
const frozenInputs = (data: StartData, { needs, now }: SimulationContext): FrozenInputs => {
  const { policy, snapshot, environment, waivers } = needs;
  if (policy === undefined || policy.status === 'absent') {
    throw reject('POLICY_UNKNOWN', `there is no policy ${data.policyId}`);
  }
  const candidate = candidateOf(data, policy, needs);
  if (environment === undefined || environment.status === 'absent') {
    throw reject('ENVIRONMENT_UNKNOWN', `there is no environment ${data.environmentId}`);
  }
  if (snapshot?.status !== 'frozen') {
    throw reject(
      'INPUTS_UNFROZEN',
      `snapshot ${data.snapshotId} is ${snapshot?.status ?? 'absent'}, not frozen`,
    );
  }
  const setting = settingOf(data, now);
  return {
    snapshotDigest: snapshot.manifestDigest,
    ...budgetsInForce(environment, snapshot),
    ...frozenWaivers(waivers, { ...data, ...setting }),
    base:
      namedBase(data, policy) ?? baseOf(policy, bindingOf(environment, data.policyId).stable, data.version),
    candidate,
    ...setting,
  };
};

const settingOf = ({ evaluatedAt, seed = DEFAULT_SEED, env, captureExplain }: StartData, now: EpochMs) => ({
  evaluatedAt: evaluatedAt ?? toTimestamp(now),
  seed,
  env,
  ...(captureExplain === false && { captureExplain }),
});

const candidateOf = (
  { policyId, version, revision }: StartData,
  policy: Created,
  { workspace }: SimulationContext['needs'],
): FrozenInputs['candidate'] => {
  if (version !== undefined) {
    const { contentDigest, irDigest } = versionOf(policy, policyId, version);
    return { version, contentDigest, irDigest };
  }
  const saved = workspace?.revisions[(revision ?? 0) - 1];
  if (saved === undefined) throw reject('REVISION_UNKNOWN', `the workspace has no revision ${revision}`);
  requireKept(revision ?? 0, workspace, policy);
  if (saved.report === undefined)
    throw reject('REVISION_NOT_COMPILED', `revision ${revision} is still being compiled`);
  if (saved.report.compiled === undefined)
    throw reject('REVISION_HAS_ERRORS', `revision ${revision} does not compile`);
  return { revision, contentDigest: saved.contentDigest, irDigest: saved.report.compiled.irDigest };
};

/** The budgets of the environment; and, only where one asks for the age of the snapshot, when it was frozen. */
const budgetsInForce = (
  { budgets, gates }: Extract<Environment, { status: 'created' }>,
  { frozenAt }: Extract<Snapshot, { status: 'frozen' }>,
): Pick<FrozenInputs, 'budgets' | 'snapshotFrozenAt'> => {
  const { version = 1, lines = [] } = budgets ?? {};
  const isAged =
    gates?.gates.shadow !== undefined ||
    lines.some((line) => readBudget(line).measure.kind === 'snapshot_age');
  return {
    ...(isAged && frozenAt !== undefined && { snapshotFrozenAt: frozenAt }),
    ...(lines.length > 0 && { budgets: { version, lines } }),
  };
};

const namedBase = ({ policyId, base }: StartData, policy: Created): FrozenInputs['base'] | undefined => {
  if (base?.kind !== 'version') return base;
  const { version } = base;
  return { kind: 'version', version, irDigest: versionOf(policy, policyId, version).irDigest };
};

/** The environment's stable version, else the published predecessor that was not recalled, else the empty policy. */
export const baseOf = (
  policy: Created,
  stable: number | undefined,
  candidate: number | undefined,
): FrozenInputs['base'] => {
  const number = stable ?? predecessorOf(policy, candidate) ?? 0;
  const version = policy.versions[number - 1];
  return version === undefined
    ? { kind: 'empty' }
    : { kind: 'version', version: number, irDigest: version.irDigest };
};

/** The last published version before the candidate that nobody recalled: it was what people had. A revision comes after all of them. */
const predecessorOf = ({ versions }: Created, candidate = versions.length + 1): number | undefined => {
  const index = versions.findLastIndex(
    (version, at) => wasPublished(version) && version.state !== 'recalled' && at + 1 < candidate,
  );
  return index < 0 ? undefined : index + 1;
};

const versionOf = ({ versions }: Created, policyId: string, number: number) => {
  const version = versions[number - 1];
  if (version === undefined)
    throw reject('VERSION_UNKNOWN', `the policy ${policyId} has no version ${number}`);
  return version;
};
