import { BANDS, RESULT_CLASSES, STATUSES } from '@policy-registry/finding';
import { z } from 'zod';

import { Count } from './class-counts.ts';

/** The bands, `unknown` (decided, with neither score nor band) and `not_decided` (an error or `not_evaluable`). */
export const SEVERITY_COLUMNS = [...BANDS, 'unknown', 'not_decided'] as const;
export type SeverityColumn = (typeof SEVERITY_COLUMNS)[number];
export const SeverityCounts = z.record(z.enum(SEVERITY_COLUMNS), Count);
export type SeverityCounts = z.infer<typeof SeverityCounts>;

/** Tuples by severity before and, inside, after; cells without tuples are left out. */
export const SeverityMatrix = z.partialRecord(
  z.enum(SEVERITY_COLUMNS),
  z.partialRecord(z.enum(SEVERITY_COLUMNS), Count),
);
export type SeverityMatrix = z.infer<typeof SeverityMatrix>;

/** The columns of the heat map: how a tuple came out. */
export const OUTCOME_COLUMNS = [...STATUSES, 'not_evaluable', 'error'] as const;
export type OutcomeColumn = (typeof OUTCOME_COLUMNS)[number];
/** One line of the heat map. `null`: no rule decided (`default_status`, `not_evaluable`) or it is not told (an error). */
export const RuleCounts = z.strictObject({
  rule: z.string().nullable(),
  outcomes: z.partialRecord(z.enum(OUTCOME_COLUMNS), Count),
});
export type RuleCounts = z.infer<typeof RuleCounts>;
/** Lines by rule name (bytewise), `null` first; columns without tuples are left out. */
export const HeatMap = z.strictObject({ base: z.array(RuleCounts), candidate: z.array(RuleCounts) });

/** A component or image with the number of its tuples that changed, in all and by class. */
const Mover = z.strictObject({
  name: z.string(),
  changed: Count,
  classes: z.partialRecord(z.enum(RESULT_CLASSES), Count),
});
export type Mover = z.infer<typeof Mover>;
export const Movers = z.strictObject({ components: z.array(Mover), images: z.array(Mover) });
