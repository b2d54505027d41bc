import type { DecisionContext } from '@policy-registry/kernel';

import { requireMatch, requireScope, requireTenant } from '../guards.ts';
import type { Policy } from '../policy/state.ts';
import { reject } from '../rejection-codes.ts';
import { checksOf } from './checks.ts';
import { contentDigestOf, toContent } from './content.ts';
import type { WorkspaceFact } from './events.ts';
import type { WorkspaceFile } from './file.ts';
import type { Origin } from './origin.ts';
import { disposals } from './retention.ts';
import type { Revision, Workspace } from './state.ts';
import type { WorkspaceNeeds } from './workspace.ts';

type Context = DecisionContext<WorkspaceNeeds>;

/** Whoever changes a draft is an author, of a policy that is there, and knows its newest revision where they say so. */
export const requireAuthor = (
  policyId: string,
  { revisions }: Workspace,
  context: Context,
): Extract<Policy, { status: 'created' }> => {
  requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:author');
  const { policy } = context.needs;
  if (policy.status === 'absent') throw reject('POLICY_UNKNOWN', `there is no policy ${policyId}`);
  requireMatch(context, revisions.length);
  return policy;
};

type Content = {
  readonly policyId: string;
  readonly files: readonly WorkspaceFile[];
  readonly origin?: Origin;
  readonly lineage?: readonly string[];
};

/** The next revision, and what is disposed of for it; nothing where the newest has this content already. */
export const saved = (
  { policyId, files: asked, origin, lineage }: Content,
  workspace: Workspace,
  context: Context,
): readonly WorkspaceFact[] => {
  const { revisions } = workspace;
  const files = toContent(asked);
  const contentDigest = contentDigestOf(files);
  const last = revisions.at(-1);
  if (last?.contentDigest === contentDigest && !isUnchecked(last)) return [];
  const revision = revisions.length + 1;
  return [
    {
      type: 'RevisionSaved',
      schemaVersion: 1,
      data: {
        policyId,
        revision,
        contentDigest,
        files: [...files],
        savedBy: context.principal.id,
        ...(origin !== undefined && { origin }),
        ...(lineage !== undefined && { lineage: [...lineage] }),
      },
    },
    ...disposals({ policyId, saved: revision }, workspace, context.needs),
  ];
};

// Compiled before warnings were counted and tests were run: saving the same again has it done now.
const isUnchecked = ({ report }: Revision): boolean =>
  report?.compiled !== undefined && checksOf(report) === undefined;
