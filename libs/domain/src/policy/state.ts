import type { Confirmation } from '../confirmation.ts';
import type {
  ApprovalBinding,
  Mark,
  Owner,
  PolicyFact,
  PublicationStatement,
  VersionChecks,
} from './events.ts';
import type { ThreadFact } from './thread-events.ts';
import { evolveThreads, type Thread } from './thread.ts';

/** A version may be bound in environments while it is in one of these, and in no other. */
const IN_USE = ['published', 'deprecated'] as const;
/** What has been published comes here for good: it is bound nowhere. */
export const OUT_OF_USE = ['archived', 'recalled'] as const;

export const VERSION_STATES = ['draft', 'submitted', 'approved', ...IN_USE, ...OUT_OF_USE] as const;
export type VersionState = (typeof VERSION_STATES)[number];

/** Whether a version ever was published: nothing takes that back. */
export const wasPublished = ({ state }: Pick<Version, 'state'>): boolean =>
  [...IN_USE, ...OUT_OF_USE].some((published) => published === state);

export type Version = {
  readonly state: VersionState;
  readonly semver: string;
  readonly revision: number;
  readonly contentDigest: string;
  readonly irDigest: string;
  readonly isShadow: boolean;
  /** `undefined`: made before lint and tests counted. */
  readonly checks: VersionChecks | undefined;
  /** Facts this version has had, but for what is said in threads: what `If-Match` names. */
  readonly changes: number;
  /** Everybody who had a hand in what is reviewed; none of them may approve it. */
  readonly lineage: readonly string[];
  /** The paths that it changes over what was published before; none before it was submitted, or where nobody looked. */
  readonly changed: readonly string[];
  readonly submission:
    | { readonly simulationId: string; readonly resultDigest: string; readonly evidenceDigest: string }
    | undefined;
  /** When it was submitted last; `undefined` where it never was, or before that was recorded. */
  readonly submittedAt: string | undefined;
  readonly approvals: readonly {
    readonly approver: string;
    readonly at: string;
    readonly binding: ApprovalBinding;
    /** Those that the approver belonged to by then; absent from before groups counted. */
    readonly groups?: readonly string[] | undefined;
  }[];
  /** What reviewers say of changed decisions of the submission's simulation, each reviewer once of a decision. */
  readonly marks: readonly (Mark & { readonly by: string })[];
  /** What was said of it. They outlive a return to draft, as the content that they are about does. */
  readonly threads: readonly Thread[];
  /** Where publishing takes two persons: what the first one said, until it is requested. */
  readonly confirmation: Confirmation | undefined;
  readonly publication:
    | {
        readonly attempt: number;
        readonly isPending: boolean;
        readonly statement: PublicationStatement;
        readonly statementDigest: string;
        readonly endsBy: string | undefined;
      }
    | undefined;
};

/** `versions[n - 1]` is version n. */
export type Policy =
  | { readonly status: 'absent' }
  | {
      readonly status: 'created';
      readonly versions: readonly Version[];
      /** Who had a hand in what it began with; nobody where it began with nothing. */
      readonly begunBy: readonly string[];
      /** `undefined` until somebody names one. */
      readonly owner?: Owner;
    };

export const initialState: Policy = { status: 'absent' };

/** The version of that number, where there is one. */
export const versionIn = (policy: Policy, number: number): Version | undefined =>
  policy.status === 'created' ? policy.versions[number - 1] : undefined;

/** Whether a version may be active somewhere: it was published, and nothing says that it must not be. */
export const isBindable = (policy: Policy, number: number): boolean => {
  const version = versionIn(policy, number);
  return IN_USE.some((state) => state === version?.state);
};

export const evolve = (policy: Policy, fact: PolicyFact): Policy => {
  if (fact.type === 'PolicyCreated')
    return { status: 'created', versions: [], begunBy: fact.data.beginning?.lineage ?? [] };
  if (policy.status === 'absent') return policy;
  if (fact.type === 'OwnerChanged') return { ...policy, owner: fact.data.owner };
  if (fact.type === 'VersionDrafted')
    return { ...policy, versions: [...policy.versions, drafted(fact.data)] };

  const versions = policy.versions.map((version, index) =>
    index === fact.data.version - 1 ? evolveVersion(version, fact) : version,
  );
  return { ...policy, versions };
};

type Drafted = Extract<PolicyFact, { type: 'VersionDrafted' }>['data'];
type VersionFact = Exclude<PolicyFact, { type: 'PolicyCreated' | 'OwnerChanged' | 'VersionDrafted' }>;
type Transition = Exclude<VersionFact, ThreadFact>;

const drafted = ({
  semver,
  revision,
  contentDigest,
  irDigest,
  isShadow,
  lineage,
  checks,
}: Drafted): Version => ({
  state: 'draft',
  semver,
  revision,
  contentDigest,
  irDigest,
  isShadow,
  checks,
  changes: 1,
  lineage,
  changed: [],
  submission: undefined,
  submittedAt: undefined,
  approvals: [],
  marks: [],
  threads: [],
  confirmation: undefined,
  publication: undefined,
});

const evolveVersion = (version: Version, fact: VersionFact): Version => {
  switch (fact.type) {
    case 'ThreadStarted':
    case 'ThreadReplied':
    case 'ThreadResolved':
    case 'ThreadReopened':
      return { ...version, threads: evolveThreads(version.threads, fact) };
    default:
      return { ...moved(version, fact), changes: version.changes + 1 };
  }
};

const moved = (version: Version, fact: Transition): Version => {
  switch (fact.type) {
    case 'VersionSubmitted': {
      const { simulationId, resultDigest, evidenceDigest, submittedAt, lineage, changed = [] } = fact.data;
      return {
        ...version,
        state: 'submitted',
        lineage,
        changed,
        submission: { simulationId, resultDigest, evidenceDigest },
        submittedAt,
        approvals: [],
        marks: [],
      };
    }
    case 'ApprovalGiven': {
      const { approver, at, binding, groups } = fact.data;
      return { ...version, approvals: [...version.approvals, { approver, at, binding, groups }] };
    }
    case 'DecisionMarked': {
      const { index, mark, class: found, by } = fact.data;
      const others = version.marks.filter((known) => known.index !== index || known.by !== by);
      if (mark === 'withdrawn') return { ...version, marks: others };
      return { ...version, marks: [...others, { index, mark, class: found, by }] };
    }
    case 'ChangesRequested':
    case 'VersionWithdrawn':
      return { ...version, state: 'draft', submission: undefined, approvals: [], marks: [] };
    case 'VersionDeprecated':
      return { ...version, state: 'deprecated' };
    case 'VersionArchived':
      return { ...version, state: 'archived' };
    case 'VersionRecalled':
      return { ...version, state: 'recalled' };
    case 'VersionApproved':
      return { ...version, state: 'approved' };
    case 'PublicationConfirmed': {
      const { policyId: _policyId, version: _version, ...confirmation } = fact.data;
      return { ...version, confirmation };
    }
    case 'PublicationRequested': {
      const { attempt, statement, statementDigest, endsBy } = fact.data;
      const publication = { attempt, isPending: true, statement, statementDigest, endsBy };
      return { ...version, confirmation: undefined, publication };
    }
    case 'PublicationFailed':
      return version.publication === undefined
        ? version
        : { ...version, publication: { ...version.publication, isPending: false } };
    case 'VersionPublished':
      return version.publication === undefined
        ? { ...version, state: 'published' }
        : { ...version, state: 'published', publication: { ...version.publication, isPending: false } };
  }
};
