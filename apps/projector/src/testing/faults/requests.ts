import { contentDigestOf, inputsOf, snapshotIdOf, toContent } from '@policy-registry/domain';
import {
  COMMAND_LIFETIME_MS,
  sha256Hex,
  toTimestamp,
  type CommandEnvelope,
  type EpochMs,
  type Principal,
} from '@policy-registry/kernel';

import type { Random } from './random.ts';

/** What a person asks for; who, under which id and until when is added where it is sent. */
export type Request = Pick<CommandEnvelope, 'tenant' | 'type' | 'data' | 'ifMatch'>;

export const POLICY = 'pay-gate';
const ENVIRONMENTS = ['prod', 'test'] as const;
const [ENVIRONMENT] = ENVIRONMENTS;
/** Published, and promoted, before anything else happens. */
export const ACTIVE = 3;
const PEOPLE = ['u-ann', 'u-ben', 'u-cat'] as const;

const document = { name: 'web.json', kind: 'trivy', digest: sha256Hex('web.json'), size: 1 } as const;
const snapshotId = snapshotIdOf(inputsOf([document]));
const EVIDENCE = sha256Hex('x');

const filesOf = (text: string) => [{ path: 'main.stella', size: text.length, sha256: sha256Hex(text) }];
const reasoned = { reasonDigest: sha256Hex('reason'), ticketDigest: sha256Hex('ticket') };

const acme = (type: string, data: Request['data']): Request => ({ tenant: 'acme', type, data });

export const save = (text: string): Request =>
  acme('SaveWorkspace', { policyId: POLICY, files: filesOf(text) });
export const draft = (revision: number, semver: string): Request =>
  acme('CreateVersion', { policyId: POLICY, revision, semver });
export const simulate = (simulationId: string, version: number): Request =>
  acme('StartSimulation', {
    ...{ simulationId, policyId: POLICY, version, snapshotId, environmentId: ENVIRONMENT },
    env: {},
    base: { kind: 'empty' },
  });
export const submit = (version: number, simulationId: string): Request =>
  acme('SubmitVersion', { policyId: POLICY, version, simulationId, reviewers: [] });
/** `text`: what the approver has seen. */
export const approve = (version: number, text: string): Request =>
  acme('ApproveVersion', {
    ...{ policyId: POLICY, version, evidenceDigest: EVIDENCE },
    contentDigest: contentDigestOf(toContent(filesOf(text))),
    ...reasoned,
  });
export const createPolicy = (tenant: string, policyId: string): Request => ({
  tenant,
  type: 'CreatePolicy',
  data: { policyId, name: policyId, description: '', tags: [] },
});
export const importSnapshot = (): Request => acme('ImportSnapshot', { documents: [document] });
export const createEnvironments = (): readonly Request[] =>
  ENVIRONMENTS.map((environmentId) =>
    acme('CreateEnvironment', { environmentId, name: environmentId, order: 3 }),
  );
export const publish = (version: number): Request =>
  acme('PublishVersion', { policyId: POLICY, version, ...reasoned });
export const promote = (version: number, environmentId: string): Request =>
  acme('PromoteVersion', { policyId: POLICY, version, environmentId, ...reasoned });

/** Opens a tenant with so little room that two simulations fill it. */
export const openTenant = (tenantId: string): Request => ({
  tenant: tenantId,
  type: 'OpenTenant',
  data: {
    tenantId,
    settings: {
      authenticationAgeMaxMs: 300_000,
      simulationAgeMaxMs: 86_400_000,
      ...{ simulationsRunningMax: 1, simulationsWaitingMax: 2, shardCredit: 2 },
    },
    approvals: 1,
  },
});

/** Simulations that a request may be about: those of the beginning, and those that were asked for since. */
export const SIMULATIONS = ['sim-1', 'sim-2'] as const;

/** Any request that somebody could make in these worlds: some come at the right time, others never do. */
export const drawRequest = (random: Random, fresh: string): Request => {
  const version = 1 + random.below(3);
  const reasonedVersion = { policyId: POLICY, version, ...reasoned };
  const simulationId = random.pick([...SIMULATIONS, 'sim-new']);
  const kinds: readonly (() => Request)[] = [
    () => ({
      ...save(`text ${random.below(4)}`),
      ...(random.chance(0.3) && { ifMatch: String(2 + random.below(3)) }),
    }),
    () => createPolicy(random.pick(['acme', 'globex']), `p-${random.below(2)}`),
    () => draft(1 + random.below(4), `1.${random.below(4)}.0`),
    () => simulate(random.chance(0.5) ? 'sim-new' : fresh, version),
    () => ({ ...simulate(fresh, version), data: { ...simulate(fresh, version).data, mode: 'quick' } }),
    () => acme('CancelSimulation', { simulationId }),
    () => acme('RetrySimulation', { simulationId }),
    () => acme('RequestTwin', { simulationId }),
    () => submit(version, simulationId),
    () => approve(version, `text ${version - 1}`),
    () => acme(random.pick(['RequestChanges', 'WithdrawVersion', 'DeprecateVersion']), reasonedVersion),
    () => publish(version),
    () => promote(random.chance(0.5) ? ACTIVE : version, random.pick(ENVIRONMENTS)),
    () =>
      acme('RecallVersion', {
        ...reasonedVersion,
        version: ACTIVE,
        ...(random.chance(0.5) && { fromVersion: version }),
      }),
    () => acme('RollOff', { policyId: POLICY, environmentId: ENVIRONMENT }),
  ];
  return random.pick(kinds)();
};

export const everybody = (id: string, nowMs: EpochMs): Principal => ({
  type: 'user',
  id,
  scopes: [
    'policy:author',
    'policy:review',
    'policy:approve',
    'policy:operate',
    'policy:publish',
    'policy:promote',
    'policy:simulate',
    'tenant:admin',
  ],
  isInteractive: true,
  authenticatedAt: nowMs,
});
export const drawPerson = (random: Random, nowMs: EpochMs): Principal =>
  everybody(random.pick(PEOPLE), nowMs);

export const registryItself: Principal = { type: 'system', id: 'seed', scopes: [], isInteractive: false };

export const toCommand = (
  request: Request,
  commandId: string,
  principal: Principal,
  nowMs: EpochMs,
): CommandEnvelope => ({
  ...request,
  commandId,
  principal,
  notAfter: toTimestamp(nowMs + COMMAND_LIFETIME_MS),
  correlationId: commandId,
});
