import { type PolicyOutcome, type Status, STATUSES } from '@policy-registry/finding';
import { type Decimal, formatDecimal } from '@policy-registry/kernel';

import { instantOf } from '../instants.ts';
import type { IrAction } from '../ir.ts';
import { readable } from '../severity.ts';
import {
  bandOfRank,
  bandOfText,
  isDecimal,
  lowerBoundOf,
  SCORE_MAX,
  SCORE_MIN,
  type Value,
} from '../values.ts';
import type { Code, Run, Workshop } from './code.ts';
import { compileExpression } from './compile.ts';
import type { Frame } from './frame.ts';
import { type Grade, gradeOfScore } from './grades.ts';
import { type Additions, frozen } from './outcomes.ts';

type Decided = Extract<PolicyOutcome, { kind: 'decided' }>;
type ErrorCode = Extract<PolicyOutcome, { kind: 'error' }>['error'];
type Annotation = Decided['annotations'][string];

/** One side of a rule. `steps` change status and severity, or check a value that `additions` then uses. */
export type Branch = {
  readonly at: number;
  readonly rule: string | undefined;
  /** The last millisecond at which it is in force. */
  readonly lastMs: number;
  readonly steps: readonly Step[];
  /** The same for every finding, so that outcomes can be shared; else they are made of what is read. */
  readonly additions: Additions | ((frame: Frame) => Additions);
};

type Step = (frame: Frame) => ErrorCode | undefined;

export const compileBranch = (
  workshop: Workshop,
  actions: readonly IrAction[],
  { at, rule }: { readonly at: number; readonly rule: string | undefined },
): Branch => {
  const added: Added = { warnings: [], annotations: new Map() };
  const steps = actions.flatMap((action) => stepOf(workshop, action, added) ?? []);
  return { at, rule, lastMs: lastMsOf(actions), steps, additions: additionsOf(added) };
};

const lastMsOf = (actions: readonly IrAction[]): number => {
  let lastMs = Number.POSITIVE_INFINITY;
  for (const action of actions) {
    if (!('until' in action)) continue;
    const { ms, finer } = instantOf(action.until);
    lastMs = Math.min(lastMs, finer > 0 ? ms : ms - 1);
  }
  return lastMs;
};

type Added = { readonly warnings: Code[]; readonly annotations: Map<string, Code> };

const stepOf = (workshop: Workshop, action: IrAction, added: Added): Step | undefined => {
  switch (action.action) {
    case 'ignore':
      return setStatus('ignored');
    case 'defer':
      return setStatus('deferred');
    case 'requireVex':
      return requireVex(action);
    case 'annotate': {
      const code = compileExpression(workshop, action.value);
      added.annotations.set(action.key, code);
      return known(code, () => true);
    }
    case 'warn': {
      const code = compileExpression(workshop, action.value);
      added.warnings.push(code);
      return known(code, (value) => typeof value === 'string');
    }
    case 'status':
      return statusStep(compileExpression(workshop, action.value));
    case 'severity':
      return gradeStep(compileExpression(workshop, action.value), false);
    case 'escalate':
      return gradeStep(compileExpression(workshop, action.value), true);
  }
};

/** Sees to it that a value can stand where it is used; nothing to do for a literal that can. */
const known = ({ run, constant }: Code, isRight: (value: Value) => boolean): Step | undefined => {
  if (constant?.value !== undefined && isRight(constant.value)) return undefined;
  return (frame) => {
    const value = run(frame);
    if (value === undefined) return 'UNKNOWN_IN_ACTION';
    return isRight(value) ? undefined : 'BAD_VALUE_IN_ACTION';
  };
};

const setStatus =
  (status: Status): Step =>
  (frame) => {
    frame.status = status;
    frame.isVexRequired = false;
    return undefined;
  };

const statusOf = (value: Value): Status | undefined => STATUSES.find((status) => status === value);

const statusStep = ({ run, constant }: Code): Step => {
  const literal = statusOf(constant?.value);
  if (literal !== undefined) return setStatus(literal);
  return (frame) => {
    const value = run(frame);
    if (value === undefined) return 'UNKNOWN_IN_ACTION';
    const status = statusOf(value);
    if (status === undefined) return 'BAD_VALUE_IN_ACTION';
    frame.status = status;
    frame.isVexRequired = false;
    return undefined;
  };
};

/** Sets the severity, or with `isRaise` takes the higher one. */
const gradeStep = ({ run, constant }: Code, isRaise: boolean): Step => {
  const literal = constant?.value === undefined ? undefined : gradeOfValue(constant.value);
  return (frame) => {
    let grade = literal;
    if (grade === undefined) {
      const value = run(frame);
      if (value === undefined) return 'UNKNOWN_IN_ACTION';
      grade = gradeOfValue(value);
      if (grade === undefined) return 'BAD_VALUE_IN_ACTION';
    }
    if (!isRaise || isHigher(grade, frame.working)) frame.working = grade;
    return undefined;
  };
};

/** Above the score that is there, or above the lower bound of a mere band; anything is above nothing. */
const isHigher = ({ score }: Grade, current: Grade): boolean => {
  if (current.rank === undefined || score === undefined) return true;
  return score > (current.score ?? lowerBoundOf(bandOfRank(current.rank)));
};

const gradeOfValue = (value: Value): Grade | undefined => {
  const score = scoreOfValue(value);
  return score === undefined ? undefined : gradeOfScore(score);
};

const scoreOfValue = (value: Value): Decimal | undefined => {
  if (isDecimal(value)) return value < SCORE_MIN || value > SCORE_MAX ? undefined : value;
  if (typeof value === 'number') return lowerBoundOf(bandOfRank(value));
  const band = typeof value === 'string' ? bandOfText(value) : undefined;
  return band === undefined ? undefined : lowerBoundOf(band);
};

const requireVex = ({ vendors, justifications }: IrAction & { action: 'requireVex' }): Step => {
  const [wantedVendors, wantedJustifications] = [new Set(vendors), new Set(justifications)];
  const isAmong = (wanted: ReadonlySet<string>, text: string | undefined): boolean =>
    text !== undefined && wanted.has(text) && readable(text) !== undefined;
  return (frame) => {
    for (const { source, justification } of frame.finding.vex) {
      const isVendor = vendors.length === 0 || isAmong(wantedVendors, source);
      if (isVendor && isAmong(wantedJustifications, justification)) return undefined;
    }
    frame.status = 'blocked';
    frame.isVexRequired = true;
    return undefined;
  };
};

const additionsOf = ({ warnings, annotations }: Added): Branch['additions'] => {
  const codes = [...warnings, ...annotations.values()];
  const make = (valueOf: (code: Code) => Value): Additions => ({
    warnings: frozen(warnings.map((code) => String(valueOf(code)))),
    annotations: frozen(
      Object.fromEntries([...annotations].map(([key, code]) => [key, annotationOf(valueOf(code))])),
    ),
  });
  if (codes.every(({ constant }) => constant !== undefined)) return make(({ constant }) => constant?.value);
  return (frame) => make(({ run }: { readonly run: Run }) => run(frame));
};

const annotationOf = (value: Value): Annotation =>
  typeof value === 'object' ? frozen(value.map(annotationText)) : annotationText(value);

const annotationText = (value: Value): string | boolean => {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (isDecimal(value)) return formatDecimal(value);
  return typeof value === 'number' ? bandOfRank(value) : '';
};
