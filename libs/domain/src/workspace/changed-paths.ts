import { compareBytewise } from '@policy-registry/kernel';

import type { WorkspaceFile } from './file.ts';

/** The paths at which two contents differ: of files that were added, removed or changed, in bytewise order. */
export const changedPaths = (
  before: readonly WorkspaceFile[],
  after: readonly WorkspaceFile[],
): readonly string[] => {
  const had = new Map(before.map(({ path, sha256 }) => [path, sha256]));
  const has = new Map(after.map(({ path, sha256 }) => [path, sha256]));
  const paths = new Set([...had.keys(), ...has.keys()]);
  return [...paths].filter((path) => had.get(path) !== has.get(path)).sort(compareBytewise);
};
