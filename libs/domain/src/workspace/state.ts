import type { CompilationReport, WorkspaceFact } from './events.ts';

export type Revision = {
  readonly contentDigest: string;
  readonly savedBy: string;
  readonly report: CompilationReport | undefined;
};

/** The saves of one policy's draft; `revisions[n - 1]` is revision n. */
export type Workspace = { readonly revisions: readonly Revision[] };

export const initialState: Workspace = { revisions: [] };

export const evolve = (workspace: Workspace, fact: WorkspaceFact): Workspace => {
  switch (fact.type) {
    case 'RevisionSaved': {
      const { contentDigest, savedBy } = fact.data;
      return { revisions: [...workspace.revisions, { contentDigest, savedBy, report: undefined }] };
    }
    case 'RevisionCompiled': {
      const { revision, report } = fact.data;
      const compiled = (saved: Revision, index: number) =>
        index === revision - 1 ? { ...saved, report } : saved;
      return { revisions: workspace.revisions.map(compiled) };
    }
  }
};
