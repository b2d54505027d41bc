import { AggregateId, Sha256, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

import { WorkspaceFile } from '../workspace/file.ts';

// These schemas ARE the storage format.

const number = z.int().positive();
const fact = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.strictObject({ type: z.literal(type), schemaVersion: z.literal(1), data });

/** A version has at most this many threads. */
export const THREADS_MAX = 100;
/** A thread is spoken in at most this often: its comments, and each time that it is reopened. */
export const THREAD_TURNS_MAX = 64;

/** Where in a version's content a thread begins: at a file, or at a line of it. Lines count from 1. */
export const ThreadPlace = z.strictObject({ path: WorkspaceFile.shape.path, line: number.optional() });
export type ThreadPlace = z.infer<typeof ThreadPlace>;

const OfThread = { policyId: AggregateId, version: number, thread: number, by: z.string(), at: Timestamp };

/** What is said of a version, thread by thread. Texts are encrypted blobs, of which the digests are here. */
export const THREAD_FACTS = [
  fact(
    'ThreadStarted',
    z.strictObject({
      ...OfThread,
      /** Absent: the version as a whole. */
      place: ThreadPlace.optional(),
      isBlocking: z.boolean(),
      commentDigest: Sha256,
    }),
  ),
  fact('ThreadReplied', z.strictObject({ ...OfThread, commentDigest: Sha256 })),
  fact('ThreadResolved', z.strictObject(OfThread)),
  fact('ThreadReopened', z.strictObject(OfThread)),
] as const;
export type ThreadFact = z.infer<(typeof THREAD_FACTS)[number]>;
