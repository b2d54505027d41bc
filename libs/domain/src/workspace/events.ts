import { AggregateId, Sha256 } from '@policy-registry/kernel';
import { z } from 'zod';

import { MARKS_MAX } from '../policy/events.ts';
import { FILES_MAX, WorkspaceFile } from './file.ts';
import { Origin } from './origin.ts';

// These schemas ARE the storage format.

/** One save disposes of the contents of at most this many revisions; the next ones go on. */
export const REVISIONS_DISPOSED_MAX = 1_000;

/** A hint is at most this long. */
export const HINT_LENGTH_MAX = 200;

export const StoredDiagnostic = z.strictObject({
  severity: z.enum(['error', 'warning']),
  code: z.string().max(64),
  message: z.string().max(400),
  /** What to do about it. Diagnostics that were stored before there were any have none. */
  hint: z.string().max(HINT_LENGTH_MAX).optional(),
  file: z.string().max(200),
  line: z.int().positive(),
  column: z.int().positive(),
});
export type StoredDiagnostic = z.infer<typeof StoredDiagnostic>;

/** A test of the workspace that failed; a file of tests that cannot be read has no `test`. */
export const StoredTestFailure = z.strictObject({
  file: z.string().max(200),
  line: z.int().positive(),
  column: z.int().positive(),
  test: z.string().max(200).optional(),
  detail: z.string().max(400),
});
export type StoredTestFailure = z.infer<typeof StoredTestFailure>;

/** What the tests of a workspace gave; only the first failures are kept here, the report has them with their traces. */
export const StoredTests = z.strictObject({
  total: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  failures: z.array(StoredTestFailure).max(20),
  reportDigest: Sha256,
});
export type StoredTests = z.infer<typeof StoredTests>;

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
  /** How many of the diagnostics are warnings. Reports that were stored before tests were run have neither. */
  warnings: z.int().nonnegative().optional(),
  /** Absent where nothing compiled that could be tested. */
  tests: StoredTests.optional(),
});
export type CompilationReport = z.infer<typeof CompilationReport>;

const marked = z.array(z.int().nonnegative()).max(MARKS_MAX);
/** What became of the decisions of a published version that were marked intended; tuples by index in the snapshot. */
export const RegressionTests = z.strictObject({
  policyId: AggregateId,
  version: z.int().positive(),
  simulationId: AggregateId,
  /** Absent where no decision became a test. */
  file: WorkspaceFile.optional(),
  tested: marked,
  leftOut: z
    .array(z.strictObject({ index: z.int().nonnegative(), reason: z.string().max(64) }))
    .max(MARKS_MAX),
});
export type RegressionTests = z.infer<typeof RegressionTests>;

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
      /** The registry added tests to the revision before; nobody wrote it. */
      isByRegistry: z.literal(true).optional(),
      /** Where the content came from; absent: it was written here. */
      origin: Origin.optional(),
      /** Who had a hand in that content, beside who saved it here. */
      lineage: z.array(z.string()).optional(),
    }),
  }),
  z.strictObject({
    type: z.literal('RevisionCompiled'),
    schemaVersion: z.literal(1),
    data: z.strictObject({ policyId: AggregateId, revision: z.int().positive(), report: CompilationReport }),
  }),
  z.strictObject({
    type: z.literal('RegressionTestsRecorded'),
    schemaVersion: z.literal(1),
    data: RegressionTests,
  }),
  /** Their contents are kept no longer; that they were saved, by whom and with which digest, is. */
  z.strictObject({
    type: z.literal('RevisionsDisposed'),
    schemaVersion: z.literal(1),
    data: z.strictObject({
      policyId: AggregateId,
      revisions: z.array(z.int().positive()).min(1).max(REVISIONS_DISPOSED_MAX),
    }),
  }),
]);
export type WorkspaceFact = z.infer<typeof WorkspaceFact>;
