import { z } from 'zod';

import { Band, DecimalText } from './tuple.ts';

export const STATUSES = [
  'affected',
  'not_affected',
  'fixed',
  'under_investigation',
  'blocked',
  'ignored',
  'deferred',
  'warned',
] as const;
export const Status = z.enum(STATUSES);
export type Status = z.infer<typeof Status>;

/** After profiles and actions; both absent when the finding has neither a score nor a vendor band. */
export const Severity = z.strictObject({ score: DecimalText.optional(), band: Band.optional() });
export type Severity = z.infer<typeof Severity>;

const AnnotationScalar = z.union([z.string(), z.boolean()]);
/** Decimals and bands are their texts; lists hold texts. */
export const AnnotationValue = z.union([AnnotationScalar, z.array(AnnotationScalar)]);
export type AnnotationValue = z.infer<typeof AnnotationValue>;

/** What a policy says about one finding. `undecided` names the rules whose condition was unknown, in order. */
export const PolicyOutcome = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('decided'),
    status: Status,
    severity: Severity,
    /** The rule that applied; absent when `default_status` did. */
    rule: z.string().optional(),
    warnings: z.array(z.string()),
    annotations: z.record(z.string(), AnnotationValue),
    undecided: z.array(z.string()),
    reason: z.literal('vex_required').optional(),
  }),
  z.strictObject({
    kind: z.literal('not_evaluable'),
    /** Sorted names whose being unknown was not absorbed. */
    missing: z.array(z.string()),
    undecided: z.array(z.string()),
  }),
  z.strictObject({
    kind: z.literal('error'),
    error: z.enum(['UNKNOWN_IN_ACTION', 'BAD_VALUE_IN_ACTION']),
    undecided: z.array(z.string()),
  }),
]);
export type PolicyOutcome = z.infer<typeof PolicyOutcome>;

/** One rule tried: its value and every operand read, in reading order, up to the one that decided. */
export const RuleTrace = z.strictObject({
  rule: z.string(),
  value: z.enum(['true', 'false', 'unknown']),
  because: z.string().optional(),
  /** The rule would have applied, but the time of its `ignore until` or `defer until` had come. */
  expired: z.literal(true).optional(),
  operands: z.array(z.strictObject({ name: z.string(), value: z.string() })),
});
export type RuleTrace = z.infer<typeof RuleTrace>;
