import type { DecisionContext } from '@policy-registry/kernel';

import { reject } from '../rejection-codes.ts';
import { FILES_MAX, type WorkspaceFile } from './file.ts';
import { requireAuthor, saved } from './save.ts';
import type { WorkspaceFact } from './events.ts';
import { filesOf, type Workspace } from './state.ts';
import type { WorkspaceCommandOf, WorkspaceNeeds } from './workspace.ts';

type Context = DecisionContext<WorkspaceNeeds>;

/** Saves one file beside the others as they are now. */
export const putFile = (
  { data: { policyId, file } }: WorkspaceCommandOf<'PutFile'>,
  workspace: Workspace,
  context: Context,
): readonly WorkspaceFact[] => {
  requireAuthor(policyId, workspace, context);
  const others = without(filesOf(workspace), file.path);
  if (others.length === FILES_MAX)
    throw reject('WORKSPACE_FULL', `a workspace has at most ${FILES_MAX} files`);
  return saved({ policyId, files: [...others, file] }, workspace, context);
};

/** Saves the files as they are now without one of them. */
export const deleteFile = (
  { data: { policyId, path } }: WorkspaceCommandOf<'DeleteFile'>,
  workspace: Workspace,
  context: Context,
): readonly WorkspaceFact[] => {
  requireAuthor(policyId, workspace, context);
  const files = without(filesOf(workspace), path);
  if (files.length === filesOf(workspace).length)
    throw reject('FILE_UNKNOWN', `the workspace has no file ${path}`);
  if (files.length === 0) throw reject('WORKSPACE_EMPTY', 'a workspace keeps at least one file');
  return saved({ policyId, files }, workspace, context);
};

const without = (files: readonly WorkspaceFile[], path: string): readonly WorkspaceFile[] =>
  files.filter((file) => file.path !== path);
