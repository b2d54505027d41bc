import { AggregateId, Sha256 } from '@policy-registry/kernel';
import { z } from 'zod';

import { FILES_MAX, WorkspaceFile } from './file.ts';

// These schemas ARE the storage format.

/** The name of a template. */
export const TemplateName = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/);

const version = { policyId: AggregateId, version: z.int().positive() };
const FromVersion = z.strictObject({ kind: z.literal('version'), ...version });

const FromRevision = z.strictObject({ kind: z.literal('revision'), revision: z.int().positive() });

/** Where the content of a revision was taken from, where nobody wrote it in place. */
export const Origin = z.discriminatedUnion('kind', [
  /** The digest is that of the template's content: templates change with the registry, and this says which it was. */
  z.strictObject({ kind: z.literal('template'), name: TemplateName, contentDigest: Sha256 }),
  /** A version of this policy or of another one of the tenant. */
  FromVersion,
  /** An earlier revision of this workspace. */
  FromRevision,
]);
export type Origin = z.infer<typeof Origin>;

/** Somebody by the `sub` of their tokens, and how many such may have had a hand in one content. */
const Hands = z.array(z.string());

/** What a policy begins with. */
export const Beginning = z.strictObject({
  origin: Origin,
  files: z.array(WorkspaceFile).min(1).max(FILES_MAX),
  /** Who had a hand in the content before: none of them may approve what comes of it. */
  lineage: Hands,
});
export type Beginning = z.infer<typeof Beginning>;

/** What a policy is asked to begin with: the content, and what it claims to be. */
export const AskedBeginning = z.strictObject({
  from: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('template'), name: TemplateName }),
    FromVersion,
  ]),
  files: z.array(WorkspaceFile).min(1).max(FILES_MAX),
});
export type AskedBeginning = z.infer<typeof AskedBeginning>;

/** What a draft can be taken back to, or derived from. */
export const Restorable = z.discriminatedUnion('kind', [FromVersion, FromRevision]);
