import {
  parseTimestamp,
  sha256Hex,
  type DecisionContext,
  type EpochMs,
  type Principal,
} from '@policy-registry/kernel';

import type { Scope } from '../scopes.ts';
import { environment } from '../environment/environment.ts';
import type { PolicyFact, PublicationStatement } from '../policy/events.ts';
import { policy } from '../policy/policy.ts';
import type { Policy } from '../policy/state.ts';
import { initialState as emptyQueue } from '../queue/state.ts';
import type { SimulationNeeds } from '../simulation/decide.ts';
import type { SimulationFact, SimulationResultRefs } from '../simulation/events.ts';
import { simulation } from '../simulation/simulation.ts';
import type { Simulation } from '../simulation/state.ts';
import { NO_ACCESS } from '../tenant/access.ts';
import type { OpenTenant, Tenant } from '../tenant/state.ts';
import type { CompilationReport } from '../workspace/events.ts';
import type { WorkspaceFile } from '../workspace/file.ts';
import type { Workspace } from '../workspace/state.ts';

// One value of everything the specs speak of; a spec spreads it to vary it.

export const HOUR_MS = 3_600_000;
export const NOW: EpochMs = parseTimestamp('2026-03-02T09:00:00.000Z') ?? 0;
export const ONE_HOUR_AGO = '2026-03-02T08:00:00.000Z';
/** By when a simulation that starts now has to be over. */
export const ONE_DAY_ON = '2026-03-03T09:00:00.000Z';

/** A digest one can recognise by what it is said to be of. */
export const sha = (of: string): string => sha256Hex(of);

export const person = (id: string, ...scopes: readonly Scope[]): Principal => ({
  type: 'user',
  id,
  scopes: [...scopes],
  isInteractive: true,
  authenticatedAt: NOW - 60_000,
});
export const system: Principal = { type: 'system', id: 'runner-1', scopes: [], isInteractive: false };
export const scheduler: Principal = {
  type: 'service',
  id: 'scheduler',
  scopes: ['policy:run'],
  isInteractive: false,
};

export const context = <Needs>(principal: Principal, needs: Needs): DecisionContext<Needs> => ({
  tenant: 'acme',
  commandId: 'c-1',
  principal,
  now: NOW,
  ifMatch: undefined,
  needs,
});

export const absentTenant: Tenant = { status: 'absent' };
export const openTenant: OpenTenant = {
  status: 'open',
  settings: { authenticationAgeMaxMs: 300_000, simulationAgeMaxMs: 24 * HOUR_MS },
  approvalPolicy: { version: 1, approvals: 1 },
  proposal: undefined,
  proposals: 0,
  isSuspended: false,
  access: NO_ACCESS,
  changes: 2,
};
/** What a simulation is asked or told against: a tenant with an empty queue. */
export const simulationNeeds: SimulationNeeds = {
  tenant: openTenant,
  policy: undefined,
  workspace: undefined,
  snapshot: undefined,
  environment: undefined,
  queue: emptyQueue,
};
export const twoApprovals: Tenant = { ...openTenant, approvalPolicy: { version: 2, approvals: 2 } };

export const file = (path: string, content = path): WorkspaceFile => ({
  path,
  size: content.length,
  sha256: sha(content),
});

export const report: CompilationReport = {
  engine: 'stella@1.0.0',
  compiled: { irDigest: sha('ir'), isShadow: false, rules: 3, complexity: 12 },
  diagnostics: [],
  diagnosticsTotal: 0,
  warnings: 0,
  tests: { total: 2, failed: 0, failures: [], reportDigest: sha('test report') },
};
export const failedReport: CompilationReport = {
  engine: 'stella@1.0.0',
  diagnostics: [
    {
      severity: 'error',
      code: 'UNEXPECTED_TOKEN',
      message: 'expected a rule',
      file: 'main.stella',
      line: 3,
      column: 5,
    },
  ],
  diagnosticsTotal: 1,
};

/** A workspace with one revision, of which this was reported. */
export const workspaceOf = (
  of: CompilationReport | undefined,
  files: readonly WorkspaceFile[] = [],
): Workspace => ({
  revisions: [{ contentDigest: sha('content'), files, savedBy: 'u-author', isByRegistry: false, report: of }],
  regressions: [],
});

export const result: SimulationResultRefs = {
  resultDigest: sha('result'),
  evidenceDigest: sha('evidence'),
  evidenceBytes: 20_480,
  counts: { newly_blocked: 4, unchanged: 6 },
  tuples: 10,
  coverage: { rules: 3, rulesHit: 2, tuplesMissingEvidence: 1 },
};

export const created: Extract<PolicyFact, { type: 'PolicyCreated' }> = {
  type: 'PolicyCreated',
  schemaVersion: 1,
  data: { policyId: 'pay-gate', name: 'Payment gate', description: '', tags: ['tier0'] },
};
export const drafted: Extract<PolicyFact, { type: 'VersionDrafted' }> = {
  type: 'VersionDrafted',
  schemaVersion: 1,
  data: {
    policyId: 'pay-gate',
    version: 1,
    semver: '1.0.0',
    revision: 1,
    contentDigest: sha('content'),
    irDigest: sha('ir'),
    isShadow: false,
    lineage: ['u-author'],
    checks: { warnings: 0, tests: { total: 2, failed: 0 } },
  },
};
export const submitted: Extract<PolicyFact, { type: 'VersionSubmitted' }> = {
  type: 'VersionSubmitted',
  schemaVersion: 1,
  data: {
    policyId: 'pay-gate',
    version: 1,
    simulationId: 'sim-1',
    resultDigest: sha('result'),
    evidenceDigest: sha('evidence'),
    reviewers: ['u-approver'],
    changed: [],
    lineage: ['u-author', 'u-simulant', 'u-submitter'],
    submittedAt: '2026-03-02T09:00:00.000Z',
  },
};
export const approvalGiven: Extract<PolicyFact, { type: 'ApprovalGiven' }> = {
  type: 'ApprovalGiven',
  schemaVersion: 1,
  data: {
    policyId: 'pay-gate',
    version: 1,
    approver: 'u-approver',
    at: '2026-03-02T09:00:00.000Z',
    binding: {
      contentDigest: sha('content'),
      irDigest: sha('ir'),
      evidenceDigest: sha('evidence'),
      approvalPolicyVersion: 1,
    },
    groups: [],
  },
};
export const approved: Extract<PolicyFact, { type: 'VersionApproved' }> = {
  type: 'VersionApproved',
  schemaVersion: 1,
  data: {
    policyId: 'pay-gate',
    version: 1,
    approvals: 1,
    requirement: { approvalPolicyVersion: 1, approvals: 1, groups: [] },
  },
};
export const statement: PublicationStatement = {
  tenant: 'acme',
  policyId: 'pay-gate',
  version: 1,
  semver: '1.0.0',
  contentDigest: sha('content'),
  irDigest: sha('ir'),
  requestedBy: 'u-publisher',
  requestedAt: '2026-03-02T09:00:00.000Z',
  reasonDigest: sha('reason'),
  ticketDigest: sha('ticket'),
  approvals: [{ approver: 'u-approver', at: approvalGiven.data.at, binding: approvalGiven.data.binding }],
  simulation: { simulationId: 'sim-1', resultDigest: sha('result'), evidenceDigest: sha('evidence') },
};
export const published: Extract<PolicyFact, { type: 'VersionPublished' }> = {
  type: 'VersionPublished',
  schemaVersion: 1,
  data: {
    policyId: 'pay-gate',
    version: 1,
    semver: '1.0.0',
    statementDigest: sha('statement'),
    attestationId: sha('bundle'),
    keyId: sha('key'),
  },
};

export const policyAfter = (...facts: readonly PolicyFact[]): Policy =>
  facts.reduce(policy.evolve, policy.initialState);

export const simulationRequested: Extract<SimulationFact, { type: 'SimulationRequested' }> = {
  type: 'SimulationRequested',
  schemaVersion: 1,
  data: {
    simulationId: 'sim-1',
    policyId: 'pay-gate',
    environmentId: 'prod',
    snapshotId: 'snap-1',
    inputs: {
      snapshotDigest: sha('manifest'),
      base: { kind: 'empty' },
      candidate: { version: 1, contentDigest: sha('content'), irDigest: sha('ir') },
      evaluatedAt: ONE_HOUR_AGO,
      seed: 0xc0dec0de,
      env: {},
    },
    mode: 'batch',
    replicas: 2,
    priority: 'normal',
    requestedBy: 'u-simulant',
    requestedAt: ONE_HOUR_AGO,
  },
};
export const planned: Extract<SimulationFact, { type: 'SimulationPlanned' }> = {
  type: 'SimulationPlanned',
  schemaVersion: 1,
  data: {
    simulationId: 'sim-1',
    engine: 'stella@1.0.0',
    planDigest: sha('plan'),
    shards: 2,
    tuples: 10,
    replicas: 2,
  },
};
export const completed: Extract<SimulationFact, { type: 'ShardsCompleted' }> = {
  type: 'ShardsCompleted',
  schemaVersion: 1,
  data: {
    simulationId: 'sim-1',
    planDigest: sha('plan'),
    partialDigests: [sha('partial 0'), sha('partial 1')],
    replicas: 2,
  },
};
export const reduced: SimulationFact = {
  type: 'SimulationReduced',
  schemaVersion: 1,
  data: { simulationId: 'sim-1', planDigest: sha('plan'), result },
};
export const succeeded: SimulationFact = {
  type: 'SimulationSucceeded',
  schemaVersion: 1,
  data: {
    simulationId: 'sim-1',
    resultDigest: sha('result'),
    attestationId: sha('bundle'),
    keyId: sha('key'),
    isWorm: false,
  },
};

export const simulationAfter = (...facts: readonly SimulationFact[]): Simulation =>
  facts.reduce(simulation.evolve, simulation.initialState);

/** An environment in which nothing was ever bound. */
export const emptyEnvironment = environment.evolve(environment.initialState, {
  type: 'EnvironmentCreated',
  schemaVersion: 1,
  data: { environmentId: 'prod', name: 'Production', order: 3 },
});
