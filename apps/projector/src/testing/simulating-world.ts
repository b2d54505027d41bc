import { inputsOf, jobSubject, snapshotIdOf, type Job, type JobOf } from '@policy-registry/domain';
import {
  base32,
  reactionIdOf,
  sha256Hex,
  sha256OfFields,
  type CommandEnvelope,
} from '@policy-registry/kernel';
import { createLogger, createMetrics } from '@policy-registry/platform';
import type { RunStatus } from '@policy-registry/contracts';

import { stateCache } from '../decide/state-cache.ts';
import {
  createEnvironment,
  createPolicy,
  NOW,
  openTenant,
  registry as byRegistry,
  saveWorkspace,
} from './commands.ts';
import { emptyRegistry } from './deciding.ts';
import { reactor } from '../react/reactor.ts';
import { shardReleaser } from '../react/release-shards.ts';

// The decider, the reactor and the release together, on a log and a work queue in memory: commands, events and jobs are
// taken in any order that a seed draws, as brokers and crashes would have it, until nothing is left to do.

export const LIMITS = { simulationsRunningMax: 2, simulationsWaitingMax: 3, shardCredit: 3 };

export type WorldOptions = {
  /** Called with the types of the facts that the first projector is about to append. */
  readonly beforeAppend?: (facts: readonly string[]) => Promise<void>;
};

/** One tenant's registry with everything that moves it, one step at a time. */
export const world = async ({ beforeAppend = async () => undefined }: WorldOptions = {}) => {
  const { log, projector } = emptyRegistry();
  const decide = projector({
    ...log,
    append: async (aggregate, expectedSeq, event) => {
      await beforeAppend(event.facts.map(({ type }) => type));
      return log.append(aggregate, expectedSeq, event);
    },
  });
  const decideElsewhere = projector();
  const states = stateCache(log);
  const commands: CommandEnvelope[] = [];
  const jobs = new Map<string, Job>();
  const known = new Set<string>();
  const statuses: RunStatus[] = [];
  let reacted = 0;
  let widest = 0;
  const isShard = ({ kind }: Job): boolean => kind === 'shard';
  const publishJob = async (job: Job): Promise<boolean> => {
    const subject = jobSubject(job);
    if (known.has(subject)) return false;
    known.add(subject);
    jobs.set(job.jobId, job);
    widest = Math.max(widest, [...jobs.values()].filter(isShard).length);
    return true;
  };
  const shardsOf = async () => new Set([...jobs.values()].filter(isShard).map(({ jobId }) => jobId));
  const release = shardReleaser({ states, queued: { shardsOf }, publishJob });
  const react = reactor({
    log,
    states,
    publishJob,
    publishCommand: async (command) => {
      commands.push(command);
      return 'stored';
    },
    releaseShards: release,
    openTenant: async () => undefined,
    publishRunStatus: (status) => void statuses.push(status),
    logger: createLogger({ app: 'projector', instance: 'spec', level: 'silent' }),
    metrics: createMetrics('projector'),
    nowMs: () => NOW,
  });
  const { settings } = openTenant.data as { settings: object };
  const open = { ...openTenant, data: { ...openTenant.data, settings: { ...settings, ...LIMITS } } };
  for (const command of [open, ...before]) {
    const { status } = await decide(command, NOW);
    if (status !== 'accepted') throw new Error(`${command.type} is ${status}`);
  }

  return {
    commands,
    jobs,
    /** What was tried once: a step of a simulation. */
    tried: new Set<string>(),
    statuses,
    release: () => release('acme'),
    widest: () => widest,
    decide: (command: CommandEnvelope, now = NOW) => decide(command, now),
    /** By another projector on the same log. */
    decideElsewhere: (command: CommandEnvelope) => decideElsewhere(command, NOW),
    hasNews: () => reacted < log.messages().length,
    /** Reacts to the next event, or to the last one once more. */
    react: async (isAgain: boolean): Promise<void> => {
      if (!isAgain) reacted += 1;
      const message = log.messages()[reacted - 1];
      if (message !== undefined) await react({ ...message, storedAtMs: NOW, traceparent: undefined });
    },
    facts: () =>
      log.messages().flatMap(({ bytes }) => listOf(JSON.parse(new TextDecoder().decode(bytes)).facts)),
    statusOf: async (id: string) =>
      String(
        Reflect.get(
          Object((await states.loadLatest({ tenant: 'acme', type: 'simulation', id })).state),
          'status',
        ),
      ),
    queue: async () => (await states.loadLatest({ tenant: 'acme', type: 'queue', id: 'simulations' })).state,
  };
};
export type World = Awaited<ReturnType<typeof world>>;

type Told = { readonly type: string; readonly data: Readonly<Record<string, unknown>> };
const listOf = (value: unknown): readonly Told[] => (Array.isArray(value) ? value : []);

const fromSystem = (commandId: string, type: string, data: Told['data']): CommandEnvelope => ({
  commandId,
  tenant: 'acme',
  type,
  data,
  principal: byRegistry,
  notAfter: '2026-03-02T21:00:00.000Z',
  correlationId: 'c',
});

export const byPerson = (commandId: string, type: string, data: Told['data']): CommandEnvelope => ({
  ...fromSystem(base32(sha256OfFields(commandId)), type, data),
  principal: {
    type: 'user',
    id: 'u-ann',
    scopes: ['policy:author', 'policy:simulate'],
    isInteractive: true,
    authenticatedAt: NOW,
  },
});

const policyId = 'pay-gate';
const digest = sha256Hex('x');
const document = { name: 'web.json', kind: 'trivy', digest, size: 1 } as const;
const snapshotId = snapshotIdOf(inputsOf([document]));
export const simulated = { policyId, version: 1, snapshotId, environmentId: 'prod', env: {} };
const compiled = { irDigest: digest, isShadow: false, rules: 1, complexity: 1 };
const counts = { received: 1, accepted: 1, rejected: 0, duplicate: 0 };
const frozen = { ok: true, manifestDigest: digest, importer: 'i@1', tuples: 9, shards: 1, counts };

/** What there must be before something can be simulated. */
const before: readonly CommandEnvelope[] = [
  createEnvironment,
  createPolicy,
  saveWorkspace('save', 'x'),
  fromSystem('compiled', 'RecordCompilation', {
    policyId,
    revision: 1,
    report: { engine: 'e', compiled, diagnostics: [], diagnosticsTotal: 0 },
  }),
  byPerson('draft', 'CreateVersion', { policyId, revision: 1, semver: '1.0.0' }),
  byPerson('import', 'ImportSnapshot', { documents: [document] }),
  fromSystem('imported', 'RecordImport', { snapshotId, attempt: 1, outcome: frozen }),
];

export type Asked = {
  readonly shards: number;
  readonly replicas: number;
  readonly failing: readonly number[];
  /** Steps besides the shards that fail when they are first tried. */
  readonly stumbling: readonly string[];
};

/** The answer of a runner to a job; the shards and steps named fail at their first attempt. */
const answerTo = (job: Job, { shards, failing, stumbling }: Asked, isFirst: boolean): CommandEnvelope => {
  const answer = (type: string, data: Told['data']) =>
    fromSystem(reactionIdOf(job.jobId, 'answer'), type, data);
  const { simulationId } = job.data as JobOf<'plan'>['data'];
  const digest = sha256Hex(simulationId);
  if (isFirst && stumbling.includes(job.kind))
    return answer('RecordSimulationFailure', { simulationId, code: 'JOB_ABANDONED', detail: '' });
  switch (job.kind) {
    case 'plan':
      return answer('RecordPlan', { simulationId, engine: 'e', planDigest: digest, shards, tuples: shards });
    case 'shard': {
      const { index, replica, attempt = 1, planDigest } = job.data;
      const unit = { simulationId, planDigest, index, replica, attempt, runner: 'r' };
      return failing.includes(index) && attempt === 1
        ? answer('RecordShardFailure', { ...unit, code: 'ENGINE_UNAVAILABLE', detail: '' })
        : answer('RecordShard', { ...unit, partialDigest: sha256Hex(`${simulationId} ${index}`), tuples: 1 });
    }
    case 'reduce':
      return answer('RecordReduction', {
        simulationId,
        result: {
          resultDigest: digest,
          evidenceDigest: digest,
          evidenceBytes: 1,
          counts: {},
          tuples: shards,
          coverage: { rules: 0, rulesHit: 0, tuplesMissingEvidence: 0 },
        },
      });
    default:
      return answer('RecordSimulationAttestation', {
        simulationId,
        resultDigest: digest,
        attestationId: digest,
        keyId: digest,
        isWorm: false,
      });
  }
};

/** Takes steps in the order that the numbers draw, some of them twice, until nothing is left. */
export const run = async (
  of: World,
  asked: ReadonlyMap<string, Asked>,
  draw: () => number,
): Promise<void> => {
  const { commands, jobs } = of;
  const tried = of.tried;
  for (;;) {
    const moves = [
      ...(commands.length > 0 ? (['decide'] as const) : []),
      ...(jobs.size > 0 ? (['work'] as const) : []),
      ...(of.hasNews() ? (['react'] as const) : []),
    ];
    const move = moves[draw() % Math.max(1, moves.length)];
    if (move === 'decide') {
      const [command] = commands.splice(draw() % commands.length, 1);
      if (command !== undefined) await of.decide(command);
    } else if (move === 'work') {
      const job = [...jobs.values()][draw() % jobs.size];
      if (job === undefined) continue;
      if ('simulationId' in job.data) {
        const step = `${job.data.simulationId} ${job.kind}`;
        commands.push(answerTo(job, asked.get(job.data.simulationId) ?? NOTHING, !tried.has(step)));
        tried.add(step);
      }
      jobs.delete(job.jobId);
    } else if (move === 'react') {
      await of.react(false);
      if (draw() % 4 === 0) await of.react(true);
    } else if ((await of.release()).jobs === 0) return;
  }
};
const NOTHING: Asked = { shards: 1, replicas: 1, failing: [], stumbling: [] };
