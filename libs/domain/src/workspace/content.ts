import { canonicalBytes, compareBytewise, sha256Hex } from '@policy-registry/kernel';

import { reject } from '../rejection-codes.ts';
import type { WorkspaceFile } from './file.ts';

const SEGMENT = /^(?!\.{1,2}$)[^\u0000-\u001f\u007f/\\]+$/;

/**
 * The files in bytewise order of their paths. Refuses a path that is not NFC, absolute, has an empty, `.` or
 * `..` segment, a backslash or a control character, or that differs from another only in case.
 */
export const toContent = (files: readonly WorkspaceFile[]): readonly WorkspaceFile[] => {
  const seen = new Set<string>();
  files.forEach(({ path }, index) => {
    const problem = problemOf(path, seen);
    if (problem !== undefined) {
      const pointer = `/files/${index}/path`;
      throw reject('WORKSPACE_PATH_INVALID', `the path of file ${index} ${problem}`, [
        { code: 'PATH_INVALID', detail: problem, pointer },
      ]);
    }
    seen.add(path.toLowerCase());
  });
  return [...files].sort((a, b) => compareBytewise(a.path, b.path));
};

/** `manifest.json` of a content: the file whose SHA-256 is the content digest. */
export const manifestBytes = (files: readonly WorkspaceFile[]): Uint8Array =>
  canonicalBytes({ files: files.map(({ path, size, sha256 }) => ({ path, size, sha256 })) });

export const contentDigestOf = (files: readonly WorkspaceFile[]): string => sha256Hex(manifestBytes(files));

const problemOf = (path: string, seen: ReadonlySet<string>): string | undefined => {
  if (path !== path.normalize('NFC')) return 'is not in Unicode form NFC';
  if (!path.split('/').every((segment) => SEGMENT.test(segment)))
    return 'is not a relative path of plain segments';
  return seen.has(path.toLowerCase()) ? 'differs from another only in case' : undefined;
};
