import {
  type Band,
  type PolicyOutcome,
  type Severity,
  type Status,
  STATUSES,
} from '@policy-registry/finding';
import { type Decimal, formatDecimal, parseDecimal } from '@policy-registry/kernel';

import type { IrAction, IrPolicy } from './ir.ts';
import { prepare } from './prepare.ts';
import { IrInvalid, type Prepared } from './prepared.ts';
import type { InputSeverity, Reading } from './reading.ts';
import {
  bandOfRank,
  bandOfScore,
  bandOfText,
  isDecimal,
  lowerBoundOf,
  SCORE_MAX,
  SCORE_MIN,
  type Value,
} from './values.ts';

type Decided = Extract<PolicyOutcome, { kind: 'decided' }>;
type ActionError = Extract<PolicyOutcome, { kind: 'error' }>['error'];

/** The outcome while actions work on it; reads see the input, never this. */
export type Working = {
  status: Status;
  severity: Severity;
  readonly warnings: string[];
  readonly annotations: Map<string, Decided['annotations'][string]>;
};

export const workingOf = (status: Status, input: InputSeverity): Working => ({
  status,
  severity: severityOf(input),
  warnings: [],
  annotations: new Map(),
});

const severityOf = ({ score, rank }: InputSeverity): Severity => ({
  ...(score !== undefined && { score: formatDecimal(score) }),
  ...(rank !== undefined && { band: bandOfRank(rank) }),
});

/** One action, ready to run: changes the working outcome, or says why it cannot. */
export type PreparedAction = (reading: Reading, working: Working) => ActionError | undefined;

export const prepareAction = (action: IrAction, types: IrPolicy['settings']): PreparedAction => {
  if ('until' in action || action.action === 'requireVex') {
    throw new IrInvalid(`this build cannot run ${action.action} yet`);
  }
  const value = prepare(action.value, types);
  const apply = action.action === 'annotate' ? annotate(action.key) : APPLY[action.action];
  return (reading, working) => act(value, { reading, working, apply });
};

/** Puts a known value into the outcome; `false` when the value cannot stand there. */
type Apply = (working: Working, value: Known) => boolean;
type Known = Exclude<Value, undefined>;

const act = (
  value: Prepared,
  {
    reading,
    working,
    apply,
  }: { readonly reading: Reading; readonly working: Working; readonly apply: Apply },
): ActionError | undefined => {
  const known = value.evaluate(reading);
  if (known === undefined) return 'UNKNOWN_IN_ACTION';
  return apply(working, known) ? undefined : 'BAD_VALUE_IN_ACTION';
};

const annotate =
  (key: string): Apply =>
  (working, value) => {
    working.annotations.set(key, isList(value) ? value.map(annotationText) : annotationText(value));
    return true;
  };

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

const annotationText = (value: Value): string | boolean => {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (isDecimal(value)) return formatDecimal(value);
  return typeof value === 'number' ? bandOfRank(value) : '';
};

const APPLY: Readonly<Record<'status' | 'severity' | 'escalate' | 'warn', Apply>> = {
  status: (working, value) => {
    const status = STATUSES.find((each) => each === value);
    working.status = status ?? working.status;
    return status !== undefined;
  },
  severity: (working, value) => {
    const score = scoreOf(value);
    if (score !== undefined) working.severity = severityOfScore(score);
    return score !== undefined;
  },
  // Never lowers: only a score above the one the outcome has (or above the lower bound of a mere band) is taken.
  escalate: (working, value) => {
    const score = scoreOf(value);
    if (score === undefined) return false;
    const current = currentScore(working.severity);
    if (current === undefined || score > current) working.severity = severityOfScore(score);
    return true;
  },
  warn: (working, value) => {
    if (typeof value === 'string') working.warnings.push(value);
    return typeof value === 'string';
  },
};

const severityOfScore = (score: Decimal): Severity => ({
  score: formatDecimal(score),
  band: bandOfScore(score),
});

const currentScore = ({ score, band }: Severity): Decimal | undefined => {
  if (score !== undefined) return parseDecimal(score);
  return band === undefined ? undefined : lowerBoundOf(band);
};

/** A score itself, or the lower bound of a band; text must spell a band. */
const scoreOf = (value: Known): Decimal | undefined => {
  if (isDecimal(value)) return value < SCORE_MIN || value > SCORE_MAX ? undefined : value;
  const band: Band | undefined =
    typeof value === 'number' ? bandOfRank(value) : typeof value === 'string' ? bandOfText(value) : undefined;
  return band === undefined ? undefined : lowerBoundOf(band);
};
