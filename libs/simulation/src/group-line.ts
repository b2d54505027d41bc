import { z } from 'zod';

import { SomeClassCounts } from './class-counts.ts';

/** The tuples of one image, package or team, by class; `null` is the line of those that have none. */
export const GroupLine = z.strictObject({ name: z.string().nullable(), classes: SomeClassCounts });
export type GroupLine = z.infer<typeof GroupLine>;
