import type { CompilationReport, WorkspaceFact } from './events.ts';
import type { WorkspaceFile } from './file.ts';

export type Revision = {
  readonly contentDigest: string;
  readonly files: readonly WorkspaceFile[];
  readonly savedBy: string;
  /** Nobody wrote it: the registry added tests. */
  readonly isByRegistry: boolean;
  /** Who had a hand in content that was taken from elsewhere, beside who saved it here; absent where it was written here. */
  readonly lineage?: readonly string[];
  readonly report: CompilationReport | undefined;
  /** Its content is kept no longer, unless a version was made of it: see `retention.ts`. */
  readonly isDisposed?: true;
};

/** The saves of one policy's draft; `revisions[n - 1]` is revision n. */
export type Workspace = {
  readonly revisions: readonly Revision[];
  /** Versions whose intended decisions have been looked at. */
  readonly regressions: readonly number[];
};

export const initialState: Workspace = { revisions: [], regressions: [] };

/** The files of the last revision. */
export const filesOf = ({ revisions }: Workspace): readonly WorkspaceFile[] => revisions.at(-1)?.files ?? [];

export const evolve = (workspace: Workspace, fact: WorkspaceFact): Workspace => {
  switch (fact.type) {
    case 'RevisionSaved': {
      const { contentDigest, savedBy, isByRegistry = false, lineage } = fact.data;
      const from = lineage !== undefined && { lineage };
      const files = sharing(filesOf(workspace), fact.data.files);
      const saved: Revision = { contentDigest, files, savedBy, isByRegistry, ...from, report: undefined };
      return { ...workspace, revisions: [...workspace.revisions, saved] };
    }
    case 'RevisionCompiled': {
      const { revision, report } = fact.data;
      const compiled = (saved: Revision, index: number) =>
        index === revision - 1 ? { ...saved, report } : saved;
      return { ...workspace, revisions: workspace.revisions.map(compiled) };
    }
    case 'RegressionTestsRecorded':
      return { ...workspace, regressions: [...workspace.regressions, fact.data.version] };
    case 'RevisionsDisposed': {
      const gone = new Set(fact.data.revisions);
      const disposed = (saved: Revision, index: number): Revision =>
        gone.has(index + 1) ? { ...saved, isDisposed: true } : saved;
      return { ...workspace, revisions: workspace.revisions.map(disposed) };
    }
  }
};

/** The files, with those that are as they were before in the same memory: a draft is saved often, and changes little each time. */
const sharing = (
  before: readonly WorkspaceFile[],
  files: readonly WorkspaceFile[],
): readonly WorkspaceFile[] => {
  const known = new Map(before.map((file) => [file.path, file]));
  return files.map((file) => {
    const same = known.get(file.path);
    return same?.sha256 === file.sha256 ? same : file;
  });
};
