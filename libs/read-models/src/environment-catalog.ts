import { EnvironmentFact } from '@policy-registry/domain';
import type { Json, ReadModel } from '@policy-registry/kernel';

import { unreviewedAfter, type UnreviewedShown } from './environment-unreviewed.ts';
import { gatesOf, promotionApprovalsAfter, type PromotionApprovalShown } from './environment-gates.ts';
import { scheduledAfter, type ScheduledShown } from './environment-scheduled.ts';
import { factsOf } from './facts-of.ts';
import type { Query } from './page.ts';

type ConfirmationShown = {
  readonly policyId: string;
  readonly version: number;
  readonly by: string;
  readonly at: string;
  readonly endsBy: string;
  /** The time that it is wanted for; null: at once. */
  readonly scheduledFor: string | null;
};

export type EnvironmentRow = {
  readonly environment_id: string;
  readonly name: string;
  readonly position: number;
  /** The impact budgets in force, with their version. */
  readonly budgets: Json;
  /** Promotions that wait for the second of two persons, one of a policy at most. */
  readonly confirmations: readonly ConfirmationShown[];
  /** The gates in force, with their version. */
  readonly gates: Json;
  /** Who agreed to promotions that are to come, the newest of a person and a version. */
  readonly promotion_approvals: readonly PromotionApprovalShown[];
  /** Promotions past the gates that nobody else has reviewed, one of a policy at most. */
  readonly unreviewed: readonly UnreviewedShown[];
  /** Promotions that are to be carried out at a time, or suspended themselves by then, one of a policy at most. */
  readonly scheduled: readonly ScheduledShown[];
  /** Facts this environment has had; its ETag. */
  readonly changes: number;
  readonly created_at: string;
};

/** The environments of a tenant, in their order. */
export const environmentCatalog: ReadModel<EnvironmentRow> = {
  table: 'environment_catalog',
  columns: {
    environment_id: 'text',
    name: 'text',
    position: 'bigint',
    budgets: 'jsonb',
    confirmations: 'jsonb',
    gates: 'jsonb',
    promotion_approvals: 'jsonb',
    unreviewed: 'jsonb',
    scheduled: 'jsonb',
    changes: 'bigint',
    created_at: 'text',
  },
  key: ['environment_id'],
  reads: ({ event }) => (event.aggregate.type === 'environment' ? [[event.aggregate.id]] : []),
  fold: (rows, recorded) => {
    const facts = factsOf(recorded, 'environment', EnvironmentFact);
    if (facts.length === 0) return [];
    const { aggregate, recordedAt } = recorded.event;
    const put = facts.reduce<EnvironmentRow | undefined>(
      (row, fact) => foldEnvironment(row, fact, recordedAt),
      rows([aggregate.id]),
    );
    return put === undefined ? [] : [{ put }];
  },
};

const foldEnvironment = (
  row: EnvironmentRow | undefined,
  fact: EnvironmentFact,
  at: string,
): EnvironmentRow | undefined => {
  if (fact.type === 'EnvironmentCreated') {
    const { environmentId, name, order } = fact.data;
    return {
      environment_id: environmentId,
      name,
      position: order,
      budgets: null,
      confirmations: [],
      gates: null,
      promotion_approvals: [],
      unreviewed: [],
      scheduled: [],
      changes: 1,
      created_at: at,
    };
  }
  return (
    row && {
      ...row,
      ...(fact.type === 'BudgetsSet' && { budgets: budgetsOf(fact.data) }),
      confirmations: confirmationsAfter(row.confirmations, fact),
      ...(fact.type === 'GatesSet' && { gates: gatesOf(fact.data) }),
      promotion_approvals: promotionApprovalsAfter(row.promotion_approvals, fact),
      unreviewed: unreviewedAfter(row.unreviewed, fact),
      scheduled: scheduledAfter(row.scheduled, fact),
      changes: row.changes + 1,
    }
  );
};

const confirmationsAfter = (
  confirmations: EnvironmentRow['confirmations'],
  fact: EnvironmentFact,
): EnvironmentRow['confirmations'] => {
  switch (fact.type) {
    case 'PromotionConfirmed': {
      const { policyId, version, by, at, endsBy, scheduledFor = null } = fact.data;
      return [...without(confirmations, policyId), { policyId, version, by, at, endsBy, scheduledFor }];
    }
    case 'PromotionRequested':
    case 'PromotionScheduled':
    case 'ScheduledPromotionResumed':
    case 'VersionPromoted':
    case 'CanaryCompleted':
      return without(confirmations, fact.data.policyId);
    default:
      return confirmations;
  }
};

const without = (confirmations: EnvironmentRow['confirmations'], policyId: string) =>
  confirmations.filter((one) => one.policyId !== policyId);

const budgetsOf = ({
  version,
  lines,
  simulationAgeMaxMs,
  setBy,
  setAt,
}: Extract<EnvironmentFact, { type: 'BudgetsSet' }>['data']): Json => ({
  version,
  lines,
  simulationAgeMaxMs,
  setBy,
  setAt,
});

const SHAPE = `e.environment_id as "environmentId", e.name, e.position as "order", e.changes as revision,
  e.created_at as "createdAt", e.budgets, e.confirmations, e.gates,
  e.promotion_approvals as "promotionApprovals", e.unreviewed, e.scheduled,
  coalesce((select jsonb_agg(jsonb_build_object('policyId', b.policy_id, 'canary', b.canary, 'stable',
      case when b.version is not null then jsonb_build_object(
      'version', b.version, 'semver', b.semver, 'contentDigest', b.content_digest, 'irDigest', b.ir_digest,
      'promotedAt', b.promoted_at, 'promotedBy', b.promoted_by, 'previousVersion', b.previous_version,
      'rollbackTo', b.rollback_to, 'incident', b.incident,
      'simulationId', b.simulation_id, 'budgets', b.budgets, 'gates', b.gates) end) order by b.policy_id)
    from environment_binding b where b.tenant_id = e.tenant_id and b.environment_id = e.environment_id), '[]') as bindings,
  coalesce((select jsonb_agg(jsonb_build_object('policyId', p.policy_id, 'attempt', p.attempt, 'version', p.version,
      'status', p.status, 'reason', p.reason, 'attestationId', p.attestation_id, 'keyId', p.key_id) order by p.policy_id)
    from (select distinct on (policy_id) * from promotion p
      where p.tenant_id = e.tenant_id and p.environment_id = e.environment_id
      order by policy_id, attempt desc) p), '[]') as promotions`;

export const environmentById = (environmentId: string): Query => ({
  text: `select ${SHAPE} from environment_catalog e where e.environment_id = $1`,
  values: [environmentId],
});

/** In the order of promotion; a tenant has few. */
export const allEnvironments = (): Query => ({
  text: `select ${SHAPE} from environment_catalog e order by e.position, e.environment_id limit 500`,
  values: [],
});
