import { BANDS, type Band, type Severity } from '@policy-registry/finding';
import { clampDecimal, type Decimal, formatDecimal, parseDecimal } from '@policy-registry/kernel';

import { bandOfRank, bandOfScore, rankOfBand, SCORE_MAX, SCORE_MIN } from '../values.ts';

/**
 * A severity of which there is one object per value, so that outcomes can be shared: `slot` is its place in tables.
 * Both members are absent as in `Severity`.
 */
export type Grade = {
  readonly score: Decimal | undefined;
  readonly rank: number | undefined;
  readonly severity: Severity;
  /** Small and dense; `NO_SLOT` beyond the limit, for a grade that is not kept. */
  readonly slot: number;
};

export const NO_SLOT = -1;
/** Grades that are kept. CVSS knows 101 scores; profiles and actions can make more. */
const GRADES_MAX = 1_024;

const gradeOf = (score: Decimal | undefined, rank: number | undefined, slot: number): Grade => ({
  score,
  rank,
  severity: Object.freeze({
    ...(score !== undefined && { score: formatDecimal(score) }),
    ...(rank !== undefined && { band: bandOfRank(rank) }),
  }),
  slot,
});

/** Neither a score nor a band. */
export const NO_GRADE: Grade = gradeOf(undefined, undefined, 0);
const OF_BANDS: readonly Grade[] = BANDS.map((_band, rank) => gradeOf(undefined, rank, rank + 1));
const ofScores = new Map<bigint, Grade>();

/** The grade of a vendor band without a score. */
export const gradeOfBand = (band: Band): Grade => OF_BANDS[rankOfBand(band)] ?? NO_GRADE;

/** The grade of a score from 0 to 10. */
export const gradeOfScore = (score: Decimal): Grade => {
  const known = ofScores.get(score);
  if (known !== undefined) return known;
  const isKept = ofScores.size < GRADES_MAX;
  const slot = isKept ? 1 + OF_BANDS.length + ofScores.size : NO_SLOT;
  const grade = gradeOf(score, rankOfBand(bandOfScore(score)), slot);
  if (isKept) ofScores.set(score, grade);
  return grade;
};

/** Different texts of scores that are remembered; scanners write about a hundred. */
const TEXTS_MAX = 16_384;
const ofTexts = new Map<string, Grade | undefined>();

/** The grade of a score as a rating writes it, between 0 and 10; `undefined` when the text is no decimal. */
export const gradeOfText = (text: string): Grade | undefined => {
  const known = ofTexts.get(text);
  if (known !== undefined || ofTexts.has(text)) return known;
  const score = parseDecimal(text);
  const grade = score === undefined ? undefined : gradeOfScore(clampDecimal(score, SCORE_MIN, SCORE_MAX));
  if (ofTexts.size === TEXTS_MAX) ofTexts.clear();
  ofTexts.set(text, grade);
  return grade;
};
