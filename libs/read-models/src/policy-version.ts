import { PolicyFact } from '@policy-registry/domain';
import type { Json, ReadModel, RecordedEvent } from '@policy-registry/kernel';

import { factsOf } from './facts-of.ts';
import type { Page, Query } from './page.ts';

type MarkRow = {
  readonly index: number;
  readonly mark: string;
  readonly class: string;
  readonly by: string;
  readonly at: string;
};

export type VersionRow = {
  readonly policy_id: string;
  readonly version: number;
  readonly semver: string;
  readonly state: string;
  /** Facts this version has had; its ETag. */
  readonly changes: number;
  readonly workspace_revision: number;
  readonly content_digest: string;
  readonly ir_digest: string;
  readonly is_shadow: boolean;
  readonly supersedes: number | null;
  readonly lineage: Json;
  readonly submission: Json;
  readonly approvals: readonly Json[];
  /** What reviewers say of changed decisions, each reviewer once of a decision. */
  readonly marks: readonly MarkRow[];
  /** `requested`, `failed` with a reason, or `published` with the attestation. */
  readonly publication: Json;
  /** The last step away from production, with the digests of its reason and ticket. */
  readonly step_back: Json;
  readonly created_at: string;
  readonly updated_at: string;
};

type OfVersion = Exclude<PolicyFact, { type: 'PolicyCreated' | 'OwnerChanged' | `Thread${string}` }>;

/** The versions of every policy, with their reviews. */
export const policyVersion: ReadModel<VersionRow> = {
  table: 'policy_version',
  columns: {
    policy_id: 'text',
    version: 'bigint',
    semver: 'text',
    state: 'text',
    changes: 'bigint',
    workspace_revision: 'bigint',
    content_digest: 'text',
    ir_digest: 'text',
    is_shadow: 'boolean',
    supersedes: 'bigint',
    lineage: 'jsonb',
    submission: 'jsonb',
    approvals: 'jsonb',
    marks: 'jsonb',
    publication: 'jsonb',
    step_back: 'jsonb',
    created_at: 'text',
    updated_at: 'text',
  },
  key: ['policy_id', 'version'],
  reads: (recorded) => versionFacts(recorded).map(({ data }) => [data.policyId, String(data.version)]),
  fold: (rows, recorded) => {
    const folded = new Map<number, VersionRow>();
    for (const fact of versionFacts(recorded)) {
      const { policyId, version } = fact.data;
      const row = folded.get(version) ?? rows([policyId, String(version)]);
      const next = foldVersion(row, fact, recorded.event.recordedAt);
      if (next !== undefined) folded.set(version, next);
    }
    return [...folded.values()].map((put) => ({ put }));
  },
};

const versionFacts = (recorded: RecordedEvent): readonly OfVersion[] =>
  factsOf(recorded, 'policy', PolicyFact).filter(isOfVersion);

/** What is said of a version changes nothing of it. */
const isOfVersion = (fact: PolicyFact): fact is OfVersion =>
  fact.type !== 'PolicyCreated' && fact.type !== 'OwnerChanged' && !('thread' in fact.data);

const foldVersion = (row: VersionRow | undefined, fact: OfVersion, at: string): VersionRow | undefined => {
  if (fact.type === 'VersionDrafted') return drafted(fact.data, at);
  if (row === undefined) return undefined;
  const changed = { ...row, changes: row.changes + 1, updated_at: at };
  switch (fact.type) {
    case 'VersionSubmitted': {
      const { simulationId, resultDigest, evidenceDigest, reviewers, lineage } = fact.data;
      const { groups, changed: paths } = fact.data;
      const submission = {
        ...{ simulationId, resultDigest, evidenceDigest, reviewers },
        // Submissions from before these were told have none, and their rows stay what they were.
        ...(groups !== undefined && { groups }),
        ...(paths !== undefined && { changed: paths }),
      };
      return { ...changed, state: 'submitted', lineage, approvals: [], marks: [], submission };
    }
    case 'ApprovalGiven': {
      const { approver, at: approvedAt, binding, groups } = fact.data;
      // Approvals from before groups counted have none, and their rows stay what they were.
      const given = { approver, at: approvedAt, binding, ...(groups !== undefined && { groups }) };
      return { ...changed, approvals: [...row.approvals, given] };
    }
    case 'DecisionMarked': {
      const { index, mark, class: found, by, at: markedAt } = fact.data;
      const others = row.marks.filter((known) => known.index !== index || known.by !== by);
      if (mark === 'withdrawn') return { ...changed, marks: others };
      return { ...changed, marks: [...others, { index, mark, class: found, by, at: markedAt }] };
    }
    case 'ChangesRequested':
      return { ...changed, ...OUT_OF_REVIEW, step_back: stepBackOf('changes_requested', fact.data) };
    case 'VersionWithdrawn':
      return { ...changed, ...OUT_OF_REVIEW, step_back: stepBackOf('withdrawn', fact.data) };
    case 'VersionDeprecated':
      return { ...changed, state: 'deprecated', step_back: stepBackOf('deprecated', fact.data) };
    case 'VersionArchived':
      return { ...changed, state: 'archived', step_back: stepBackOf('archived', fact.data) };
    case 'VersionRecalled':
      return { ...changed, state: 'recalled', step_back: stepBackOf('recalled', fact.data) };
    case 'VersionApproved':
      return { ...changed, state: 'approved' };
    case 'PublicationConfirmed': {
      const { by, at: confirmedAt, endsBy } = fact.data;
      return { ...changed, publication: { status: 'confirmed', by, at: confirmedAt, endsBy } };
    }
    case 'PublicationRequested':
      return { ...changed, publication: { status: 'requested', attempt: fact.data.attempt } };
    case 'PublicationFailed':
      return {
        ...changed,
        publication: { status: 'failed', attempt: fact.data.attempt, reason: fact.data.reason },
      };
    case 'VersionPublished': {
      const { statementDigest, attestationId, keyId } = fact.data;
      return {
        ...changed,
        state: 'published',
        publication: { status: 'published', statementDigest, attestationId, keyId, at },
      };
    }
  }
};

const OUT_OF_REVIEW = { state: 'draft', submission: null, approvals: [], marks: [] } as const;

type SteppedBack = Extract<OfVersion, { type: 'VersionDeprecated' }>['data'];

const stepBackOf = (step: string, { by, at, reasonDigest, ticketDigest }: SteppedBack): Json => ({
  step,
  by,
  at,
  reasonDigest,
  ticketDigest: ticketDigest ?? null,
});

const drafted = (data: Extract<OfVersion, { type: 'VersionDrafted' }>['data'], at: string): VersionRow => ({
  policy_id: data.policyId,
  version: data.version,
  semver: data.semver,
  state: 'draft',
  changes: 1,
  workspace_revision: data.revision,
  content_digest: data.contentDigest,
  ir_digest: data.irDigest,
  is_shadow: data.isShadow,
  supersedes: data.supersedes ?? null,
  lineage: data.lineage,
  submission: null,
  approvals: [],
  marks: [],
  publication: null,
  step_back: null,
  created_at: at,
  updated_at: at,
});

// A version froze the checks of its revision, which never change: they are shown from there. Null before they counted.
const CHECKS = `(select jsonb_build_object('warnings', made.compilation->'warnings', 'tests', jsonb_build_object(
    'total', made.compilation->'tests'->'total', 'failed', made.compilation->'tests'->'failed'))
  from workspace_revision made
  where made.policy_id = policy_version.policy_id and made.revision = policy_version.workspace_revision
    and made.compilation->'warnings' is not null and made.compilation->'tests' is not null)`;

const SHAPE = `policy_id as "policyId", version, semver, state, changes as revision, workspace_revision as "workspaceRevision",
  content_digest as "contentDigest", ir_digest as "irDigest", is_shadow as "isShadow", ${CHECKS} as checks, supersedes, lineage, submission,
  approvals, marks, publication, step_back as "stepBack", created_at as "createdAt", updated_at as "updatedAt"`;

export const versionByNumber = (policyId: string, version: number): Query => ({
  text: `select ${SHAPE} from policy_version where policy_id = $1 and version = $2`,
  values: [policyId, version],
});

/** The versions that were published, whatever became of them since, in order of their numbers. */
export const publishedVersions = (policyId: string): Query => ({
  text: `select version, semver, ir_digest as "irDigest" from policy_version
    where policy_id = $1 and publication->>'status' = 'published' order by version`,
  values: [policyId],
});

/** The simulation that the version was submitted with; no row before that. */
export const simulationOfSubmission = (policyId: string, version: number): Query => ({
  text: `select submission->>'simulationId' as "simulationId" from policy_version
    where policy_id = $1 and version = $2 and submission->>'simulationId' is not null`,
  values: [policyId, version],
});

/** In order of the version numbers. */
export const versionPage = (policyId: string, { size, after }: Page): Query => ({
  text: `select ${SHAPE} from policy_version where policy_id = $1 and version > $2 order by version limit $3`,
  values: [policyId, after?.[0] ?? '0', size],
});

/** A version by its policy and its number, in their order: where a list of versions of all policies goes on. */
const AFTER = `(policy_id, version) > ($1, $2)`;
const afterIn = ({ after }: Page): readonly string[] => [after?.[0] ?? '', after?.[1] ?? '0'];

/** The versions in review. */
export const reviewPage = (page: Page): Query => ({
  text: `select ${SHAPE} from policy_version where ${AFTER} and state = 'submitted' order by policy_id, version limit $3`,
  values: [...afterIn(page), page.size],
});

/**
 * The versions in review that wait for somebody: who is asked by name or as a member of a group, had no hand in it and has not
 * approved it.
 */
export const reviewsWaitingFor = (subject: string, page: Page): Query => ({
  text: `select ${SHAPE} from policy_version where ${AFTER} and state = 'submitted'
    and not lineage @> to_jsonb($4::text)
    and not approvals @> jsonb_build_array(jsonb_build_object('approver', $4::text))
    and (submission -> 'reviewers' @> to_jsonb($4::text) or exists (
      select from tenant_settings, jsonb_array_elements(access -> 'groups') asked
      where asked -> 'members' @> to_jsonb($4::text) and submission -> 'groups' @> (asked -> 'groupId')))
    order by policy_id, version limit $3`,
  values: [...afterIn(page), page.size, subject],
});
