import { type Decimal, formatDecimal, parseDecimal } from '@policy-registry/kernel';

import { RESULT_CLASSES } from './result-class.ts';

/**
 * What a budget can count of the tuples that no waiver covers: those of a class, or `changed`: all that are not `unchanged`.
 * And `waived`: those that a waiver covers.
 */
export const BUDGET_SUBJECTS = [...RESULT_CLASSES, 'changed', 'waived'] as const;
export type BudgetSubject = (typeof BUDGET_SUBJECTS)[number];

export const BUDGET_SCOPES = ['tag', 'image', 'package'] as const;
/** A part of the findings: those of an image, of a package, or whose image or component has the tag. */
export type BudgetScope = { readonly by: (typeof BUDGET_SCOPES)[number]; readonly name: string };

export type Comparison = '<=' | '<' | '=' | '>=' | '>';

/** One condition on the result of a simulation. A budget demands that it holds, `--fail-on` that it does not. */
export type Budget = {
  /** The line in its one form: single spaces, ASCII comparisons, canonical decimals. */
  readonly text: string;
  readonly comparison: Comparison;
  readonly measure:
    | {
        readonly kind: 'tuples';
        readonly subject: BudgetSubject;
        readonly scope: BudgetScope | undefined;
        /** `%`: of all tuples in the scope. */
        readonly isShare: boolean;
        readonly limit: Decimal;
      }
    | { readonly kind: 'snapshot_age'; readonly limit: Decimal; readonly unit: AgeUnit }
    /** By how many percent the candidate's p95 is above the base's. */
    | { readonly kind: 'p95_evaluation'; readonly limit: Decimal };
};

export const AGE_UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
export type AgeUnit = keyof typeof AGE_UNIT_MS;

/** A line is no budget; `position` is where it stops to be one, in characters (UTF-16) from 1. */
export class BudgetInvalid extends Error {
  override readonly name = 'BudgetInvalid';
  readonly position: number;
  constructor(position: number, message: string) {
    super(message);
    this.position = position;
  }
}

/**
 * Reads one line; throws {@link BudgetInvalid}.
 *
 *     budget     = ( tuples | age | p95 ) ;
 *     tuples     = subject , [ "on" , scope ] , comparison , number , [ "%" ] ;
 *     subject    = a result class | "changed" | "waived" ;
 *     scope      = ( "tag" | "image" | "package" ) , ":" , ( word | JSON string ) ;
 *     age        = "snapshot" , "age" , comparison , number , ( "m" | "h" | "d" | "w" ) ;
 *     p95        = "p95" , "evaluation" , comparison , [ "+" | "-" ] , number , "%" ;
 *     comparison = "<=" | "<" | "=" | ">=" | ">" | "≤" | "≥" ;
 *
 * Numbers are decimals of the kernel: exact, at most nine digits after the point.
 */
export const readBudget = (line: string): Budget => {
  const cursor = cursorOf(line);
  const start = cursor.position();
  const word = cursor.take(WORD);
  const budget =
    word === 'snapshot'
      ? readAge(cursor)
      : word === 'p95'
        ? readP95(cursor)
        : readTuples(cursor, subjectOf(word, start));
  if (!cursor.isAtEnd()) throw new BudgetInvalid(cursor.position(), 'nothing more is expected here');
  return budget;
};

/** Whether {@link readBudget} reads the line. */
export const isBudget = (line: string): boolean => {
  try {
    readBudget(line);
    return true;
  } catch (error) {
    if (error instanceof BudgetInvalid) return false;
    throw error;
  }
};

const subjectOf = (word: string | undefined, position: number): BudgetSubject => {
  const subject = BUDGET_SUBJECTS.find((name) => name === word);
  if (subject !== undefined) return subject;
  throw new BudgetInvalid(
    position,
    `expected snapshot age, p95 evaluation or one of ${BUDGET_SUBJECTS.join(', ')}`,
  );
};

const readTuples = (cursor: Cursor, subject: BudgetSubject): Budget => {
  const scope = cursor.take(/on(?=\s)/y) === undefined ? undefined : readScope(cursor);
  const comparison = readComparison(cursor);
  const at = cursor.position();
  const limit = readNumber(cursor, UNSIGNED);
  const isShare = cursor.take(/%/y) !== undefined;
  if (isShare && limit > PERCENT_MAX) throw new BudgetInvalid(at, 'a share is at most 100%');
  if (!isShare && formatDecimal(limit).includes('.'))
    throw new BudgetInvalid(at, 'a number of tuples is whole; a share ends with %');
  const where = scope === undefined ? '' : ` on ${scope.by}:${wordOrQuoted(scope.name)}`;
  const text = `${subject}${where} ${comparison} ${formatDecimal(limit)}${isShare ? '%' : ''}`;
  return { text, comparison, measure: { kind: 'tuples', subject, scope, isShare, limit } };
};

const readAge = (cursor: Cursor): Budget => {
  cursor.expect(/age/y, 'age');
  const comparison = readComparison(cursor);
  const limit = readNumber(cursor, UNSIGNED);
  const at = cursor.position();
  const found = cursor.take(/[mhdw]/y);
  const unit = AGE_UNITS.find((name) => name === found);
  if (unit === undefined) throw new BudgetInvalid(at, `expected one of ${AGE_UNITS.join(', ')}`);
  const text = `snapshot age ${comparison} ${formatDecimal(limit)}${unit}`;
  return { text, comparison, measure: { kind: 'snapshot_age', limit, unit } };
};

const readP95 = (cursor: Cursor): Budget => {
  cursor.expect(/evaluation/y, 'evaluation');
  const comparison = readComparison(cursor);
  const limit = readNumber(cursor, SIGNED);
  cursor.expect(/%/y, '%');
  const text = `p95 evaluation ${comparison} ${limit < 0n ? '' : '+'}${formatDecimal(limit)}%`;
  return { text, comparison, measure: { kind: 'p95_evaluation', limit } };
};

const readScope = (cursor: Cursor): BudgetScope => {
  const at = cursor.position();
  const by = BUDGET_SCOPES.find((name) => name === cursor.take(new RegExp(`${name}(?=:)`, 'y')));
  if (by === undefined)
    throw new BudgetInvalid(at, `expected one of ${BUDGET_SCOPES.join(', ')} and a colon`);
  cursor.expect(/:/y, ':');
  const nameAt = cursor.position();
  const quoted = cursor.take(QUOTED);
  const name = quoted === undefined ? cursor.take(BARE) : unquoted(quoted, nameAt);
  if (name === undefined || name === '') throw new BudgetInvalid(nameAt, 'expected a name');
  return { by, name };
};

const readComparison = (cursor: Cursor): Comparison => {
  const at = cursor.position();
  const found = cursor.take(/<=|>=|[<>=≤≥]/y);
  const comparison = found === '≤' ? '<=' : found === '≥' ? '>=' : COMPARISONS.find((sign) => sign === found);
  if (comparison === undefined) throw new BudgetInvalid(at, `expected one of ${COMPARISONS.join(' ')}`);
  return comparison;
};

const readNumber = (cursor: Cursor, form: RegExp): Decimal => {
  const at = cursor.position();
  const text = cursor.take(form);
  if (text === undefined) throw new BudgetInvalid(at, 'expected a number');
  const value = parseDecimal(text);
  if (value === undefined) throw new BudgetInvalid(at, 'more digits than a number may have');
  return value;
};

const unquoted = (text: string, position: number): string => {
  try {
    const name: unknown = JSON.parse(text);
    if (typeof name === 'string') return name;
  } catch {
    // Told below: a control character, or an escape that JSON has not.
  }
  throw new BudgetInvalid(position, 'this is no JSON string');
};

const wordOrQuoted = (name: string): string => (IS_BARE.test(name) ? name : JSON.stringify(name));

const WORD = /[a-z0-9_]+/y;
const BARE = /[^\s<>=≤≥"]+/y;
const IS_BARE = /^[^\s<>=≤≥"]+$/;
const QUOTED = /"(?:[^"\\]|\\.)*"/y;
const UNSIGNED = /\d+(?:\.\d+)?/y;
const SIGNED = /[+-]?\d+(?:\.\d+)?/y;
const COMPARISONS: readonly Comparison[] = ['<=', '<', '=', '>=', '>'];
const AGE_UNITS = ['m', 'h', 'd', 'w'] as const satisfies readonly AgeUnit[];
const PERCENT_MAX = 100_000_000_000n;

type Cursor = {
  /** Of the next character that is no space, from 1. */
  position(): number;
  isAtEnd(): boolean;
  take(form: RegExp): string | undefined;
  expect(form: RegExp, name: string): void;
};

const cursorOf = (line: string): Cursor => {
  let at = 0;
  const skip = (): number => {
    const spaces = /\s*/y;
    spaces.lastIndex = at;
    at += spaces.exec(line)?.[0].length ?? 0;
    return at;
  };
  const take = (form: RegExp): string | undefined => {
    form.lastIndex = skip();
    const found = form.exec(line)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  return {
    position: () => skip() + 1,
    isAtEnd: () => skip() === line.length,
    take,
    expect: (form, name) => {
      const position = skip() + 1;
      if (take(form) === undefined) throw new BudgetInvalid(position, `expected ${name}`);
    },
  };
};
