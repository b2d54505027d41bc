import { changesBinding, EnvironmentFact, type BindingFact } from '@policy-registry/domain';
import type { Json, ReadModel, RecordedEvent } from '@policy-registry/kernel';

import { factsOf } from './facts-of.ts';
import type { Page, Query } from './page.ts';

type Bound = {
  readonly version: number;
  readonly semver: string;
  readonly contentDigest: string;
  readonly irDigest: string;
};
type CanaryBound = Bound & { readonly selector: Json; readonly isPaused: boolean };

/** What was bound of a policy in an environment, from one change until the next. */
export type BindingPeriodRow = {
  readonly environment_id: string;
  readonly policy_id: string;
  /** The event of the environment that ended it, by the version of the aggregate; 0: it is still so. */
  readonly ended_by: number;
  readonly began_by: number;
  /** The event that began it, by its sequence. */
  readonly seq: number;
  readonly from_at: string;
  readonly until_at: string | null;
  readonly how: string;
  readonly by_actor: string;
  readonly reason_digest: string | null;
  readonly ticket_digest: string | null;
  readonly incident: string | null;
  /** Which promotion it was, where it was one that is signed. */
  readonly attempt: number | null;
  readonly stable: Bound | null;
  readonly canary: CanaryBound | null;
};

/** Everything that was ever bound, and how it came so. Each change ends one period and begins the next. */
export const bindingHistory: ReadModel<BindingPeriodRow> = {
  table: 'binding_history',
  columns: {
    environment_id: 'text',
    policy_id: 'text',
    ended_by: 'bigint',
    began_by: 'bigint',
    seq: 'bigint',
    from_at: 'text',
    until_at: 'text',
    how: 'text',
    by_actor: 'text',
    reason_digest: 'text',
    ticket_digest: 'text',
    incident: 'text',
    attempt: 'bigint',
    stable: 'jsonb',
    canary: 'jsonb',
  },
  key: ['environment_id', 'policy_id', 'ended_by'],
  reads: (recorded) => changes(recorded).map(({ data }) => [data.environmentId, data.policyId, STILL_SO]),
  fold: (rows, recorded) => {
    const [first, ...others] = changes(recorded);
    if (first === undefined) return [];
    const { environmentId, policyId } = first.data;
    const before = rows([environmentId, policyId, STILL_SO]);
    const { seq, event } = recorded;
    const began_by = event.aggregate.version;
    const begun = {
      ...{ environment_id: environmentId, policy_id: policyId, ended_by: 0, began_by, seq },
      ...{ from_at: event.recordedAt, until_at: null },
    };
    // Facts of one event about one binding are one change.
    const bound = others.reduce<BoundNow>((now, fact) => after(now, fact), after(before ?? NOTHING, first));
    const ended = before && { ...before, ended_by: began_by, until_at: event.recordedAt };
    const next = { ...begun, ...saidBy(others.at(-1) ?? first), ...bound };
    return [...(ended === undefined ? [] : [{ put: ended }]), { put: next }];
  },
};

const STILL_SO = '0';
type BoundNow = Pick<BindingPeriodRow, 'stable' | 'canary'>;
const NOTHING: BoundNow = { stable: null, canary: null };

type Change = Extract<EnvironmentFact, { type: 'VersionPromoted' }> | BindingFact;

const changes = (recorded: RecordedEvent): readonly Change[] =>
  factsOf(recorded, 'environment', EnvironmentFact).filter(
    (fact) => fact.type === 'VersionPromoted' || changesBinding(fact),
  );

const after = ({ stable, canary }: BoundNow, fact: Change): BoundNow => {
  switch (fact.type) {
    case 'VersionPromoted': {
      const { canary: selector } = fact.data;
      const bound = boundOf(fact.data);
      return selector === undefined
        ? { stable: bound, canary: null }
        : { stable, canary: { ...bound, selector, isPaused: false } };
    }
    case 'CanaryPaused':
      return { stable, canary: canary && { ...canary, isPaused: true } };
    case 'CanaryContinued':
      return { stable, canary: canary && { ...canary, isPaused: false, selector: fact.data.selector } };
    case 'CanaryAborted':
    case 'CanaryRolledOff':
      return { stable, canary: null };
    case 'CanaryCompleted':
    case 'BindingRolledBack':
      return { stable: boundOf(fact.data), canary: null };
    case 'StableRolledOff': {
      const { to } = fact.data;
      // A canary of what is stable now has nothing left to try.
      return { stable: to ? boundOf(to) : null, canary: canary?.version === to?.version ? null : canary };
    }
  }
};

const boundOf = ({ version, semver, contentDigest, irDigest }: Bound): Bound => ({
  ...{ version, semver, contentDigest, irDigest },
});

const HOW: Readonly<Record<BindingFact['type'], string>> = {
  CanaryPaused: 'canary_paused',
  CanaryContinued: 'canary_continued',
  CanaryCompleted: 'canary_completed',
  CanaryAborted: 'canary_aborted',
  CanaryRolledOff: 'rolled_off',
  BindingRolledBack: 'rolled_back',
  StableRolledOff: 'rolled_off',
};

const saidBy = (fact: Change) => {
  const { reasonDigest = null, ticketDigest = null } = 'reasonDigest' in fact.data ? fact.data : {};
  const said = { reason_digest: reasonDigest, ticket_digest: ticketDigest };
  if (fact.type === 'VersionPromoted') {
    const { canary, promotedBy, attempt = null } = fact.data;
    const how = canary === undefined ? 'promoted' : 'canary_started';
    return { ...said, how, by_actor: promotedBy, incident: null, attempt };
  }
  const incident = fact.type === 'BindingRolledBack' ? fact.data.incident : null;
  return { ...said, how: HOW[fact.type], by_actor: fact.data.by, incident, attempt: null };
};

/** What speaks for a version that was bound: who had approved it by then, what it was submitted with, and what was signed. */
const withEvidence = (
  bound: string,
): string => `case when jsonb_typeof(h.${bound}) = 'object' then h.${bound} || (
    select jsonb_build_object(
      'approvals', coalesce((select jsonb_agg(jsonb_build_object('approver', a->'approver', 'at', a->'at') order by at)
        from jsonb_array_elements(v.approvals) with ordinality as given(a, at) where a->>'at' <= h.from_at), '[]'),
      'submission', case when jsonb_typeof(v.submission) = 'object' then v.submission - 'reviewers' end,
      'publicationAttestationId', v.publication->'attestationId',
      'promotion', (select jsonb_build_object('attempt', p.attempt, 'requestedBy', p.statement->'requestedBy',
          'requestedAt', p.statement->'requestedAt', 'simulationId', p.statement->'simulationId',
          'resultDigest', p.statement->'resultDigest', 'attestationId', p.attestation_id)
        from promotion p
        where p.environment_id = h.environment_id and p.policy_id = h.policy_id and p.version = v.version
          and p.status = 'promoted' and p.ended_at <= h.from_at
        order by p.attempt desc limit 1))
    from policy_version v where v.policy_id = h.policy_id and v.version = (h.${bound}->>'version')::bigint) end`;

export type HistoryAsked = {
  readonly environmentId: string;
  /** Of this policy alone. */
  readonly policyId?: string | undefined;
  /** What was bound at this instant, or at any time from it until another one. */
  readonly at?: string | undefined;
  readonly until?: string | undefined;
};

/** In the order of the changes. */
export const historyPage = (
  { environmentId, policyId, at, until }: HistoryAsked,
  { size, after: last }: Page,
): Query => ({
  text: `select h.policy_id as "policyId", h.began_by as change, h.from_at as "from", h.until_at as "until", h.how,
      h.by_actor as "by", coalesce(asked.seq, h.seq) as seq, h.reason_digest as "reasonDigest",
      h.ticket_digest as "ticketDigest", h.incident, ${withEvidence('stable')} as stable, ${withEvidence('canary')} as canary
    from binding_history h left join promotion asked on asked.environment_id = h.environment_id
      and asked.policy_id = h.policy_id and asked.attempt = h.attempt
    where h.environment_id = $1 and ($2::text is null or h.policy_id = $2)
      and ($3::text is null or (h.from_at <= $4 and (h.until_at is null or h.until_at > $3)))
      and h.began_by > $5 order by h.began_by limit $6`,
  values: [environmentId, policyId ?? null, at ?? null, until ?? at ?? null, last?.[0] ?? '0', size],
});

/** In which environments a version is bound, and which were rolled off it; no row for a version that there is not. */
export const rollOffsOf = (policyId: string, version: number): Query => ({
  text: `select v.policy_id as "policyId", v.version,
      coalesce((select jsonb_agg(jsonb_build_object('environmentId', b.environment_id,
          'as', case when b.version = v.version then 'stable' else 'canary' end) order by b.environment_id)
        from environment_catalog e join environment_binding b using (tenant_id, environment_id)
        where e.tenant_id = v.tenant_id and b.policy_id = v.policy_id
          and (b.version = v.version or (b.canary->>'version')::bigint = v.version)), '[]') as "boundIn",
      coalesce((select jsonb_agg(jsonb_build_object('environmentId', h.environment_id, 'at', next.from_at,
          'as', case when (h.stable->>'version')::bigint = v.version then 'stable' else 'canary' end,
          'to', case when (h.stable->>'version')::bigint = v.version then next.stable->'version' end) order by next.seq)
        from environment_catalog e join binding_history h using (tenant_id, environment_id)
          join binding_history next on next.tenant_id = h.tenant_id and next.environment_id = h.environment_id
            and next.policy_id = h.policy_id and next.began_by = h.ended_by
        where e.tenant_id = v.tenant_id and h.policy_id = v.policy_id and next.how = 'rolled_off'
          and (${leaves('stable')} or ${leaves('canary')})), '[]') as "rolledOff"
    from policy_version v where v.policy_id = $1 and v.version = $2`,
  values: [policyId, version],
});

/** Whether the version is bound so in one period and not in the next. */
const leaves = (bound: 'stable' | 'canary'): string =>
  `(h.${bound}->>'version')::bigint = v.version and (next.${bound}->>'version')::bigint is distinct from v.version`;
