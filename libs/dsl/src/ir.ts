import { Band, DecimalText, Status } from '@policy-registry/finding';
import { canonicalBytes, parseTimestamp } from '@policy-registry/kernel';
import { z } from 'zod';

import { COMPARISONS } from './ast.ts';
import { LANGUAGE } from './language.ts';

// These schemas ARE the compiled form. A new construct adds a member or an `op`; the meaning of what is here never changes.

export const FIELDS = [
  'status',
  'justification',
  'source',
  'timestamp',
  'impact_statement',
  'action_statement',
] as const;

/** An expression: literals carry their type, names are dotted, chains of `and` and `or` are flat, `null` is gone. */
export type IrExpression =
  | { readonly op: 'string'; readonly value: string }
  | { readonly op: 'decimal'; readonly value: string }
  | { readonly op: 'boolean'; readonly value: boolean }
  | { readonly op: 'severity'; readonly value: Band }
  | { readonly op: 'list'; readonly items: readonly IrExpression[] }
  | { readonly op: 'name'; readonly name: string }
  | { readonly op: 'field'; readonly field: (typeof FIELDS)[number] }
  | { readonly op: 'not' | 'exists' | 'lowercase'; readonly operand: IrExpression }
  | { readonly op: 'and' | 'or' | 'coalesce'; readonly operands: readonly IrExpression[] }
  | {
      readonly op: (typeof COMPARISONS)[number] | 'in';
      readonly left: IrExpression;
      readonly right: IrExpression;
    }
  | { readonly op: 'has_tag'; readonly of: 'advisory' | 'component' | 'image'; readonly tag: IrExpression }
  | { readonly op: 'any' | 'all'; readonly predicate: IrExpression }
  /** A field of the latest statement; without one whether there is a statement, and only under `exists`. */
  | { readonly op: 'latest'; readonly field?: (typeof FIELDS)[number] | undefined }
  | { readonly op: 'normalize_cvss' | 'severity_band'; readonly operand: IrExpression }
  /** The score of the ratings of one CVSS version, or of the highest; profiles do not count. */
  | { readonly op: 'cvss'; readonly version?: IrExpression | undefined }
  | { readonly op: 'risk_score' | 'reach_state' }
  | { readonly op: 'percent_of'; readonly part: IrExpression; readonly whole: IrExpression };

export const IrExpression: z.ZodType<IrExpression> = z.lazy(() =>
  z.discriminatedUnion('op', [
    z.strictObject({ op: z.literal('string'), value: z.string() }),
    z.strictObject({ op: z.literal('decimal'), value: DecimalText }),
    z.strictObject({ op: z.literal('boolean'), value: z.boolean() }),
    z.strictObject({ op: z.literal('severity'), value: Band }),
    z.strictObject({ op: z.literal('list'), items: z.array(IrExpression) }),
    z.strictObject({ op: z.literal('name'), name: z.string() }),
    z.strictObject({ op: z.literal('field'), field: z.enum(FIELDS) }),
    z.strictObject({ op: z.enum(['not', 'exists', 'lowercase']), operand: IrExpression }),
    z.strictObject({ op: z.enum(['and', 'or', 'coalesce']), operands: z.array(IrExpression).min(1) }),
    z.strictObject({ op: z.enum([...COMPARISONS, 'in']), left: IrExpression, right: IrExpression }),
    z.strictObject({
      op: z.literal('has_tag'),
      of: z.enum(['advisory', 'component', 'image']),
      tag: IrExpression,
    }),
    z.strictObject({ op: z.enum(['any', 'all']), predicate: IrExpression }),
    z.strictObject({ op: z.literal('latest'), field: z.enum(FIELDS).optional() }),
    z.strictObject({ op: z.enum(['normalize_cvss', 'severity_band']), operand: IrExpression }),
    z.strictObject({ op: z.literal('cvss'), version: IrExpression.optional() }),
    z.strictObject({ op: z.enum(['risk_score', 'reach_state']) }),
    z.strictObject({ op: z.literal('percent_of'), part: IrExpression, whole: IrExpression }),
  ]),
);

const Instant = z
  .string()
  .refine((text) => parseTimestamp(text) !== undefined, 'no RFC 3339 time with a zone');

export const IrAction = z.union([
  z.strictObject({ action: z.enum(['status', 'severity', 'escalate', 'warn']), value: IrExpression }),
  z.strictObject({ action: z.literal('annotate'), key: z.string(), value: IrExpression }),
  /** `until` is RFC 3339 text with a zone, as written; it is compared as an instant. */
  z.strictObject({ action: z.enum(['ignore', 'defer']), until: Instant }),
  /** Lists as written; no vendors means any. */
  z.strictObject({
    action: z.literal('requireVex'),
    vendors: z.array(z.string()),
    justifications: z.array(z.string()),
  }),
]);
export type IrAction = z.infer<typeof IrAction>;

export const IrRule = z.strictObject({
  name: z.string(),
  priority: z.int().nonnegative(),
  when: IrExpression,
  then: z.array(IrAction),
  else: z.array(IrAction).optional(),
  because: z.string().optional(),
});
export type IrRule = z.infer<typeof IrRule>;

/**
 * What is added to the input score before rules run. Vendor weights are sorted bytewise by source; the lines of
 * `env` stand as written, and each that is true adds its weight.
 */
export const IrSeverityProfile = z.strictObject({
  vendor_weight: z.array(z.strictObject({ source: z.string(), weight: DecimalText })),
  env: z.array(
    z.strictObject({
      name: z.string(),
      lines: z.array(z.strictObject({ when: IrExpression, weight: DecimalText })),
    }),
  ),
});
export type IrSeverityProfile = z.infer<typeof IrSeverityProfile>;

/** The types an open name may be declared with; `env.*` is a string or a decimal. */
export const ENV_TYPES = ['string', 'decimal'] as const;
export const SIGNAL_TYPES = ['string', 'decimal', 'boolean', 'severity'] as const;

const MetadataScalar = z.union([z.string(), z.boolean()]);

/** A compiled policy. Rules stand in evaluation order; settings hold defaults and the types of all open names. */
export const IrPolicy = z.strictObject({
  name: z.string(),
  syntax: z.literal(LANGUAGE),
  metadata: z.record(z.string(), z.union([MetadataScalar, z.array(MetadataScalar)])),
  settings: z.strictObject({
    shadow: z.boolean(),
    default_status: Status,
    signals: z.record(z.string(), z.enum(SIGNAL_TYPES)),
    env: z.record(z.string(), z.enum(ENV_TYPES)),
  }),
  /** Absent when the policy has none. */
  profiles: z.strictObject({ severity: IrSeverityProfile }).optional(),
  rules: z.array(IrRule),
});
export type IrPolicy = z.infer<typeof IrPolicy>;

/**
 * The RFC 8785 bytes that are stored, hashed and approved. The compiler gives every member in the order that they have
 * there, which spares the sorting.
 */
export const irBytes = (policy: IrPolicy): Uint8Array => canonicalBytes(policy);
