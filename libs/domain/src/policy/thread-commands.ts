import { AggregateId, Sha256 } from '@policy-registry/kernel';
import { z } from 'zod';

import { ThreadPlace } from './thread-events.ts';

const command = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.strictObject({ type: z.literal(type), data });

const OfVersion = { policyId: AggregateId, version: z.int().positive() };
const OfThread = { ...OfVersion, thread: z.int().positive() };

/** What is asked of the threads of a version. */
export const THREAD_COMMANDS = [
  command(
    'StartThread',
    z.strictObject({
      ...OfVersion,
      /** Absent: the version as a whole. */
      place: ThreadPlace.optional(),
      isBlocking: z.boolean(),
      commentDigest: Sha256,
    }),
  ),
  command('ReplyInThread', z.strictObject({ ...OfThread, commentDigest: Sha256 })),
  command('ResolveThread', z.strictObject(OfThread)),
  command('ReopenThread', z.strictObject(OfThread)),
] as const;
export type ThreadCommand = z.infer<(typeof THREAD_COMMANDS)[number]>;
