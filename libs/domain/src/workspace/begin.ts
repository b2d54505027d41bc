import type { DecisionContext } from '@policy-registry/kernel';

import { requireSystem } from '../guards.ts';
import { contentDigestOf } from './content.ts';
import type { WorkspaceFact } from './events.ts';
import type { Workspace } from './state.ts';
import type { WorkspaceCommandOf } from './workspace.ts';

/** The first revision of a policy that was created from something; whoever has saved before it keeps their revision. */
export const begin = (
  { data: { policyId, origin, files, lineage, createdBy } }: WorkspaceCommandOf<'BeginWorkspace'>,
  { revisions }: Workspace,
  context: DecisionContext<unknown>,
): readonly WorkspaceFact[] => {
  requireSystem(context);
  if (revisions.length > 0) return [];
  return [
    {
      type: 'RevisionSaved',
      schemaVersion: 1,
      data: {
        policyId,
        revision: 1,
        contentDigest: contentDigestOf(files),
        files,
        savedBy: createdBy,
        origin,
        lineage,
      },
    },
  ];
};
