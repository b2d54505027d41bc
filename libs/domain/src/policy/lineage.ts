import type { Workspace } from '../workspace/state.ts';
import { wasPublished, type Version } from './state.ts';

/**
 * Who had a hand in a revision since the last published version before it: everybody who saved one of the revisions from there
 * on, and whoever had one in content that such a revision took from elsewhere, as was recorded when it was taken. What the
 * registry saved itself nobody wrote.
 */
export const authorsOf = (
  versions: readonly Version[],
  workspace: Workspace | undefined,
  revision: number,
): readonly string[] => {
  const published = versions.findLast((version) => wasPublished(version) && version.revision < revision);
  const reachable = workspace?.revisions.slice(published?.revision ?? 0, revision) ?? [];
  return reachable.flatMap(({ isByRegistry, savedBy, lineage = [] }) =>
    isByRegistry ? lineage : [savedBy, ...lineage],
  );
};
