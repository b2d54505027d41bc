import { changesBinding, EnvironmentFact, type BindingFact } from '@policy-registry/domain';
import type { Json, ReadModel, RecordedEvent } from '@policy-registry/kernel';

import { factsOf } from './facts-of.ts';

/** What is null is so where nothing is stable. */
export type BindingRow = {
  readonly environment_id: string;
  readonly policy_id: string;
  readonly version: number | null;
  readonly semver: string | null;
  readonly content_digest: string | null;
  readonly ir_digest: string | null;
  readonly previous_version: number | null;
  /** Where a rollback leads to that names no version. */
  readonly rollback_to: number | null;
  /** Since when it is stable, and by whom. */
  readonly promoted_at: string | null;
  readonly promoted_by: string | null;
  /** What it was rolled back to for. */
  readonly incident: string | null;
  /** What the promotion was judged by, where a gate judges by a simulation. */
  readonly simulation_id: string | null;
  readonly budgets: Json;
  /** What each gate found, where the environment had gates. */
  readonly gates: Json;
  readonly canary: CanaryColumn | null;
};

type CanaryColumn = {
  readonly version: number;
  readonly semver: string;
  readonly contentDigest: string;
  readonly irDigest: string;
  readonly selector: { readonly tags: string[]; readonly basisPoints: number; readonly salt: string };
  readonly isPaused: boolean;
  readonly promotedAt: string;
  readonly promotedBy: string;
  readonly simulationId: string | null;
  readonly budgets: Json;
  readonly gates: Json;
};

/** The stable version of each policy in each environment, and its canary. Read together with the environment. */
export const environmentBinding: ReadModel<BindingRow> = {
  table: 'environment_binding',
  columns: {
    environment_id: 'text',
    policy_id: 'text',
    version: 'bigint',
    semver: 'text',
    content_digest: 'text',
    ir_digest: 'text',
    previous_version: 'bigint',
    rollback_to: 'bigint',
    promoted_at: 'text',
    promoted_by: 'text',
    incident: 'text',
    simulation_id: 'text',
    budgets: 'jsonb',
    gates: 'jsonb',
    canary: 'jsonb',
  },
  key: ['environment_id', 'policy_id'],
  reads: (recorded) => bindingFacts(recorded).map(({ data }) => [data.environmentId, data.policyId]),
  fold: (rows, recorded) =>
    [...Map.groupBy(bindingFacts(recorded), ({ data }) => data.policyId)].map(([policyId, facts]) => {
      const { id } = recorded.event.aggregate;
      return { put: facts.reduce(foldBinding, rows([id, policyId]) ?? unbound(id, policyId)) };
    }),
};

type OfBinding = Extract<EnvironmentFact, { type: 'VersionPromoted' }> | BindingFact;

const bindingFacts = (recorded: RecordedEvent): readonly OfBinding[] =>
  factsOf(recorded, 'environment', EnvironmentFact).filter(
    (fact) => fact.type === 'VersionPromoted' || changesBinding(fact),
  );

const NOTHING_STABLE = {
  version: null,
  semver: null,
  content_digest: null,
  ir_digest: null,
  previous_version: null,
  rollback_to: null,
  promoted_at: null,
  promoted_by: null,
  incident: null,
  simulation_id: null,
  budgets: null,
  gates: null,
} as const;

const unbound = (environmentId: string, policyId: string): BindingRow => ({
  environment_id: environmentId,
  policy_id: policyId,
  ...NOTHING_STABLE,
  canary: null,
});

const foldBinding = (row: BindingRow, fact: OfBinding): BindingRow => {
  const { canary } = row;
  switch (fact.type) {
    case 'VersionPromoted':
      return promoted(row, fact.data);
    case 'CanaryPaused':
      return { ...row, canary: canary && { ...canary, isPaused: true } };
    case 'CanaryContinued':
      return { ...row, canary: canary && { ...canary, isPaused: false, selector: fact.data.selector } };
    case 'CanaryAborted':
      return { ...row, canary: null };
    case 'CanaryCompleted': {
      const { simulationId = null, budgets = null, gates = null } = canary ?? {};
      return { ...stableBy(row, fact.data), simulation_id: simulationId, budgets, gates };
    }
    case 'BindingRolledBack':
      return { ...stableBy(row, fact.data), incident: fact.data.incident };
    case 'CanaryRolledOff':
      return { ...row, canary: null };
    case 'StableRolledOff':
      return rolledOff(row, fact.data);
  }
};

type Bound = Pick<
  Extract<OfBinding, { type: 'CanaryCompleted' }>['data'],
  'version' | 'semver' | 'contentDigest' | 'irDigest' | 'previousVersion' | 'rollbackTo' | 'at' | 'by'
>;

const stableBy = (row: BindingRow, data: Bound): BindingRow => ({
  ...row,
  ...NOTHING_STABLE,
  version: data.version,
  semver: data.semver,
  content_digest: data.contentDigest,
  ir_digest: data.irDigest,
  previous_version: data.previousVersion ?? null,
  rollback_to: data.rollbackTo ?? null,
  promoted_at: data.at,
  promoted_by: data.by,
  canary: null,
});

const rolledOff = (
  row: BindingRow,
  { version: previousVersion, to, at, by }: Extract<OfBinding, { type: 'StableRolledOff' }>['data'],
): BindingRow => {
  const { canary } = row;
  if (to === undefined) return { ...row, ...NOTHING_STABLE };
  const bound = stableBy(row, { ...to, previousVersion, at, by });
  return { ...bound, canary: canary?.version === to.version ? null : canary };
};

const promoted = (
  row: BindingRow,
  data: Extract<OfBinding, { type: 'VersionPromoted' }>['data'],
): BindingRow => {
  const { promotedAt, promotedBy, canary: selector } = data;
  const simulationId = data.simulationId ?? null;
  const { budgets = null, gates = null } = data;
  if (selector === undefined) {
    const bound = stableBy(row, { ...data, at: promotedAt, by: promotedBy });
    return { ...bound, simulation_id: simulationId, budgets, gates };
  }
  const { version, semver, contentDigest, irDigest } = data;
  const canary = { version, semver, contentDigest, irDigest, selector, isPaused: false };
  return { ...row, canary: { ...canary, promotedAt, promotedBy, simulationId, budgets, gates } };
};
