import { PolicyFact } from '@policy-registry/domain';
import type { Json, ReadModel, RecordedEvent } from '@policy-registry/kernel';

import { factsOf } from './facts-of.ts';
import type { Page, Query } from './page.ts';

type Comment = { readonly by: string; readonly at: string; readonly commentDigest: string };

export type ReviewThreadRow = {
  readonly policy_id: string;
  readonly version: number;
  readonly thread: number;
  /** Null: the version as a whole; a line of null: the file as a whole. */
  readonly place: Json;
  readonly is_blocking: boolean;
  readonly is_resolved: boolean;
  /** In their order, the one that began it first. */
  readonly comments: readonly Comment[];
  /** Who resolved it last, and when; null while it is open. */
  readonly resolution: Json;
  /** Facts this thread has had; its ETag. */
  readonly changes: number;
};

type ThreadFact = Extract<PolicyFact, { type: `Thread${string}` }>;

/** What was said of versions, thread by thread. */
export const reviewThread: ReadModel<ReviewThreadRow> = {
  table: 'review_thread',
  columns: {
    policy_id: 'text',
    version: 'bigint',
    thread: 'bigint',
    place: 'jsonb',
    is_blocking: 'boolean',
    is_resolved: 'boolean',
    comments: 'jsonb',
    resolution: 'jsonb',
    changes: 'bigint',
  },
  key: ['policy_id', 'version', 'thread'],
  reads: (recorded) => threadFacts(recorded).map(keyOf),
  fold: (rows, recorded) =>
    threadFacts(recorded).flatMap((fact) => {
      const put = fact.type === 'ThreadStarted' ? started(fact.data) : followed(rows(keyOf(fact)), fact);
      return put === undefined ? [] : [{ put }];
    }),
};

// A command records one fact of a thread at most.
const threadFacts = (recorded: RecordedEvent): readonly ThreadFact[] =>
  factsOf(recorded, 'policy', PolicyFact).filter(isOfThread);

const isOfThread = (fact: PolicyFact): fact is ThreadFact => 'thread' in fact.data;

const keyOf = ({ data: { policyId, version, thread } }: ThreadFact): readonly string[] => [
  policyId,
  String(version),
  String(thread),
];

const started = ({
  policyId,
  version,
  thread,
  place,
  isBlocking,
  ...comment
}: Extract<ThreadFact, { type: 'ThreadStarted' }>['data']): ReviewThreadRow => ({
  policy_id: policyId,
  version,
  thread,
  place: place === undefined ? null : { path: place.path, line: place.line ?? null },
  is_blocking: isBlocking,
  is_resolved: false,
  comments: [comment],
  resolution: null,
  changes: 1,
});

const followed = (
  row: ReviewThreadRow | undefined,
  fact: Exclude<ThreadFact, { type: 'ThreadStarted' }>,
): ReviewThreadRow | undefined => {
  if (row === undefined) return undefined;
  const changed = { ...row, changes: row.changes + 1 };
  const { by, at } = fact.data;
  switch (fact.type) {
    case 'ThreadReplied':
      return { ...changed, comments: [...row.comments, { by, at, commentDigest: fact.data.commentDigest }] };
    case 'ThreadResolved':
      return { ...changed, is_resolved: true, resolution: { by, at } };
    case 'ThreadReopened':
      return { ...changed, is_resolved: false, resolution: null };
  }
};

const SHAPE = `policy_id as "policyId", version, thread, place, is_blocking as "isBlocking", is_resolved as "isResolved",
  comments, resolution, changes as revision`;

export const threadByNumber = (policyId: string, version: number, thread: number): Query => ({
  text: `select ${SHAPE} from review_thread where policy_id = $1 and version = $2 and thread = $3`,
  values: [policyId, version, thread],
});

/** In the order in which they were started. */
export const threadPage = (policyId: string, version: number, { size, after }: Page): Query => ({
  text: `select ${SHAPE} from review_thread
    where policy_id = $1 and version = $2 and thread > $3 order by thread limit $4`,
  values: [policyId, version, after?.[0] ?? '0', size],
});
