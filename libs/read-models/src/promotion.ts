import { EnvironmentFact } from '@policy-registry/domain';
import type { Json, ReadModel, RecordedEvent } from '@policy-registry/kernel';

import { factsOf } from './facts-of.ts';
import type { Page, Query } from './page.ts';

export type PromotionRow = {
  readonly environment_id: string;
  readonly policy_id: string;
  readonly attempt: number;
  readonly version: number;
  /** The event that asked for it: its texts are the reason and the ticket. */
  readonly seq: number;
  /** `requested`, `failed` with a reason, or `promoted` with the attestation. */
  readonly status: string;
  readonly reason: string | null;
  /** What was stated and signed, or would have been. */
  readonly statement: Json;
  readonly statement_digest: string;
  readonly ends_by: string;
  readonly ended_at: string | null;
  readonly attestation_id: string | null;
  readonly key_id: string | null;
  /** Of the environment, once it was bound: later bundles have it. Null before there were consumers. */
  readonly bound_revision: number | null;
};

type OfPromotion = Extract<
  EnvironmentFact,
  { type: 'PromotionRequested' | 'PromotionFailed' | 'VersionPromoted' }
>;

/** Every promotion that was asked for since they are signed, and what became of it. */
export const promotion: ReadModel<PromotionRow> = {
  table: 'promotion',
  columns: {
    environment_id: 'text',
    policy_id: 'text',
    attempt: 'bigint',
    version: 'bigint',
    seq: 'bigint',
    status: 'text',
    reason: 'text',
    statement: 'jsonb',
    statement_digest: 'text',
    ends_by: 'text',
    ended_at: 'text',
    attestation_id: 'text',
    key_id: 'text',
    bound_revision: 'bigint',
  },
  key: ['environment_id', 'policy_id', 'attempt'],
  reads: (recorded) => promotionFacts(recorded).map(keyOf),
  fold: (rows, recorded) =>
    promotionFacts(recorded).flatMap((fact) => {
      const put = foldPromotion(rows(keyOf(fact)), fact, recorded);
      return put === undefined ? [] : [{ put }];
    }),
};

// One from before promotions were signed has no attempt, and no row.
const promotionFacts = (recorded: RecordedEvent): readonly OfPromotion[] =>
  factsOf(recorded, 'environment', EnvironmentFact)
    .filter(
      (fact) =>
        fact.type === 'PromotionRequested' ||
        fact.type === 'PromotionFailed' ||
        fact.type === 'VersionPromoted',
    )
    .filter(({ data }) => data.attempt !== undefined);

const keyOf = ({ data: { environmentId, policyId, attempt } }: OfPromotion): readonly string[] => [
  environmentId,
  policyId,
  String(attempt),
];

const foldPromotion = (
  row: PromotionRow | undefined,
  fact: OfPromotion,
  { seq, event: { recordedAt } }: RecordedEvent,
): PromotionRow | undefined => {
  switch (fact.type) {
    case 'PromotionRequested': {
      const { environmentId, policyId, attempt, version, statement, statementDigest, endsBy } = fact.data;
      return {
        ...{ environment_id: environmentId, policy_id: policyId, attempt, version, seq },
        ...{ status: 'requested', reason: null, statement, statement_digest: statementDigest },
        ...{ ends_by: endsBy, ended_at: null, attestation_id: null, key_id: null },
        bound_revision: null,
      };
    }
    case 'PromotionFailed':
      return row && { ...row, status: 'failed', reason: fact.data.reason, ended_at: recordedAt };
    case 'VersionPromoted': {
      const { attestationId = null, keyId = null, revision = null } = fact.data;
      return (
        row && {
          ...row,
          status: 'promoted',
          attestation_id: attestationId,
          key_id: keyId,
          bound_revision: revision,
          ended_at: recordedAt,
        }
      );
    }
  }
};

const SHAPE = `environment_id as "environmentId", policy_id as "policyId", attempt, version, seq, status, reason, statement,
  statement_digest as "statementDigest", ends_by as "endsBy", ended_at as "endedAt",
  attestation_id as "attestationId", key_id as "keyId",
  case when bound_revision is not null then (
    select jsonb_build_object('revision', p.bound_revision, 'consumers', count(*),
      'reached', count(*) filter (where c.revision >= p.bound_revision))
    from consumer_catalog c where c.environment_id = p.environment_id and not c.is_stale) end as rollout`;

type OfPolicy = { readonly environmentId: string; readonly policyId: string };

export const promotionByAttempt = ({ environmentId, policyId }: OfPolicy, attempt: number): Query => ({
  text: `select ${SHAPE} from promotion p where environment_id = $1 and policy_id = $2 and attempt = $3`,
  values: [environmentId, policyId, attempt],
});

/** In the order in which they were asked for. */
export const promotionPage = ({ environmentId, policyId }: OfPolicy, { size, after }: Page): Query => ({
  text: `select ${SHAPE} from promotion p
    where environment_id = $1 and policy_id = $2 and attempt > $3 order by attempt limit $4`,
  values: [environmentId, policyId, after?.[0] ?? '0', size],
});
