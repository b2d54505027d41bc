import semver from 'semver';

import type { Bump } from './bump.ts';

/**
 * The semantic version that follows from a bump over the one that was published last, and that is not taken. What decides the
 * same is a patch as well: a version needs a name. The first version is 1.0.0; a pre-release is followed by its release where
 * that is as high as the bump asks (Semantic Versioning 2.0.0, clauses 4 to 9).
 */
export const suggestedSemver = (base: string | undefined, bump: Bump, taken: readonly string[]): string => {
  const step = bump === 'none' ? 'patch' : bump;
  let next = base === undefined ? FIRST : incremented(base, step);
  // As many as are taken, and one more.
  for (const _one of taken) if (taken.includes(next)) next = incremented(next, step);
  return next;
};

const FIRST = '1.0.0';

const incremented = (version: string, step: Exclude<Bump, 'none'>): string =>
  semver.inc(version, step) ?? FIRST;
