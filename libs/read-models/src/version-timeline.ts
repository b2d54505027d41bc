import type { FactShape, Json, ReadModel, RecordedEvent } from '@policy-registry/kernel';

import type { Page, Query } from './page.ts';

export type TimelineRow = {
  readonly policy_id: string;
  readonly version: number;
  /** Of the event; where auditors find it. */
  readonly seq: number;
  readonly at: string;
  readonly actor: Json;
  /** What happened: the types of the facts that are about this version. */
  readonly facts: readonly string[];
  /** Where it happened: `{thread}` or `{environmentId}`; null for the version itself. */
  readonly place: Json;
  /** Digests of what was written, by what it is: reason, ticket, comment. */
  readonly texts: Json;
};

/** What happened to each version, in the policy and in environments. */
export const versionTimeline: ReadModel<TimelineRow> = {
  table: 'version_timeline',
  columns: {
    policy_id: 'text',
    version: 'bigint',
    seq: 'bigint',
    at: 'text',
    actor: 'jsonb',
    facts: 'jsonb',
    place: 'jsonb',
    texts: 'jsonb',
  },
  key: ['policy_id', 'version', 'seq'],
  reads: () => [],
  fold: (_rows, recorded) => {
    if (!ABOUT.has(recorded.event.aggregate.type)) return [];
    // An event may be about several versions, which each have their part of it.
    const parts = Map.groupBy(recorded.event.facts.filter(isOfVersion), ({ data }) => data['version']);
    return [...parts.values()].map((facts) => ({ put: rowOf(recorded, facts) }));
  },
};

/** Aggregates whose facts say what becomes of a version; simulations and workspaces are about its content. */
const ABOUT: ReadonlySet<string> = new Set(['policy', 'environment']);

const isOfVersion = ({ data }: FactShape): boolean =>
  typeof data['policyId'] === 'string' && typeof data['version'] === 'number';

const rowOf = ({ seq, event }: RecordedEvent, facts: readonly FactShape[]): TimelineRow => {
  const data = facts[0]?.data ?? {};
  return {
    policy_id: String(data['policyId']),
    version: Number(data['version']),
    seq,
    at: event.recordedAt,
    actor: { type: event.actor.type, id: event.actor.id },
    facts: facts.map(({ type }) => type),
    place: placeOf(data),
    texts: {
      ...(event.reasonDigest !== undefined && { reasonDigest: event.reasonDigest }),
      ...(event.ticketDigest !== undefined && { ticketDigest: event.ticketDigest }),
      ...(typeof data['commentDigest'] === 'string' && { commentDigest: data['commentDigest'] }),
    },
  };
};

const placeOf = ({ thread, environmentId }: FactShape['data']): Json => {
  if (typeof thread === 'number') return { thread };
  return typeof environmentId === 'string' ? { environmentId } : null;
};

/** In the order in which it happened. */
export const timelinePage = (policyId: string, version: number, { size, after }: Page): Query => ({
  text: `select seq, at, actor, facts, place, texts from version_timeline
    where policy_id = $1 and version = $2 and seq > $3 order by seq limit $4`,
  values: [policyId, version, after?.[0] ?? '0', size],
});
