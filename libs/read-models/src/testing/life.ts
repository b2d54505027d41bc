import { consumerFacts } from './consumer-facts.ts';
import { fact, historyOf, sha, type Said } from './history.ts';

// One life of a policy, in which every fact that there is happens at least once.

export const web = { name: 'web.json', kind: 'trivy', digest: sha('web.json'), size: 100 };
export const inputs = { sbomSet: ['web.json'], advisoryCursor: 'adv-1', vexCursor: 'vex-1' };
export const mainFile = { path: 'main.stella', size: 6, sha256: sha('rule r') };
export const report = {
  engine: 'stella@1.0.0',
  compiled: { irDigest: sha('ir'), isShadow: false, rules: 1, complexity: 2 },
  diagnostics: [],
  diagnosticsTotal: 0,
};
export const frozen = {
  snapshotDigest: sha('manifest'),
  base: { kind: 'empty' },
  candidate: { version: 1, contentDigest: sha('content'), irDigest: sha('ir') },
  evaluatedAt: '2026-03-02T08:00:00.000Z',
  seed: 7,
  env: { region: 'eu' },
};
export const result = {
  resultDigest: sha('result'),
  evidenceDigest: sha('evidence'),
  evidenceBytes: 2_048,
  counts: { newly_blocked: 4, unchanged: 6 },
  tuples: 10,
  coverage: { rules: 1, rulesHit: 1, tuplesMissingEvidence: 0 },
};
export const binding = {
  contentDigest: sha('content'),
  irDigest: sha('ir'),
  evidenceDigest: sha('evidence'),
  approvalPolicyVersion: 1,
};
export const statement = {
  tenant: 'acme',
  policyId: 'pay-gate',
  version: 1,
  semver: '1.0.0',
  contentDigest: sha('content'),
  irDigest: sha('ir'),
  requestedBy: 'u-pat',
  requestedAt: '2026-03-02T12:00:00.000Z',
  reasonDigest: sha('reason'),
  ticketDigest: sha('ticket'),
  approvals: [{ approver: 'u-ben', at: '2026-03-02T12:00:00.000Z', binding }],
  simulation: { simulationId: 'sim-1', resultDigest: sha('result'), evidenceDigest: sha('evidence') },
};

export const settings = { authenticationAgeMaxMs: 300_000, simulationAgeMaxMs: 86_400_000 };
const ofVersion = { policyId: 'pay-gate', version: 1 };
const promotedVersion = {
  ...{ environmentId: 'prod', ...ofVersion, semver: '1.0.0' },
  ...{ contentDigest: sha('content'), irDigest: sha('ir') },
};
export const promotionStatement = {
  ...{ tenant: 'acme', ...promotedVersion, previousVersion: 1 },
  ...{ requestedBy: 'u-pat', requestedAt: '2026-03-02T12:00:26.000Z' },
  ...{ reasonDigest: sha('reason'), ticketDigest: sha('ticket') },
  approvals: [{ approver: 'u-ben', at: '2026-03-02T12:00:00.000Z' }],
};
const ofPromotion = { environmentId: 'prod', ...ofVersion };

export const facts = {
  opened: fact('TenantOpened', { settings }),
  approvalPolicy: fact('ApprovalPolicySet', { version: 1, approvals: 2 }),
  environment: fact('EnvironmentCreated', { environmentId: 'prod', name: 'Production', order: 3 }),
  policy: fact('PolicyCreated', {
    policyId: 'pay-gate',
    name: 'Payment gate',
    description: 'ü',
    tags: ['tier0'],
  }),
  owner: fact('OwnerChanged', {
    policyId: 'pay-gate',
    owner: { kind: 'group', id: 'owners' },
    by: 'u-ann',
    at: '2026-03-02T12:00:30.000Z',
  }),
  saved: fact('RevisionSaved', {
    policyId: 'pay-gate',
    revision: 1,
    contentDigest: sha('content'),
    files: [mainFile],
    savedBy: 'u-ann',
  }),
  compiled: fact('RevisionCompiled', { policyId: 'pay-gate', revision: 1, report }),
  drafted: fact('VersionDrafted', {
    ...ofVersion,
    semver: '1.0.0',
    revision: 1,
    contentDigest: sha('content'),
    irDigest: sha('ir'),
    isShadow: false,
    lineage: ['u-ann'],
  }),
  snapshot: fact('SnapshotRequested', {
    snapshotId: 'snap-1',
    attempt: 1,
    inputs,
    documents: [web],
    requestedBy: 'u-ann',
  }),
  refused: fact('SnapshotRefused', {
    snapshotId: 'snap-1',
    attempt: 1,
    faults: [{ document: 'web.json', code: 'JSON_TRUNCATED', pointer: '/Results/0', detail: 'ends early' }],
  }),
  imported: fact('SnapshotFrozen', {
    snapshotId: 'snap-1',
    manifestDigest: sha('manifest'),
    importer: 'facts@1',
    tuples: 10,
    shards: 1,
    counts: { received: 11, accepted: 10, rejected: 0, duplicate: 1 },
  }),
  requested: fact('SimulationRequested', {
    simulationId: 'sim-1',
    policyId: 'pay-gate',
    environmentId: 'prod',
    snapshotId: 'snap-1',
    inputs: frozen,
    requestedBy: 'u-sam',
    requestedAt: '2026-03-02T12:00:09.000Z',
    endsBy: '2026-03-03T12:00:09.000Z',
    runId: 'nightly 7',
  }),
  planned: fact('SimulationPlanned', {
    simulationId: 'sim-1',
    engine: 'stella@1.0.0',
    planDigest: sha('plan'),
    shards: 1,
    tuples: 10,
  }),
  shard: (replica: number, runner: string) =>
    fact('ShardEvaluated', {
      simulationId: 'sim-1',
      index: 0,
      replica,
      partialDigest: sha('partial'),
      tuples: 10,
      runner,
    }),
  evaluated: fact('ShardsCompleted', {
    simulationId: 'sim-1',
    planDigest: sha('plan'),
    partialDigests: [sha('partial')],
  }),
  reduced: fact('SimulationReduced', { simulationId: 'sim-1', planDigest: sha('plan'), result }),
  succeeded: fact('SimulationSucceeded', {
    simulationId: 'sim-1',
    resultDigest: sha('result'),
    attestationId: sha('bundle'),
    keyId: sha('key'),
    isWorm: false,
  }),
  failed: fact('SimulationFailed', { simulationId: 'sim-1', code: 'SIGNING_FAILED', detail: 'no key' }),
  enqueued: fact('SimulationEnqueued', { simulationId: 'sim-2', priority: 'high' }),
  submitted: fact('VersionSubmitted', {
    ...ofVersion,
    simulationId: 'sim-1',
    resultDigest: sha('result'),
    evidenceDigest: sha('evidence'),
    reviewers: ['u-ben'],
    lineage: ['u-ann', 'u-sam'],
  }),
  approval: fact('ApprovalGiven', {
    ...ofVersion,
    approver: 'u-ben',
    at: '2026-03-02T12:00:18.000Z',
    binding,
  }),
  approved: fact('VersionApproved', { ...ofVersion, approvals: 1 }),
  publication: (attempt: number) =>
    fact('PublicationRequested', { ...ofVersion, attempt, statement, statementDigest: sha('statement') }),
  unsigned: fact('PublicationFailed', { ...ofVersion, attempt: 1, reason: 'SIGNER_UNAVAILABLE' }),
  published: fact('VersionPublished', {
    ...ofVersion,
    semver: '1.0.0',
    statementDigest: sha('statement'),
    attestationId: sha('bundle'),
    keyId: sha('key'),
  }),
  marked: fact('DecisionMarked', {
    ...ofVersion,
    simulationId: 'sim-1',
    index: 3,
    mark: 'intended',
    class: 'newly_blocked',
    by: 'u-ben',
    at: '2026-03-02T12:00:18.000Z',
    reasonDigest: sha('reason'),
  }),
  thread: fact('ThreadStarted', {
    ...{ ...ofVersion, thread: 1 },
    ...{ by: 'u-sue', at: '2026-03-02T12:00:26.000Z' },
    place: { path: 'policy.stella', line: 3 },
    isBlocking: false,
    commentDigest: sha('comment'),
  }),
  /** What facts say of a step out of review or out of use. */
  steppedBack: {
    ...ofVersion,
    by: 'u-dot',
    at: '2026-03-02T12:00:19.000Z',
    reasonDigest: sha('reason'),
    ticketDigest: sha('ticket'),
  },
  promoted: fact('VersionPromoted', {
    ...promotedVersion,
    promotedBy: 'u-pat',
    promotedAt: '2026-03-02T12:00:24.000Z',
  }),
  waiver: fact('WaiverRequested', {
    ...{ waiverId: 'pay-gate.1', policyId: 'pay-gate', scope: { advisory: 'CVE-2021-23337' } },
    ...{ owner: 'u-ann', expiresAt: '2026-04-02T12:00:00.000Z', by: 'u-ann', at: '2026-03-02T12:00:26.000Z' },
    ...{ reasonDigest: sha('reason'), ticketDigest: sha('ticket') },
  }),
  promotionRequested: (attempt: number) =>
    fact('PromotionRequested', {
      ...{ ...ofPromotion, attempt },
      statement: promotionStatement,
      statementDigest: sha('promotion'),
      endsBy: '2026-03-02T14:00:26.000Z',
    }),
  promotionFailed: (attempt: number) =>
    fact('PromotionFailed', { ...ofPromotion, attempt, reason: 'SIGNER_UNREACHABLE' }),
  promotionSigned: (attempt: number) =>
    fact('VersionPromoted', {
      ...promotedVersion,
      ...{ promotedBy: 'u-pat', promotedAt: '2026-03-02T12:00:28.000Z', attempt, revision: 6 },
      ...{ reasonDigest: sha('reason'), ticketDigest: sha('ticket') },
      ...{ statementDigest: sha('promotion'), attestationId: sha('bundle'), keyId: sha('key') },
    }),
  webhook: fact('WebhookDefined', {
    webhookId: 'ci',
    url: 'https://ci.example/hook',
    events: ['policy'],
    isEnabled: true,
    secrets: [{ keyId: sha('key'), sealed: 'c2VhbGVk', sealedDigest: sha('c2VhbGVk') }],
  }),
  bundle: fact('BundleBuilt', {
    ...{ environmentId: 'prod', revision: 6, bundleDigest: sha('tar'), sizeBytes: 10_240, policies: 1 },
    ...{ attestationId: sha('bundle'), keyId: sha('key') },
  }),
  ...consumerFacts,
  undelivered: fact('DeliveryDied', {
    deliveryId: 'd-1',
    webhookId: 'ci',
    source: { type: 'policy', id: 'pay-gate', version: 8, eventId: 'e-22', name: 'policy.VersionPublished' },
    attempt: 1,
    fault: 'STATUS_REFUSED',
    status: 503,
  }),
} as const;

/** The whole life as one tenant's events. */
export const lifeOf = (tenant: string): readonly Said[] => {
  const say = historyOf(tenant);
  return [
    say('tenant', tenant, facts.opened, facts.approvalPolicy),
    say('environment', 'prod', facts.environment),
    say('policy', 'pay-gate', facts.policy),
    say('workspace', 'pay-gate', facts.saved),
    say('workspace', 'pay-gate', facts.compiled),
    say('policy', 'pay-gate', facts.drafted),
    say('snapshot', 'snap-1', facts.snapshot),
    say('snapshot', 'snap-1', facts.refused),
    say('snapshot', 'snap-1', facts.snapshot),
    say('snapshot', 'snap-1', facts.imported),
    say('simulation', 'sim-1', facts.requested),
    say('simulation', 'sim-1', facts.planned),
    say('simulation', 'sim-1', facts.shard(0, 'runner-1')),
    say('simulation', 'sim-1', facts.shard(1, 'runner-2'), facts.evaluated),
    say('simulation', 'sim-1', facts.reduced),
    say('simulation', 'sim-1', facts.succeeded),
    say('policy', 'pay-gate', facts.submitted),
    say('policy', 'pay-gate', facts.approval, facts.approved),
    say('policy', 'pay-gate', facts.publication(1)),
    say('policy', 'pay-gate', facts.unsigned),
    say('policy', 'pay-gate', facts.publication(2)),
    say('policy', 'pay-gate', facts.published),
    say('environment', 'prod', facts.promoted),
    say('queue', 'simulations', facts.enqueued),
    say('policy', 'pay-gate', facts.owner),
    say('policy', 'pay-gate', facts.thread),
    say('waiver', 'pay-gate', facts.waiver),
    say('environment', 'prod', facts.promotionRequested(1)),
    say('environment', 'prod', facts.promotionFailed(1)),
    say('environment', 'prod', facts.promotionRequested(2)),
    say('environment', 'prod', facts.promotionSigned(2)),
    say('webhooks', 'webhooks', facts.webhook),
    say('delivery', 'd-1', facts.undelivered),
    say('bundle', 'prod', facts.bundle),
    say('consumers', 'prod', facts.consumer, facts.strange),
    say('consumers', 'prod', facts.silent),
  ];
};
