import {
  type Band,
  type PolicyOutcome,
  type Severity,
  type Status,
  STATUSES,
} from '@policy-registry/finding';
import { type Decimal, formatDecimal, parseDecimal } from '@policy-registry/kernel';

import { type Instant, instantOf, isBefore } from './instants.ts';
import type { IrAction, IrPolicy } from './ir.ts';
import type { Observer } from './observer.ts';
import { prepare } from './prepare.ts';
import type { Prepared } from './prepared.ts';
import type { Reading } from './reading.ts';
import { type InputSeverity, readable } from './severity.ts';
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
  /** Why the status is what it is; another status has no reason. */
  reason: Decided['reason'];
};

export const workingOf = (status: Status, input: InputSeverity): Working => ({
  status,
  severity: severityOf(input),
  warnings: [],
  annotations: new Map(),
  reason: undefined,
});

const severityOf = ({ score, rank }: InputSeverity): Severity => ({
  ...(score !== undefined && { score: formatDecimal(score) }),
  ...(rank !== undefined && { band: bandOfRank(rank) }),
});

/** One action, ready to run: changes the working outcome, or says why it cannot. */
export type PreparedAction = (reading: Reading, working: Working) => ActionError | undefined;

/** What a rule does on one side: actions in order, and the instants until which `ignore` and `defer` hold. */
export type PreparedBranch = {
  readonly actions: readonly PreparedAction[];
  readonly until: readonly Instant[];
};

export const prepareBranch = (
  actions: readonly IrAction[],
  types: IrPolicy['settings'],
  observer?: Observer,
): PreparedBranch => ({
  actions: actions.map((action) => prepareObserved(action, types, observer)),
  until: actions.flatMap((action) => ('until' in action ? [instantOf(action.until)] : [])),
});

const prepareObserved = (
  action: IrAction,
  types: IrPolicy['settings'],
  observer: Observer | undefined,
): PreparedAction => {
  const prepared = prepareAction(action, types, observer);
  if (observer === undefined) return prepared;
  return (reading, working) => {
    const error = prepared(reading, working);
    observer.action(action.action, error);
    return error;
  };
};

/** Whether each of its times still lies ahead; afterwards the rule counts as not matching. */
export const isInForce = ({ until }: PreparedBranch, nowMs: number): boolean =>
  until.every((instant) => isBefore(nowMs, instant));

const prepareAction = (
  action: IrAction,
  types: IrPolicy['settings'],
  observer: Observer | undefined,
): PreparedAction => {
  switch (action.action) {
    case 'ignore':
      return setStatus('ignored');
    case 'defer':
      return setStatus('deferred');
    case 'requireVex':
      return requireVex(action);
    case 'annotate':
      return act(prepare(action.value, types, observer), annotate(action.key));
    case 'status':
    case 'severity':
    case 'escalate':
    case 'warn':
      return act(prepare(action.value, types, observer), APPLY[action.action]);
  }
};

const setStatus =
  (status: Status): PreparedAction =>
  (_reading, working) => {
    working.status = status;
    working.reason = undefined;
    return undefined;
  };

/** Blocks the finding unless one matching statement has a vendor and a justification of those wanted. */
const requireVex = ({ vendors, justifications }: IrAction & { action: 'requireVex' }): PreparedAction => {
  const isWanted = (wanted: readonly string[], text: string | undefined): boolean => {
    const known = readable(text);
    return known !== undefined && wanted.includes(known);
  };
  return ({ finding }, working) => {
    const isStated = finding.vex.some(
      ({ source, justification }) =>
        (vendors.length === 0 || isWanted(vendors, source)) && isWanted(justifications, justification),
    );
    if (!isStated) {
      working.status = 'blocked';
      working.reason = 'vex_required';
    }
    return undefined;
  };
};

const act =
  (value: Prepared, apply: Apply): PreparedAction =>
  (reading, working) => {
    const known = value.evaluate(reading);
    if (known === undefined) return 'UNKNOWN_IN_ACTION';
    return apply(working, known) ? undefined : 'BAD_VALUE_IN_ACTION';
  };

/** Puts a known value into the outcome; `false` when the value cannot stand there. */
type Apply = (working: Working, value: Known) => boolean;
type Known = Exclude<Value, undefined>;

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
    if (status === undefined) return false;
    working.status = status;
    working.reason = undefined;
    return true;
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
