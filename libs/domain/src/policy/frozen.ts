import { refuse } from '../rejection-codes.ts';
import type { PolicyContext } from './decide.ts';
import type { Version } from './state.ts';

/**
 * Checks at every transition that a version still is what it froze. Neither a version nor the revision that it was made of
 * ever changes, so where their digests differ one of the two records is not what was recorded, and nothing goes on.
 */
export const requireFrozen = (
  { contentDigest, irDigest, revision }: Pick<Version, 'contentDigest' | 'irDigest' | 'revision'>,
  context: PolicyContext,
): void => {
  const saved = context.needs.workspace?.revisions[revision - 1];
  if (saved?.contentDigest === contentDigest && saved.report?.compiled?.irDigest === irDigest) return;
  refuse(
    context,
    'CONTENT_MISMATCHED',
    `revision ${revision} of the workspace is not the content that the version froze`,
  );
};
