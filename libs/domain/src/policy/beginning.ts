import { reject } from '../rejection-codes.ts';
import { contentDigestOf, toContent } from '../workspace/content.ts';
import type { AskedBeginning, Beginning } from '../workspace/origin.ts';
import { initialState, type Policy } from './state.ts';
import { versionOf } from './version-of.ts';

/**
 * What a policy begins with, checked against what it claims to be: the content of a version is the one that the version
 * froze, and that of a template is recorded by its digest, which tells for ever which one it was.
 */
export const beginningOf = ({ from, files }: AskedBeginning, origin: Policy = initialState): Beginning => {
  const content = [...toContent(files)];
  const contentDigest = contentDigestOf(content);
  if (from.kind === 'template') return { origin: { ...from, contentDigest }, files: content, lineage: [] };
  const version = versionOf(origin, from);
  if (version.contentDigest !== contentDigest) {
    throw reject(
      'CONTENT_MISMATCHED',
      `the files are not those of version ${from.version} of the policy ${from.policyId}`,
    );
  }
  return { origin: from, files: content, lineage: [...version.lineage] };
};
