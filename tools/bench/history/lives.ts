import { sha256Hex, type Principal } from '@policy-registry/kernel';

import type { Asked, Historian, Said } from './historian.ts';

/** Events of a policy that lives as most do: created, and three times saved, compiled and made a version. */
export const LIFE_EVENTS = 10;
const ROUNDS = 3;

const system: Principal = { type: 'system', id: 'seed', scopes: [], isInteractive: false };
const runner: Principal = { type: 'system', id: 'runner', scopes: [], isInteractive: false };
const authors: readonly Principal[] = ['alice', 'ada', 'anna'].map((id) => ({
  type: 'user',
  id,
  scopes: ['policy:author', 'policy:read'],
  isInteractive: true,
}));

const administrator: Principal = {
  type: 'user',
  id: 'grace',
  scopes: ['tenant:admin'],
  isInteractive: true,
};

const MINUTE_MS = 60_000;

/** Opens a tenant with the settings that the launcher's seed opens it with, so that the seed finds it as it wants it. */
export const opened = ({ tell }: Historian, tenant: string): Said =>
  tell({
    tenant,
    type: 'OpenTenant',
    data: {
      tenantId: tenant,
      settings: { authenticationAgeMaxMs: 5 * MINUTE_MS, simulationAgeMaxMs: 24 * 60 * MINUTE_MS },
      approvals: 1,
    },
    by: system,
  });

/** The usual life of one policy: {@link LIFE_EVENTS} events. */
export const policyLife = (historian: Historian, tenant: string, policyId: string): readonly Said[] => {
  const rounds = Array.from({ length: ROUNDS }, (_, index) => index + 1).flatMap((round) => [
    ...savedAndCompiled(tenant, policyId, round),
    versionOf(tenant, policyId, round, round),
  ]);
  const said = [created(tenant, policyId), ...rounds].map((asked) => historian.tell(asked));
  for (const type of ['policy', 'workspace'] as const) historian.forget({ tenant, type, id: policyId });
  return said;
};

/** A policy that was made a version again and again, until its own aggregate has `events` events. */
export const longPolicyLife = function* (
  historian: Historian,
  {
    tenant,
    policyId,
    events,
  }: { readonly tenant: string; readonly policyId: string; readonly events: number },
): Generator<Said> {
  for (const asked of [created(tenant, policyId), ...savedAndCompiled(tenant, policyId, 1)])
    yield historian.tell(asked);
  for (let version = 1; version < events; version += 1)
    yield historian.tell(versionOf(tenant, policyId, version, 1));
};

/** Environments of a tenant whose budgets are set again and again: events that change what is there, and add nothing to it. */
export const ENVIRONMENTS = 50;

export const environmentsOf = ({ tell }: Historian, tenant: string): readonly Said[] =>
  Array.from({ length: ENVIRONMENTS }, (_, order) =>
    tell({
      tenant,
      type: 'CreateEnvironment',
      data: { environmentId: `e-${order}`, name: `Environment ${order}`, order },
      by: system,
    }),
  );

/** The nth change of one of the tenant's environments. */
export const budgetsSet = ({ tell }: Historian, tenant: string, n: number): Said =>
  tell({
    tenant,
    type: 'SetBudgets',
    data: { environmentId: `e-${n % ENVIRONMENTS}`, lines: [], simulationAgeMaxMs: MINUTE_MS + n },
    by: administrator,
  });

const authorOf = (round: number): Principal => authors[round % authors.length] ?? system;

const created = (tenant: string, policyId: string): Asked => ({
  tenant,
  type: 'CreatePolicy',
  data: {
    policyId,
    name: `Policy ${policyId} of a benchmark`,
    description:
      'A policy as people describe them: what it accepts, what it refuses, and who looks after it.',
    tags: ['benchmark', 'containers'],
  },
  by: authorOf(0),
});

const savedAndCompiled = (tenant: string, policyId: string, revision: number): readonly Asked[] => {
  const path = 'policy.stella';
  const digest = (what: string): string => sha256Hex(`${policyId} ${revision} ${what}`);
  const compiled = { irDigest: digest('ir'), isShadow: false, rules: 10, complexity: 40 };
  const tests = { total: 4, failed: 0, failures: [], reportDigest: digest('tests') };
  const report = {
    engine: 'embedded@1',
    compiled,
    diagnostics: [],
    diagnosticsTotal: 0,
    warnings: 0,
    tests,
  };
  return [
    {
      tenant,
      type: 'SaveWorkspace',
      data: { policyId, files: [{ path, size: 2_000 + revision, sha256: digest('source') }] },
      by: authorOf(revision),
    },
    { tenant, type: 'RecordCompilation', data: { policyId, revision, report }, by: runner },
  ];
};

const versionOf = (tenant: string, policyId: string, version: number, revision: number): Asked => ({
  tenant,
  type: 'CreateVersion',
  data: { policyId, revision, semver: `1.0.${version}` },
  by: authorOf(version),
});
