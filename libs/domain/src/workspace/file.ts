import { Sha256 } from '@policy-registry/kernel';
import { z } from 'zod';

// These schemas ARE the storage format.

/** A workspace holds at most this many files, each at most this long. */
export const FILES_MAX = 128;
export const FILE_BYTES_MAX = 4 * 1024 * 1024;

export const WorkspaceFile = z.strictObject({
  path: z.string().min(1).max(200),
  size: z.int().nonnegative().max(FILE_BYTES_MAX),
  sha256: Sha256,
});
export type WorkspaceFile = z.infer<typeof WorkspaceFile>;
