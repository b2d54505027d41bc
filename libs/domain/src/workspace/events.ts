import { AggregateId, Sha256 } from '@policy-registry/kernel';
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

export const StoredDiagnostic = z.strictObject({
  severity: z.enum(['error', 'warning']),
  code: z.string().max(64),
  message: z.string().max(400),
  file: z.string().max(200),
  line: z.int().positive(),
  column: z.int().positive(),
});
export type StoredDiagnostic = z.infer<typeof StoredDiagnostic>;

/** What the Policy Engine made of a revision; only the first diagnostics are kept. */
export const CompilationReport = z.strictObject({
  engine: z.string().min(1).max(128),
  compiled: z
    .strictObject({
      irDigest: Sha256,
      isShadow: z.boolean(),
      rules: z.int().nonnegative(),
      complexity: z.int().nonnegative(),
    })
    .optional(),
  diagnostics: z.array(StoredDiagnostic).max(50),
  diagnosticsTotal: z.int().nonnegative(),
});
export type CompilationReport = z.infer<typeof CompilationReport>;

export const WorkspaceFact = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('RevisionSaved'),
    schemaVersion: z.literal(1),
    data: z.strictObject({
      policyId: AggregateId,
      revision: z.int().positive(),
      /** SHA-256 of `manifest.json`, the RFC 8785 form of `{files:[{path,size,sha256}]}`. */
      contentDigest: Sha256,
      files: z.array(WorkspaceFile).max(FILES_MAX),
      savedBy: z.string(),
    }),
  }),
  z.strictObject({
    type: z.literal('RevisionCompiled'),
    schemaVersion: z.literal(1),
    data: z.strictObject({ policyId: AggregateId, revision: z.int().positive(), report: CompilationReport }),
  }),
]);
export type WorkspaceFact = z.infer<typeof WorkspaceFact>;
