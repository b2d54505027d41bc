import { bandOfScore, lowerBoundOf } from '@policy-registry/dsl';
import {
  AnnotationValue,
  Band,
  DecimalText,
  Status,
  type Explained,
  type PolicyOutcome,
  type Severity,
} from '@policy-registry/finding';
import { compareBytewise, decimalOf, formatDecimal, parseDecimal } from '@policy-registry/kernel';
import { z } from 'zod';

import { isStorableText } from '../storable-text.ts';
import type { RegoPack } from './rego-pack.ts';

/** The document that the rule `outcome` of a pack gives. */
const OutcomeDocument = z.strictObject({
  status: Status,
  /** A band sets its lower bound, a decimal its band, as `severity :=` does in stella-dsl. */
  severity: z.union([Band, DecimalText]).optional(),
  warnings: z.array(z.string()).optional(),
  annotations: z.record(z.string(), AnnotationValue).optional(),
  /** One of the names that the constant `rules` lists. */
  rule: z.string().optional(),
  because: z.string().optional(),
});

/** What a pack says of one finding: no outcome and no name missing means that its default status holds. */
export type PackAnswer = { readonly outcome: readonly unknown[]; readonly missing: readonly unknown[] };

/**
 * The outcome that an answer stands for, with the way to it as far as OPA tells. What the pack says that it may not say makes
 * the outcome an error `BAD_VALUE_IN_ACTION`, as a known but invalid value does in stella-dsl.
 */
export const explainedBy = (pack: RegoPack, answer: PackAnswer, input: Severity): Explained => {
  const [said] = answer.outcome;
  if (said === undefined) return withoutOutcome(pack, answer, input);
  if (!isStorableText(said)) return BAD;
  const read = OutcomeDocument.safeParse(said);
  const severity = read.success ? severityOf(read.data.severity, input) : undefined;
  if (!read.success || severity === undefined || !isKnownRule(pack, read.data.rule)) return BAD;
  const { status, warnings = [], annotations = {}, rule, because } = read.data;
  return {
    outcome: {
      kind: 'decided',
      status,
      severity,
      ...(rule !== undefined && { rule }),
      warnings,
      annotations,
      undecided: [],
    },
    trace: [
      { rule: rule ?? 'outcome', value: 'true', ...(because !== undefined && { because }), operands: [] },
    ],
  };
};

const ERROR: PolicyOutcome = { kind: 'error', error: 'BAD_VALUE_IN_ACTION', undecided: [] };
/** Also what a finding gets whose evaluation OPA gives up, such as two values for one rule. */
export const BAD: Explained = { outcome: ERROR, trace: [{ rule: 'outcome', value: 'true', operands: [] }] };

const MissingNames = z.array(z.string().min(1));

const withoutOutcome = (pack: RegoPack, { missing }: PackAnswer, severity: Severity): Explained => {
  const names = MissingNames.safeParse(missing[0] ?? []);
  if (!names.success || !isStorableText(names.data)) return BAD;
  if (names.data.length > 0) {
    const sorted = [...new Set(names.data)].sort(compareBytewise);
    return {
      outcome: { kind: 'not_evaluable', missing: sorted, undecided: [] },
      trace: [{ rule: 'outcome', value: 'unknown', operands: [] }],
    };
  }
  return {
    outcome: {
      kind: 'decided',
      status: pack.settings.default_status,
      severity,
      warnings: [],
      annotations: {},
      undecided: [],
    },
    trace: [{ rule: 'outcome', value: 'false', operands: [] }],
  };
};

const isKnownRule = ({ rules }: RegoPack, rule: string | undefined): boolean =>
  rule === undefined || rules.some(({ name }) => name === rule);

const [SCORE_MIN, SCORE_MAX] = [decimalOf(0), decimalOf(10)];

/** `undefined` for a score outside of 0 to 10. */
const severityOf = (said: string | undefined, input: Severity): Severity | undefined => {
  if (said === undefined) return input;
  const band = Band.safeParse(said);
  if (band.success) return { score: formatDecimal(lowerBoundOf(band.data)), band: band.data };
  const score = parseDecimal(said);
  if (score === undefined || score < SCORE_MIN || score > SCORE_MAX) return undefined;
  return { score: said, band: bandOfScore(score) };
};
