import type { DecisionContext } from '@policy-registry/kernel';

import { requireSystem } from '../guards.ts';
import { reject } from '../rejection-codes.ts';
import { isFlagOn } from '../tenant/flags.ts';
import { contentDigestOf, toContent } from './content.ts';
import type { RegressionTests, WorkspaceFact } from './events.ts';
import { FILES_MAX, type WorkspaceFile } from './file.ts';
import { disposals } from './retention.ts';
import { filesOf, type Workspace } from './state.ts';
import type { WorkspaceNeeds } from './workspace.ts';

/** Where the tests lie that came of a version; they hold findings. A regular expression of PostgreSQL as well. */
export const REGRESSION_PATH = String.raw`^tests/regression-v[1-9][0-9]*\.json$`;

export const regressionPathOf = (version: number): string => `tests/regression-v${version}.json`;

/**
 * Adds the file of tests that came of a published version to the draft, once: what authors do with it afterwards stays.
 * Where the tenant has switched them off there are none. A file for which there is no room is left out, and recorded as such.
 */
export const recordRegressionTests = (
  { data }: { readonly data: RegressionTests },
  workspace: Workspace,
  context: DecisionContext<WorkspaceNeeds>,
): readonly WorkspaceFact[] => {
  requireSystem(context);
  const { revisions, regressions } = workspace;
  const files = filesOf(workspace);
  if (revisions.length === 0) throw reject('REVISION_UNKNOWN', 'the workspace has no revision yet');
  if (regressions.includes(data.version) || !isFlagOn(context.needs.tenant, 'regressionTests')) return [];
  const { file, ...rest } = data;
  if (file === undefined) return [recorded(data)];

  const reason = obstacleOf(file, files);
  if (reason !== undefined) {
    const leftOut = [...data.leftOut, ...data.tested.map((index) => ({ index, reason }))];
    return [recorded({ ...rest, tested: [], leftOut })];
  }
  if (files.some(({ path }) => path === file.path)) return [recorded(data)];
  const content = toContent([...files, file]);
  const { policyId } = data;
  const revision = revisions.length + 1;
  return [
    {
      type: 'RevisionSaved',
      schemaVersion: 1,
      data: {
        policyId,
        revision,
        contentDigest: contentDigestOf(content),
        files: [...content],
        savedBy: context.principal.id,
        isByRegistry: true,
      },
    },
    recorded(data),
    ...disposals({ policyId, saved: revision }, workspace, context.needs),
  ];
};

const obstacleOf = (file: WorkspaceFile, files: readonly WorkspaceFile[]): string | undefined => {
  const there = files.find(({ path }) => path.toLowerCase() === file.path.toLowerCase());
  if (there === undefined) return files.length < FILES_MAX ? undefined : 'WORKSPACE_FULL';
  return there.path === file.path && there.sha256 === file.sha256 ? undefined : 'PATH_TAKEN';
};

const recorded = (data: RegressionTests): WorkspaceFact => ({
  type: 'RegressionTestsRecorded',
  schemaVersion: 1,
  data,
});
