import { ConsumersFact } from '@policy-registry/domain';
import type { ReadModel, RowChange } from '@policy-registry/kernel';

import { factsOf } from './facts-of.ts';
import type { Page, Query } from './page.ts';

export type ConsumerRow = {
  readonly environment_id: string;
  readonly consumer_id: string;
  readonly principal: string;
  readonly bundle_digest: string;
  /** Of the environment, that the bundle is of; null where the registry does not know the bundle. */
  readonly revision: number | null;
  readonly is_stale: boolean;
  /** Since when it runs that bundle, and since when it is stale or not. */
  readonly running_since: string;
  readonly changed_at: string;
  /** As far as events tell; the last heartbeat is in a table that no event makes. */
  readonly seen_at: string;
};

/** Who runs which bundle of each environment. */
export const consumerCatalog: ReadModel<ConsumerRow> = {
  table: 'consumer_catalog',
  columns: {
    environment_id: 'text',
    consumer_id: 'text',
    principal: 'text',
    bundle_digest: 'text',
    revision: 'bigint',
    is_stale: 'boolean',
    running_since: 'text',
    changed_at: 'text',
    seen_at: 'text',
  },
  key: ['environment_id', 'consumer_id'],
  reads: (recorded) => factsOf(recorded, 'consumers', ConsumersFact).map(keyOf),
  // An event tells of each consumer once.
  fold: (rows, recorded) =>
    factsOf(recorded, 'consumers', ConsumersFact).flatMap((fact): readonly RowChange<ConsumerRow>[] => {
      if (fact.type === 'ConsumerForgotten') return [{ remove: keyOf(fact) }];
      const put = rowAfter(rows(keyOf(fact)), fact, recorded.event.recordedAt);
      return put === undefined ? [] : [{ put }];
    }),
};

const keyOf = ({ data: { environmentId, consumerId } }: ConsumersFact): readonly string[] => [
  environmentId,
  consumerId,
];

const rowAfter = (
  row: ConsumerRow | undefined,
  fact: Exclude<ConsumersFact, { type: 'ConsumerForgotten' }>,
  at: string,
): ConsumerRow | undefined => {
  if (fact.type !== 'ConsumerReported') {
    const is_stale = fact.type === 'ConsumerWentStale';
    return row && { ...row, is_stale, changed_at: at, seen_at: fact.data.seenAt };
  }
  const { environmentId, consumerId, principal, bundleDigest, revision = null, seenAt } = fact.data;
  return {
    ...{ environment_id: environmentId, consumer_id: consumerId, principal },
    ...{ bundle_digest: bundleDigest, revision, is_stale: false },
    ...{ running_since: at, changed_at: row?.is_stale === false ? row.changed_at : at, seen_at: seenAt },
  };
};

export type ConsumersAsked = {
  readonly environmentId: string;
  readonly state?: 'live' | 'stale' | undefined;
  readonly bundleDigest?: string | undefined;
};

/** Bytewise by their ids. */
export const consumerPage = (
  { environmentId, state, bundleDigest }: ConsumersAsked,
  { size, after }: Page,
): Query => ({
  text: `select c.environment_id as "environmentId", c.consumer_id as "consumerId", c.principal,
      c.bundle_digest as "bundleDigest", c.revision, c.bundle_digest = coalesce(b.built->>'bundleDigest', '') as "isCurrent",
      case when c.is_stale then 'stale' else 'live' end as state, c.changed_at as "stateSince",
      c.running_since as "runningSince", greatest(c.seen_at, h.seen_at) as "seenAt",
      h.interval_seconds::integer as "intervalSeconds"
    from consumer_catalog c left join consumer_heartbeat h using (tenant_id, environment_id, consumer_id)
      left join bundle_catalog b using (tenant_id, environment_id)
    where c.environment_id = $1 and ($2::boolean is null or c.is_stale = $2)
      and ($3::text is null or c.bundle_digest = $3) and ($4::text is null or c.consumer_id > $4)
    order by c.consumer_id limit $5`,
  values: [
    environmentId,
    state === undefined ? null : state === 'stale',
    bundleDigest ?? null,
    after?.[0] ?? null,
    size,
  ],
});

/** What a heartbeat of a consumer is held against: whose it is, how many there are, and what there is to run. No row without the environment. */
export const heartbeatStanding = (environmentId: string, consumerId: string): Query => ({
  text: `select e.environment_id as "environmentId", b.built->'bundleDigest' as "bundleDigest",
      coalesce(
        (select principal from consumer_catalog where environment_id = $1 and consumer_id = $2),
        (select principal from consumer_heartbeat where environment_id = $1 and consumer_id = $2)) as principal,
      (select count(*) from (
        select consumer_id from consumer_catalog where environment_id = $1
        union select consumer_id from consumer_heartbeat where environment_id = $1) as known) as consumers
    from environment_catalog e left join bundle_catalog b using (tenant_id, environment_id)
    where e.environment_id = $1`,
  values: [environmentId, consumerId],
});
