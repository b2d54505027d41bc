import type { Database } from './database.ts';
import { enterTenant, inTenant, inTransaction, type Transaction } from './transaction.ts';

/** What a consumer said last. */
export type StoredHeartbeat = {
  readonly environmentId: string;
  readonly consumerId: string;
  readonly principal: string;
  readonly bundleDigest: string;
  readonly intervalSeconds: number;
  readonly seenAt: string;
};

/** What heartbeats say that the read models do not know yet, and of whom there were none. */
export type ConsumerNews = {
  readonly heard: readonly Omit<StoredHeartbeat, 'intervalSeconds'>[];
  readonly silent: readonly Omit<StoredHeartbeat, 'principal' | 'bundleDigest'>[];
};

export type NewsAsked = {
  readonly now: string;
  /** Since when heartbeats are read without a break: who was silent before it may have been heard by nobody. */
  readonly watchedSince: string;
  /** After so many intervals without a heartbeat a consumer is stale; the interval of one that said none. */
  readonly missedMax: number;
  readonly intervalSeconds: number;
  /** Who was not heard after this instant is forgotten. */
  readonly forgottenBefore: string;
  readonly max: number;
};

export type AskNews = (tenant: string, asked: NewsAsked) => Promise<ConsumerNews>;

export type HeartbeatStore = {
  /** Keeps the last heartbeat of each consumer of a tenant. An older one than is kept changes nothing. */
  readonly keep: (tenant: string, heartbeats: readonly StoredHeartbeat[]) => Promise<void>;
  /** Lets `work` look for news; resolves to `false`, with nothing done, where another process is at it. */
  readonly turn: (work: (news: AskNews) => Promise<void>) => Promise<boolean>;
};

/** One process at a time looks for news, by an advisory lock that ends with the transaction. */
export const postgresHeartbeatStore = (database: Database): HeartbeatStore => ({
  keep: (tenant, heartbeats) => inTenant(database, tenant, (tx) => keep(tx, tenant, heartbeats)),
  turn: (work) =>
    inTransaction(database, async (tx) => {
      const [lock] = await tx.query(
        `select pg_try_advisory_xact_lock(hashtextextended('policy-registry heartbeats', 0)) as free`,
      );
      if (lock?.['free'] !== true) return false;
      await work((tenant, asked) => newsOf(tx, tenant, asked));
      return true;
    }),
});

const keep = async (
  tx: Transaction,
  tenant: string,
  heartbeats: readonly StoredHeartbeat[],
): Promise<void> => {
  // A statement may put a row once: the last of each consumer counts.
  const last = [
    ...new Map(heartbeats.map((one) => [`${one.environmentId} ${one.consumerId}`, one])).values(),
  ];
  await tx.query(
    `insert into consumer_heartbeat as kept
       (tenant_id, environment_id, consumer_id, principal, bundle_digest, interval_seconds, seen_at)
     select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[])
     on conflict (tenant_id, environment_id, consumer_id) do update
       set principal = excluded.principal, bundle_digest = excluded.bundle_digest,
         interval_seconds = excluded.interval_seconds, seen_at = excluded.seen_at
       where kept.seen_at < excluded.seen_at`,
    [
      tenant,
      last.map(({ environmentId }) => environmentId),
      last.map(({ consumerId }) => consumerId),
      last.map(({ principal }) => principal),
      last.map(({ bundleDigest }) => bundleDigest),
      last.map(({ intervalSeconds }) => intervalSeconds),
      last.map(({ seenAt }) => seenAt),
    ],
  );
};

const newsOf = async (tx: Transaction, tenant: string, asked: NewsAsked): Promise<ConsumerNews> => {
  await enterTenant(tx, tenant);
  const heard = await tx.query(HEARD, [asked.now, asked.missedMax, asked.max]);
  const silent = await tx.query(SILENT, [
    ...[asked.now, asked.missedMax, asked.watchedSince, asked.intervalSeconds],
    ...[asked.forgottenBefore, asked.max],
  ]);
  await tx.query(
    `delete from consumer_heartbeat h where h.seen_at < $1 and not exists (
       select from consumer_catalog c where c.environment_id = h.environment_id and c.consumer_id = h.consumer_id)`,
    [asked.forgottenBefore],
  );
  return { heard: heard.map(toHeard), silent: silent.map(toSilent) };
};

// One that is not known is not made known by a heartbeat after which it was silent for too long.
const HEARD = `select h.environment_id, h.consumer_id, h.principal, h.bundle_digest, h.seen_at
  from consumer_heartbeat h left join consumer_catalog c using (tenant_id, environment_id, consumer_id)
  where case when c.consumer_id is null
    then h.seen_at::timestamptz >= $1::timestamptz - h.interval_seconds * $2::integer * interval '1 second'
    else h.principal = c.principal and h.seen_at > c.seen_at and (c.is_stale or h.bundle_digest <> c.bundle_digest) end
  order by h.environment_id, h.seen_at, h.consumer_id limit $3`;

const SILENT = `with seen as (
    select c.environment_id, c.consumer_id, c.is_stale, greatest(c.seen_at, h.seen_at) as seen_at,
      coalesce(h.interval_seconds, $4::integer) as interval_seconds
    from consumer_catalog c left join consumer_heartbeat h using (tenant_id, environment_id, consumer_id))
  select environment_id, consumer_id, seen_at, interval_seconds from seen
  where case when is_stale then seen_at < $5
    else greatest(seen_at, $3)::timestamptz < $1::timestamptz - interval_seconds * $2::integer * interval '1 second' end
  order by environment_id, seen_at, consumer_id limit $6`;

const named = (row: Readonly<Record<string, unknown>>) => ({
  environmentId: String(row['environment_id']),
  consumerId: String(row['consumer_id']),
  seenAt: String(row['seen_at']),
});

const toHeard = (row: Readonly<Record<string, unknown>>): ConsumerNews['heard'][number] => ({
  ...named(row),
  principal: String(row['principal']),
  bundleDigest: String(row['bundle_digest']),
});

const toSilent = (row: Readonly<Record<string, unknown>>): ConsumerNews['silent'][number] => ({
  ...named(row),
  intervalSeconds: Number(row['interval_seconds']),
});
