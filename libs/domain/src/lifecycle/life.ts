import { parseTimestamp, sha256Hex, type EpochMs, type Principal } from '@policy-registry/kernel';

import { pendingOf } from '../environment/promotion.ts';
import type { Environment } from '../environment/state.ts';
import { versionIn as versionOfPolicy, type Policy, type Version } from '../policy/state.ts';
import { SCOPES } from '../scopes.ts';
import type { SimulationResultRefs } from '../simulation/events.ts';
import { inputsOf, snapshotIdOf } from '../snapshot/inputs.ts';
import { emptyWorld, stateOf, told, type Request, type World } from './world.ts';

// The life of one version, told by commands alone: the world in each state that the version can be in.

/** Whoever asks: the same command from somebody else, or later, is another request. */
export type Ask = (type: string, data: Request['data']) => Request;

export const NOW: EpochMs = parseTimestamp('2026-03-02T09:00:00.000Z') ?? 0;
export const POLICY = 'gate';
export const AUTHOR = 'author';
export const VERSION = { policyId: POLICY, version: 1 };
export const REASONED = { reasonDigest: sha256Hex('reason'), ticketDigest: sha256Hex('ticket') };
export const ENVIRONMENT = 'prod';
export const PROMOTION = { ...VERSION, ...REASONED, environmentId: ENVIRONMENT };
export const SIMULATION = 'simulation';
export const DRAFT = { policyId: POLICY, revision: 1, semver: '1.0.0' };
export const SUBMISSION = { ...VERSION, simulationId: SIMULATION, reviewers: [] };
export const COMMENT = { ...VERSION, isBlocking: false, commentDigest: sha256Hex('comment') };

/** Somebody with every scope there is, who signed in just now. */
export const anybody = (id: string): Principal => ({
  type: 'user',
  id,
  scopes: [...SCOPES],
  isInteractive: true,
  authenticatedAt: NOW,
});
export const registry: Principal = { type: 'system', id: 'registry', scopes: [], isInteractive: false };
export const asking =
  (by: Principal): Ask =>
  (type, data) => ({ type, data, by, now: NOW });

const document = { name: 'web.json', kind: 'trivy', digest: sha256Hex('web.json'), size: 1 } as const;
export const SNAPSHOT = snapshotIdOf(inputsOf([document]));
export const RESULT: SimulationResultRefs = {
  resultDigest: sha256Hex('result'),
  evidenceDigest: sha256Hex('evidence'),
  evidenceBytes: 1,
  counts: { newly_blocked: 4, unchanged: 6 },
  tuples: 10,
  coverage: { rules: 1, rulesHit: 1, tuplesMissingEvidence: 0 },
};
export const REVIEWED = { evidenceDigest: RESULT.evidenceDigest };

const author = asking(anybody(AUTHOR));
const records = asking(registry);

type Simulated = {
  readonly simulationId: string;
  readonly policyId: string;
  readonly version: number;
  readonly snapshotId: string;
  readonly environmentId: string;
};

/** A batch simulation of one shard, evaluated twice, to its success. */
export const simulated = (
  ask: Ask,
  record: Ask,
  simulation: Simulated,
  refs: SimulationResultRefs,
): readonly Request[] => {
  const { simulationId } = simulation;
  const planDigest = sha256Hex('plan');
  const { tuples, resultDigest } = refs;
  const shard = {
    ...{ simulationId, planDigest, index: 0, tuples },
    ...{ partialDigest: sha256Hex('partial'), runner: 'runner-1' },
  };
  return [
    ask('StartSimulation', { ...simulation, env: {} }),
    record('RecordPlan', { simulationId, engine: 'stella@1.0.0', planDigest, shards: 1, tuples }),
    record('RecordShard', { ...shard, replica: 0 }),
    record('RecordShard', { ...shard, replica: 1 }),
    record('RecordReduction', { simulationId, result: refs }),
    record('RecordSimulationAttestation', {
      ...{ simulationId, resultDigest, isWorm: false },
      ...{ attestationId: sha256Hex(simulationId), keyId: sha256Hex('key') },
    }),
  ];
};

/** The version as the policy has it; `undefined` before it was made. */
export const versionIn = (world: World, number = 1, policyId = POLICY): Version | undefined =>
  // Folded by the policy's own evolve.
  versionOfPolicy(stateOf(world, { type: 'policy', id: policyId }) as Policy, number);

/** What a reviewer confirms to have looked at. */
export const approvalIn = (world: World, of = VERSION) => ({
  ...{ ...of, ...REASONED, ...REVIEWED },
  contentDigest: versionIn(world, of.version)?.contentDigest ?? sha256Hex('none'),
});

/** What the signer reports of the last attempt to publish. */
export const attestationIn = (world: World, of = VERSION) => {
  const { publication } = versionIn(world, of.version) ?? {};
  const { attempt = 1, statementDigest = sha256Hex('none') } = publication ?? {};
  const attestationId = sha256Hex('bundle');
  return { ...of, attempt, statementDigest, attestationId, keyId: sha256Hex('key') };
};

/** What the signer reports of the last attempt to promote the policy. */
export const promotionAttestationIn = (world: World, environmentId = ENVIRONMENT) => {
  // Folded by the environment's own evolve.
  const environment = stateOf(world, { type: 'environment', id: environmentId }) as Environment;
  const { promotions } = environment.status === 'absent' ? {} : environment;
  return {
    ...{ environmentId, policyId: POLICY },
    attempt: promotions?.get(POLICY)?.attempt ?? 1,
    statementDigest: pendingOf(promotions, POLICY)?.statementDigest ?? sha256Hex('none'),
    ...{ attestationId: sha256Hex('promotion'), keyId: sha256Hex('key') },
  };
};

/** The world in which what was asked to be promoted is signed, and bound. */
export const signedPromotion = (world: World, environmentId = ENVIRONMENT): World =>
  told(world, records('RecordPromotionAttestation', promotionAttestationIn(world, environmentId)));

const beginning = (): readonly Request[] => [
  records('OpenTenant', {
    tenantId: 'acme',
    settings: { authenticationAgeMaxMs: 300_000, simulationAgeMaxMs: 86_400_000 },
    approvals: 1,
  }),
  records('CreateEnvironment', { environmentId: ENVIRONMENT, name: 'Production', order: 3 }),
  author('CreatePolicy', { policyId: POLICY, name: 'Gate', description: '', tags: [] }),
  author('SaveWorkspace', {
    policyId: POLICY,
    files: [{ path: 'policy.stella', size: 1, sha256: sha256Hex('policy') }],
  }),
  records('RecordCompilation', {
    policyId: POLICY,
    revision: 1,
    report: {
      ...{ engine: 'stella@1.0.0', diagnostics: [], diagnosticsTotal: 0, warnings: 0 },
      compiled: { irDigest: sha256Hex('ir'), isShadow: false, rules: 1, complexity: 1 },
      tests: { total: 0, failed: 0, failures: [], reportDigest: sha256Hex('tests') },
    },
  }),
  author('ImportSnapshot', { documents: [document] }),
  records('RecordImport', {
    ...{ snapshotId: SNAPSHOT, attempt: 1 },
    outcome: {
      ...{ ok: true, manifestDigest: sha256Hex('manifest'), importer: 'facts@1', tuples: 10, shards: 1 },
      counts: { received: 10, accepted: 10, rejected: 0, duplicate: 0 },
    },
  }),
];

const outsider = asking(anybody('outsider'));

type Step = (before: World) => readonly Request[];

/** Two threads that keep nothing back, of which the second is resolved. */
const talk = (of: typeof VERSION): readonly Request[] => [
  outsider('StartThread', { ...COMMENT, ...of }),
  outsider('StartThread', { ...COMMENT, ...of }),
  outsider('ResolveThread', { ...of, thread: 2 }),
];

/** From nothing to published: each state by its name, and what is asked in the state before it to come there. */
const lifeOf = (
  version: number,
  { simulationId, semver }: { readonly simulationId: string; readonly semver: string },
): readonly (readonly [string, Step])[] => {
  const of = { policyId: POLICY, version };
  const simulation = { simulationId, ...of, snapshotId: SNAPSHOT, environmentId: ENVIRONMENT };
  const create = author('CreateVersion', { ...DRAFT, semver });
  return [
    ['draft', () => [create, ...simulated(author, records, simulation, RESULT), ...talk(of)]],
    ['submitted', () => [author('SubmitVersion', { ...SUBMISSION, ...of, simulationId })]],
    ['approved', (before) => [outsider('ApproveVersion', approvalIn(before, of))]],
    ['being signed', () => [outsider('PublishVersion', { ...of, ...REASONED })]],
    ['published', (before) => [records('RecordPublicationAttestation', attestationIn(before, of))]],
  ];
};

const STATES: readonly (readonly [string, Step])[] = [
  ['no version', beginning],
  ...lifeOf(1, { simulationId: SIMULATION, semver: DRAFT.semver }),
  ['deprecated', () => [outsider('DeprecateVersion', { ...VERSION, ...REASONED })]],
  ['archived', () => [outsider('ArchiveVersion', { ...VERSION, ...REASONED })]],
];
/** Where another way leads from a state before the last. */
const RECALLED = {
  state: 'recalled',
  from: 'published',
  request: outsider('RecallVersion', { ...VERSION, ...REASONED }),
};

/** A world with three published versions, of which none is bound. */
export const threePublished = (): World => {
  const lives = [1, 2, 3].flatMap((version) =>
    lifeOf(version, { simulationId: `simulation-${version}`, semver: `1.${version}.0` }),
  );
  return [beginning, ...lives.map(([, step]) => step)].reduce<World>(
    (world, step: Step) => step(world).reduce(told, world),
    emptyWorld,
  );
};

export type Stage = { readonly state: string; readonly world: World };

/** The worlds in which the version is in each of its states, in the order of its life; the other end of it last. */
export const stages = (): readonly Stage[] => {
  let world = emptyWorld;
  const stages = STATES.map(([state, requestsIn]) => {
    world = requestsIn(world).reduce(told, world);
    return { state, world };
  });
  const published = stages.find(({ state }) => state === RECALLED.from)?.world ?? emptyWorld;
  return [...stages, { state: RECALLED.state, world: told(published, RECALLED.request) }];
};
