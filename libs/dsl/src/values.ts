import { type Band, BANDS } from '@policy-registry/finding';
import { type Decimal, decimalOf, formatDecimal, parseDecimal } from '@policy-registry/kernel';

/**
 * A value while a policy runs: text, an exact decimal, a truth value, a band by its rank in `BANDS`, a list;
 * `undefined` is *unknown*.
 */
export type Value = string | Decimal | boolean | number | readonly Value[] | undefined;

/** A truth value of Kleene's logic; `undefined` is *unknown*. */
export type Truth = boolean | undefined;

export const not = (truth: Truth): Truth => (truth === undefined ? undefined : !truth);

/** Kleene's *and* over the items in order, up to the first that is false; *true* over none. */
export const every = <T>(items: readonly T[], test: (item: T, index: number) => Truth): Truth => {
  let result: Truth = true;
  let index = 0;
  for (const item of items) {
    const truth = test(item, index);
    index += 1;
    if (truth === false) return false;
    if (truth === undefined) result = undefined;
  }
  return result;
};

/** Kleene's *or* over the items in order, up to the first that is true; *false* over none. */
export const some = <T>(items: readonly T[], test: (item: T, index: number) => Truth): Truth => {
  let result: Truth = false;
  let index = 0;
  for (const item of items) {
    const truth = test(item, index);
    index += 1;
    if (truth === true) return true;
    if (truth === undefined) result = undefined;
  }
  return result;
};

export const truthOf = (value: Value): Truth => (typeof value === 'boolean' ? value : undefined);

/** A decimal as the type system keeps it apart: the only bigint among the values. */
export const isDecimal = (value: Value): value is Decimal => typeof value === 'bigint';

export const rankOfBand = (band: Band): number => BANDS.indexOf(band);
export const bandOfRank = (rank: number): Band => BANDS[rank] ?? 'None';
export const bandOfText = (text: string): Band | undefined => BANDS.find((band) => band === text);

export const SCORE_MIN = decimalOf(0);
export const SCORE_MAX = decimalOf(10);
const [FOUR, SEVEN, NINE] = [decimalOf(4), decimalOf(7), decimalOf(9)];

/** The band of a score, on the exact decimal: 0 None, (0, 4) Low, [4, 7) Medium, [7, 9) High, [9, 10] Critical. */
export const bandOfScore = (score: Decimal): Band => {
  if (score <= SCORE_MIN) return 'None';
  if (score < FOUR) return 'Low';
  if (score < SEVEN) return 'Medium';
  return score < NINE ? 'High' : 'Critical';
};

// Low is open below; CVSS scores have one fraction digit, so 0.1 is its lowest.
const LOW = parseDecimal('0.1') ?? SCORE_MIN;
const LOWER_BOUNDS: Readonly<Record<Band, Decimal>> = {
  None: SCORE_MIN,
  Low: LOW,
  Medium: FOUR,
  High: SEVEN,
  Critical: NINE,
};
export const lowerBoundOf = (band: Band): Decimal => LOWER_BOUNDS[band];

/** A value as traces show it; text stands in quotes, so that it cannot be taken for *unknown*. */
export const shownValue = (value: Value): string => {
  if (value === undefined) return 'unknown';
  if (typeof value === 'string') return JSON.stringify(value);
  if (isDecimal(value)) return formatDecimal(value);
  if (typeof value === 'number') return bandOfRank(value);
  return typeof value === 'boolean' ? String(value) : `[${value.map(shownValue).join(', ')}]`;
};
