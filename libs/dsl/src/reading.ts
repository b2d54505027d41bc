import {
  CVSS_VERSIONS,
  type CvssRating,
  type EvaluationSetting,
  type FindingTuple,
  type VexStatement,
} from '@policy-registry/finding';
import {
  clampDecimal,
  compareBytewise,
  type Decimal,
  parseDecimal,
  parseTimestamp,
} from '@policy-registry/kernel';

import { bandOfScore, rankOfBand, SCORE_MAX, SCORE_MIN, shownValue, type Value } from './values.ts';

/** The severity of the finding before rules; `rank` is the band's place in `BANDS`. */
export type InputSeverity = {
  readonly score: Decimal | undefined;
  readonly rank: number | undefined;
  readonly vector: string | undefined;
};

/** One finding being read: the input, what is computed of it once, and what the trace notes. */
export type Reading = {
  readonly finding: FindingTuple;
  readonly setting: EvaluationSetting;
  readonly severity: InputSeverity;
  readonly latest: () => VexStatement | undefined;
  /** The statement whose fields bare names are, and its index, inside `vex.any` and `vex.all`. */
  statement: { readonly fields: VexStatement; readonly index: number } | undefined;
  /** Results of a `vex.any` inside a predicate: it does not depend on the outer statement. */
  memo: Map<object, Value> | undefined;
  operands: { name: string; value: string }[] | undefined;
};

export const readingOf = (finding: FindingTuple, setting: EvaluationSetting): Reading => {
  let latest: { readonly statement: VexStatement | undefined } | undefined;
  return {
    finding,
    setting,
    severity: inputSeverity(finding),
    latest: () => (latest ??= { statement: latestStatement(finding.vex) }).statement,
    statement: undefined,
    memo: undefined,
    operands: undefined,
  };
};

/** Notes an operand for the trace, when there is one, and gives its value back. */
export const noted = (reading: Reading, name: string, value: Value): Value => {
  reading.operands?.push({ name, value: shownValue(value) });
  return value;
};

/**
 * The rating of the highest CVSS version that has a score, ties by source NVD, GHSA, then name. Scores are not
 * computed from vectors yet: a rating with only a vector gives the vector when nobody gives a score.
 */
const inputSeverity = ({ advisory }: FindingTuple): InputSeverity => {
  let scored: { readonly rating: CvssRating; readonly score: Decimal } | undefined;
  let unscored: CvssRating | undefined;
  for (const rating of advisory.ratings) {
    const score = scoreOf(rating.score);
    if (score !== undefined) {
      if (scored === undefined || compareRatings(rating, scored.rating) < 0) scored = { rating, score };
    } else if (rating.vector !== undefined) {
      if (unscored === undefined || compareRatings(rating, unscored) < 0) unscored = rating;
    }
  }
  if (scored !== undefined) {
    const { rating, score } = scored;
    return { score, rank: rankOfBand(bandOfScore(score)), vector: readable(rating.vector) };
  }
  const { vendorBand } = advisory;
  const rank = vendorBand === undefined ? undefined : rankOfBand(vendorBand);
  return { score: undefined, rank, vector: readable(unscored?.vector) };
};

const scoreOf = (text: string | undefined): Decimal | undefined => {
  const score = text === undefined ? undefined : parseDecimal(text);
  return score === undefined ? undefined : clampDecimal(score, SCORE_MIN, SCORE_MAX);
};

const compareRatings = (a: CvssRating, b: CvssRating): number =>
  CVSS_VERSIONS.indexOf(a.version) - CVSS_VERSIONS.indexOf(b.version) ||
  sourceRank(a.source) - sourceRank(b.source) ||
  compareBytewise(a.source, b.source);

const sourceRank = (source: string): number => (source === 'NVD' ? 0 : source === 'GHSA' ? 1 : 2);

/** By timestamp, last update, document digest, index; the statement that sorts last is the latest. */
const latestStatement = (statements: readonly VexStatement[]): VexStatement | undefined => {
  let latest: VexStatement | undefined;
  for (const statement of statements) {
    if (latest === undefined || compareStatements(statement, latest) > 0) latest = statement;
  }
  return latest;
};

/** The order in which statements were made, as far as their documents tell. */
export const compareStatements = (a: VexStatement, b: VexStatement): number =>
  compareInstants(a.timestamp, b.timestamp) ||
  compareInstants(a.lastUpdated, b.lastUpdated) ||
  compareBytewise(a.documentDigest, b.documentDigest) ||
  a.index - b.index;

const compareInstants = (a: string | undefined, b: string | undefined): number => {
  if (a === b) return 0;
  const [atA, atB] = [instantOf(a), instantOf(b)];
  return atA.ms === atB.ms ? atA.finer - atB.finer : atA.ms < atB.ms ? -1 : 1;
};

const NEVER = { ms: Number.NEGATIVE_INFINITY, finer: 0 };
const FINER_THAN_MS = /\.\d{3}(\d{1,6})/;

// `parseTimestamp` cuts what is finer than a millisecond; instants are compared whole.
const instantOf = (text: string | undefined): { readonly ms: number; readonly finer: number } => {
  const ms = text === undefined ? undefined : parseTimestamp(text);
  if (text === undefined || ms === undefined) return NEVER;
  return { ms, finer: Number((FINER_THAN_MS.exec(text)?.[1] ?? '').padEnd(6, '0')) };
};

/** Text with a lone surrogate has no canonical form and is unknown. */
export const readable = (text: string | undefined): string | undefined =>
  text?.isWellFormed() === true ? text : undefined;

export const readableList = (texts: readonly string[] | undefined): readonly string[] | undefined =>
  texts?.every((text) => text.isWellFormed()) === true ? texts : undefined;
