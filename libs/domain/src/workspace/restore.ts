import type { DecisionContext } from '@policy-registry/kernel';

import { authorsOf } from '../policy/lineage.ts';
import { initialState, wasPublished, type Policy } from '../policy/state.ts';
import { versionOf } from '../policy/version-of.ts';
import { reject } from '../rejection-codes.ts';
import { contentDigestOf, toContent } from './content.ts';
import type { WorkspaceFact } from './events.ts';
import { requireKept } from './retention.ts';
import { requireAuthor, saved } from './save.ts';
import type { Workspace } from './state.ts';
import type { WorkspaceCommandOf, WorkspaceNeeds } from './workspace.ts';

type Restore = WorkspaceCommandOf<'RestoreContent'>;
type Created = Extract<Policy, { status: 'created' }>;
type Source = { readonly contentDigest: string; readonly lineage: readonly string[] };

/**
 * Saves a content that was there before as the next revision: of an earlier revision, or of a version of this policy or another.
 * What is taken back stays in the history. Whoever had a hand in that content is recorded with it.
 */
export const restoreContent = (
  { data: { policyId, from, files } }: Restore,
  workspace: Workspace,
  context: DecisionContext<WorkspaceNeeds>,
): readonly WorkspaceFact[] => {
  const policy = requireAuthor(policyId, workspace, context);
  const { contentDigest, lineage } = sourceOf({ policyId, from }, policy, workspace, context.needs.origin);
  if (contentDigest !== contentDigestOf(toContent(files)))
    throw reject('CONTENT_MISMATCHED', 'the files are not those of what is restored');
  const people = [...new Set(lineage)].sort();
  return saved({ policyId, files, origin: from, lineage: people }, workspace, context);
};

const sourceOf = (
  { policyId, from }: Pick<Restore['data'], 'policyId' | 'from'>,
  policy: Created,
  workspace: Workspace,
  origin: Policy = initialState,
): Source => {
  if (from.kind === 'revision') {
    const { revision } = from;
    const found = workspace.revisions[revision - 1];
    if (found === undefined) throw reject('REVISION_UNKNOWN', `the workspace has no revision ${revision}`);
    requireKept(revision, workspace, policy);
    return { ...found, lineage: authorsOf(policy, workspace, revision) };
  }
  if (from.policyId !== policyId) return versionOf(origin, from);
  const version = versionOf(policy, from);
  // What was published here was approved here, and begins the count anew.
  return { ...version, lineage: wasPublished(version) ? [] : version.lineage };
};
