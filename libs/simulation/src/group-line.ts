import { z } from 'zod';

import { isSomeClassCounts, type SomeClassCounts } from './class-counts.ts';

/** The tuples of one image, package or team, by class; `null` is the line of those that have none. */
export const GroupLine = z.strictObject({
  name: z.string().nullable(),
  // A partial result has a line for every package: the schema of counts would cost more than all the rest of it.
  classes: z.custom<SomeClassCounts>(isSomeClassCounts, 'no counts by class'),
});
export type GroupLine = z.infer<typeof GroupLine>;
