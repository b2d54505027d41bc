import { CompilationReport, Origin, Owner, WorkspaceFile } from '@policy-registry/domain';
import { Sha256, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

// What is answered about policies and their drafts, as schemas.

const count = z.int().nonnegative();
const number = z.int().positive();
const id = z.string();

export const Policy = z.strictObject({
  policyId: id,
  name: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  owner: Owner.nullable().describe('who answers for it; null until somebody is named'),
  versions: count,
  latestPublished: z.string().nullable(),
  workspaceRevision: number.nullable().describe('the newest revision of its workspace'),
  createdAt: Timestamp,
  createdBy: z.string(),
});

export const Template = z.strictObject({
  name: z.string(),
  title: z.string(),
  summary: z.string(),
  contentDigest: Sha256,
  files: z.array(WorkspaceFile),
});

export const Revision = z.strictObject({
  policyId: id,
  revision: number.describe('its ETag'),
  contentDigest: Sha256,
  files: z.array(WorkspaceFile),
  savedAt: Timestamp,
  savedBy: z.string(),
  disposedAt: Timestamp.nullable().describe(
    'since when the content of its files is kept no longer; null where it is kept',
  ),
  origin: Origin.nullable().describe('what the content was taken from; null where it was written here'),
  compilation: CompilationReport.nullable().describe('null until it was compiled'),
});

const side = z.strictObject({
  revision: number,
  contentDigest: Sha256,
  file: Sha256.nullable().optional().describe('of the one file that is concerned; null where there is none'),
});
export const Conflict = z.strictObject({
  given: side.nullable().describe('the revision that If-Match named'),
  current: side.nullable().describe('the newest revision'),
  path: z.string().optional(),
  sent: Sha256.nullable().optional().describe('what the file was to be; null where it was to go'),
});
