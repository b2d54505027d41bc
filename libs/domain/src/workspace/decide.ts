import type { DecisionContext } from '@policy-registry/kernel';

import { requireSystem } from '../guards.ts';
import { reject } from '../rejection-codes.ts';
import { begin } from './begin.ts';
import { deleteFile, putFile } from './change-file.ts';
import type { WorkspaceFact } from './events.ts';
import { recordRegressionTests } from './regression.ts';
import { restoreContent } from './restore.ts';
import { requireAuthor, saved } from './save.ts';
import type { Workspace } from './state.ts';
import type { WorkspaceCommand, WorkspaceCommandOf, WorkspaceNeeds } from './workspace.ts';

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
    case 'PutFile':
      return putFile(command, workspace, context);
    case 'DeleteFile':
      return deleteFile(command, workspace, context);
    case 'RestoreContent':
      return restoreContent(command, workspace, context);
    case 'BeginWorkspace':
      return begin(command, workspace, context);
  }
};

const save = (
  { data: { policyId, files } }: WorkspaceCommandOf<'SaveWorkspace'>,
  workspace: Workspace,
  context: Context,
): readonly WorkspaceFact[] => {
  requireAuthor(policyId, workspace, context);
  return saved({ policyId, files }, workspace, context);
};

const recordCompilation = (
  { data }: WorkspaceCommandOf<'RecordCompilation'>,
  workspace: Workspace,
  context: Context,
): readonly WorkspaceFact[] => {
  requireSystem(context);
  const revision = workspace.revisions[data.revision - 1];
  if (revision === undefined) throw reject('REVISION_UNKNOWN', `there is no revision ${data.revision}`);
  if (revision.report !== undefined) return [];
  return [{ type: 'RevisionCompiled', schemaVersion: 1, data }];
};
