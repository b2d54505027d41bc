import type { PolicyOutcome } from '@policy-registry/finding';

import type { Observer } from '../observer.ts';

/** How often something happened, by what it is: `in true`, `cvss unknown`, `escalate applied`, `outcome decided`. */
export type Counts = Map<string, number>;

const TRUTHS = ['true', 'false', 'unknown'] as const;
const OPERATORS = [
  'and',
  'or',
  'not',
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'in',
  'any',
  'all',
  'has_tag',
] as const;
const FUNCTIONS = [
  'lowercase',
  'coalesce',
  'normalize_cvss',
  'cvss',
  'severity_band',
  'risk_score',
  'percent_of',
  'latest',
] as const;
const ACTIONS = [
  'status',
  'severity',
  'escalate',
  'warn',
  'annotate',
  'ignore',
  'defer',
  'requireVex',
] as const;

/** What a run has to have met: every operator with every truth, every function with and without a value, every action. */
export const REQUIRED: readonly string[] = [
  ...OPERATORS.flatMap((operator) => TRUTHS.map((truth) => `${operator} ${truth}`)),
  'exists true',
  'exists false',
  ...FUNCTIONS.flatMap((name) => [`${name} known`, `${name} unknown`]),
  'reach_state known',
  ...ACTIONS.map((action) => `${action} applied`),
  ...['status', 'severity', 'escalate', 'warn', 'annotate'].map((action) => `${action} UNKNOWN_IN_ACTION`),
  ...['status', 'severity', 'escalate'].map((action) => `${action} BAD_VALUE_IN_ACTION`),
  ...['decided', 'not_evaluable', 'error', 'vex_required'].map((kind) => `outcome ${kind}`),
];

const WITH_TRUTH: ReadonlySet<string> = new Set([...OPERATORS, 'exists']);

export const observerOf = (counts: Counts): Observer => ({
  value: (op, value) => {
    const kind = value === undefined ? 'unknown' : WITH_TRUTH.has(op) ? String(value) : 'known';
    count(counts, `${op} ${kind}`);
  },
  action: (action, error) => count(counts, `${action} ${error ?? 'applied'}`),
});

export const countOutcome = (counts: Counts, outcome: PolicyOutcome): void => {
  count(counts, `outcome ${outcome.kind}`);
  if (outcome.kind === 'decided' && outcome.reason !== undefined) count(counts, `outcome ${outcome.reason}`);
};

const count = (counts: Counts, what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);

/** What was met less often than `least` times. */
export const shortOf = (counts: Counts, least: number): readonly string[] =>
  REQUIRED.filter((what) => (counts.get(what) ?? 0) < least);
