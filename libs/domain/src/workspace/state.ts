import type { CompilationReport, WorkspaceFact } from './events.ts';
import type { WorkspaceFile } from './file.ts';

export type Revision = {
  readonly contentDigest: string;
  readonly savedBy: string;
  /** Nobody wrote it: the registry added tests. */
  readonly isByRegistry: boolean;
  /** Who had a hand in content that was taken from elsewhere, beside who saved it here; absent where it was written here. */
  readonly lineage?: readonly string[];
  readonly report: CompilationReport | undefined;
};

/** The saves of one policy's draft; `revisions[n - 1]` is revision n. */
export type Workspace = {
  readonly revisions: readonly Revision[];
  /** Those of the last revision. */
  readonly files: readonly WorkspaceFile[];
  /** Versions whose intended decisions have been looked at. */
  readonly regressions: readonly number[];
};

export const initialState: Workspace = { revisions: [], files: [], regressions: [] };

export const evolve = (workspace: Workspace, fact: WorkspaceFact): Workspace => {
  switch (fact.type) {
    case 'RevisionSaved': {
      const { contentDigest, savedBy, isByRegistry = false, lineage, files } = fact.data;
      const from = lineage !== undefined && { lineage };
      const saved: Revision = { contentDigest, savedBy, isByRegistry, ...from, report: undefined };
      return { ...workspace, revisions: [...workspace.revisions, saved], files };
    }
    case 'RevisionCompiled': {
      const { revision, report } = fact.data;
      const compiled = (saved: Revision, index: number) =>
        index === revision - 1 ? { ...saved, report } : saved;
      return { ...workspace, revisions: workspace.revisions.map(compiled) };
    }
    case 'RegressionTestsRecorded':
      return { ...workspace, regressions: [...workspace.regressions, fact.data.version] };
  }
};
