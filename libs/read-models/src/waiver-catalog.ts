import { activityOf, WaiverFact } from '@policy-registry/domain';
import type { Json, ReadModel, RecordedEvent, RowChange } from '@policy-registry/kernel';

import { factsOf } from './facts-of.ts';
import type { Page, Query } from './page.ts';

export type WaiverRow = {
  readonly waiver_id: string;
  readonly policy_id: string;
  readonly number: number;
  readonly state: string;
  /** Facts it has had; its ETag. */
  readonly changes: number;
  readonly rule: string | null;
  readonly component: string | null;
  readonly advisory: string | null;
  readonly environment_id: string | null;
  readonly owner: string;
  readonly requested_by: string;
  readonly requested_at: string;
  readonly reason_digest: string;
  readonly ticket_digest: string;
  readonly renews: string | null;
  readonly superseded_by: string | null;
  readonly expires_at: string;
  readonly approved_by: string | null;
  readonly approved_at: string | null;
  /** The end of what `activityOf` says; null where it was never approved. */
  readonly active_until: string | null;
  /** Who rejected, withdrew or revoked it, with the digests of reason and ticket. */
  readonly ending: Json;
};

/** The waivers of every policy. */
export const waiverCatalog: ReadModel<WaiverRow> = {
  table: 'waiver_catalog',
  columns: {
    waiver_id: 'text',
    policy_id: 'text',
    number: 'bigint',
    state: 'text',
    changes: 'bigint',
    rule: 'text',
    component: 'text',
    advisory: 'text',
    environment_id: 'text',
    owner: 'text',
    requested_by: 'text',
    requested_at: 'text',
    reason_digest: 'text',
    ticket_digest: 'text',
    renews: 'text',
    superseded_by: 'text',
    expires_at: 'text',
    approved_by: 'text',
    approved_at: 'text',
    active_until: 'text',
    ending: 'jsonb',
  },
  key: ['waiver_id'],
  reads: (recorded) => waiverFacts(recorded).map(({ data }) => [data.waiverId]),
  fold: (rows, recorded) =>
    // No waiver has two facts in one event.
    waiverFacts(recorded).flatMap((fact): readonly RowChange<WaiverRow>[] => {
      if (fact.type === 'WaiverRequested') return [{ put: requested(fact.data) }];
      const row = rows([fact.data.waiverId]);
      return row === undefined ? [] : [{ put: { ...changed(row, fact), changes: row.changes + 1 } }];
    }),
};

const waiverFacts = (recorded: RecordedEvent): readonly WaiverFact[] =>
  factsOf(recorded, 'waiver', WaiverFact);

const requested = (data: Extract<WaiverFact, { type: 'WaiverRequested' }>['data']): WaiverRow => ({
  waiver_id: data.waiverId,
  policy_id: data.policyId,
  number: Number(data.waiverId.slice(data.policyId.length + 1)),
  state: 'requested',
  changes: 1,
  rule: data.scope.rule ?? null,
  component: data.scope.component ?? null,
  advisory: data.scope.advisory ?? null,
  environment_id: data.scope.environmentId ?? null,
  owner: data.owner,
  requested_by: data.by,
  requested_at: data.at,
  reason_digest: data.reasonDigest,
  ticket_digest: data.ticketDigest,
  renews: data.renews ?? null,
  superseded_by: null,
  expires_at: data.expiresAt,
  approved_by: null,
  approved_at: null,
  active_until: null,
  ending: null,
});

const changed = (
  row: WaiverRow,
  fact: Exclude<WaiverFact, { type: 'WaiverRequested' }>,
): Omit<WaiverRow, 'changes'> => {
  const { by, at } = fact.data;
  switch (fact.type) {
    case 'WaiverApproved': {
      const approved = { ...row, state: 'approved', approved_by: by, approved_at: at };
      return { ...approved, active_until: activeUntil(approved) };
    }
    case 'WaiverRejected':
      return { ...row, state: 'rejected', ending: endingOf(fact.data) };
    case 'WaiverWithdrawn':
      return { ...row, state: 'withdrawn', ending: endingOf(fact.data) };
    case 'WaiverRevoked':
      return {
        ...row,
        state: 'revoked',
        active_until: activeUntil(row, at),
        ending: endingOf(fact.data),
      };
    case 'WaiverSuperseded':
      return {
        ...row,
        state: 'superseded',
        active_until: activeUntil(row, at),
        superseded_by: fact.data.supersededBy,
      };
  }
};

const activeUntil = (
  { approved_at: approvedAt, expires_at: expiresAt }: WaiverRow,
  endedAt?: string,
): string | null => activityOf({ approvedAt: approvedAt ?? undefined, expiresAt, endedAt })?.until ?? null;

type Ended = Extract<WaiverFact, { type: 'WaiverRevoked' }>['data'];

const endingOf = ({ by, at, reasonDigest, ticketDigest }: Ended): Json => ({
  by,
  at,
  reasonDigest,
  ticketDigest: ticketDigest ?? null,
});

const SHAPE = `waiver_id as "waiverId", policy_id as "policyId", number, state, changes as revision, rule, component, advisory,
  environment_id as "environmentId", owner, requested_by as "requestedBy", requested_at as "requestedAt",
  reason_digest as "reasonDigest", ticket_digest as "ticketDigest", renews, superseded_by as "supersededBy",
  expires_at as "expiresAt", approved_by as "approvedBy", approved_at as "approvedAt", active_until as "activeUntil", ending`;

export const waiverById = (waiverId: string): Query => ({
  text: `select ${SHAPE} from waiver_catalog where waiver_id = $1`,
  values: [waiverId],
});

export type WaiverFilter = {
  readonly policyId?: string | undefined;
  readonly state?: string | undefined;
  /** Active at this instant: `activeAt` of the domain, over the two ends that it goes by. */
  readonly activeAt?: string | undefined;
  /** Approved, and active until before this instant. */
  readonly expiringBefore?: string | undefined;
  /** Those that covered nothing where a simulation was given them last. */
  readonly isUnused?: boolean | undefined;
};

// Of each environment the newest simulation that was given the waiver: the most tuples that it covered in any of them. Null
// where none was given it, of which nothing is known.
const COVERED = `(select max(newest.tuples) from (
    select distinct on (given.environment_id) (
      select (one->>'tuples')::bigint from jsonb_array_elements(given.result->'waived'->'waivers') one
      where one->>'waiverId' = waiver_catalog.waiver_id) as tuples
    from simulation_catalog given
    where given.policy_id = waiver_catalog.policy_id and given.state = 'succeeded'
      and given.inputs->'waivers' @> jsonb_build_array(jsonb_build_object('waiverId', waiver_catalog.waiver_id))
    order by given.environment_id, given.requested_at desc, given.simulation_id) newest)`;

/** In bytewise order of the policies, and of each in the order in which they were asked for. */
export const waiverPage =
  ({ policyId, state, activeAt, expiringBefore, isUnused = false }: WaiverFilter) =>
  ({ size, after }: Page): Query => ({
    text: `select ${SHAPE} from waiver_catalog where (policy_id, number) > ($1, $2)
      and ($4::text is null or policy_id = $4) and ($5::text is null or state = $5)
      and ($6::text is null or (approved_at <= $6 and $6 < active_until))
      and ($7::text is null or active_until < $7)
      and (not $8::boolean or ${COVERED} = 0)
      order by policy_id, number limit $3`,
    values: [
      ...[after?.[0] ?? '', after?.[1] ?? '0', size],
      ...[policyId ?? null, state ?? null, activeAt ?? null, expiringBefore ?? null, isUnused],
    ],
  });
