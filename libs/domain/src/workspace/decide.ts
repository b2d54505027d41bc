import type { DecisionContext } from '@policy-registry/kernel';

import { requireMatch, requireScope, requireSystem, requireTenant } from '../guards.ts';
import { reject } from '../rejection-codes.ts';
import { contentDigestOf, toContent } from './content.ts';
import { checksOf } from './checks.ts';
import type { WorkspaceFact } from './events.ts';
import { begin } from './begin.ts';
import { recordRegressionTests } from './regression.ts';
import type { Revision, Workspace } from './state.ts';
import type { WorkspaceCommand, WorkspaceNeeds } from './workspace.ts';

type Save = Extract<WorkspaceCommand, { type: 'SaveWorkspace' }>;
type Record = Extract<WorkspaceCommand, { type: 'RecordCompilation' }>;
type Context = DecisionContext<WorkspaceNeeds>;

export const decide = (
  command: WorkspaceCommand,
  workspace: Workspace,
  context: Context,
): readonly WorkspaceFact[] => {
  switch (command.type) {
    case 'SaveWorkspace':
      return save(command, workspace, context);
    case 'RecordCompilation':
      return recordCompilation(command, workspace, context);
    case 'RecordRegressionTests':
      return recordRegressionTests(command, workspace, context);
    case 'BeginWorkspace':
      return begin(command, workspace, context);
  }
};

const save = ({ data }: Save, workspace: Workspace, context: Context): readonly WorkspaceFact[] => {
  requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:author');
  if (context.needs.policy.status === 'absent')
    throw reject('POLICY_UNKNOWN', `there is no policy ${data.policyId}`);

  requireMatch(context, workspace.revisions.length);
  const files = toContent(data.files);
  const contentDigest = contentDigestOf(files);
  const last = workspace.revisions.at(-1);
  if (last?.contentDigest === contentDigest && !isUnchecked(last)) return [];

  const revision = workspace.revisions.length + 1;
  return [
    {
      type: 'RevisionSaved',
      schemaVersion: 1,
      data: {
        policyId: data.policyId,
        revision,
        contentDigest,
        files: [...files],
        savedBy: context.principal.id,
      },
    },
  ];
};

// Compiled before warnings were counted and tests were run: saving the same again has it done now.
const isUnchecked = ({ report }: Revision): boolean =>
  report?.compiled !== undefined && checksOf(report) === undefined;

const recordCompilation = (
  { data }: Record,
  workspace: Workspace,
  context: Context,
): readonly WorkspaceFact[] => {
  requireSystem(context);
  const revision = workspace.revisions[data.revision - 1];
  if (revision === undefined) throw reject('REVISION_UNKNOWN', `there is no revision ${data.revision}`);
  if (revision.report !== undefined) return [];
  return [{ type: 'RevisionCompiled', schemaVersion: 1, data }];
};
