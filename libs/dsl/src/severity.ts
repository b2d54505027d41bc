import { CVSS_VERSIONS, type CvssRating, type FindingTuple } from '@policy-registry/finding';
import { clampDecimal, compareBytewise, type Decimal, parseDecimal } from '@policy-registry/kernel';

import { baseScoreOf } from './cvss.ts';
import { bandOfScore, rankOfBand, SCORE_MAX, SCORE_MIN } from './values.ts';

type Advisory = FindingTuple['advisory'];
type Scored = { readonly rating: CvssRating; readonly score: Decimal };

/** The severity of a finding before rules; `rank` is the band's place in `BANDS`. */
export type InputSeverity = {
  readonly score: Decimal | undefined;
  readonly rank: number | undefined;
  readonly vector: string | undefined;
};

/**
 * The score and vector of the rating of the highest CVSS version that has a score, ties by source NVD, GHSA, then
 * name. Without any score the band is the vendor's, and the vector that of the highest rating that has one.
 */
export const inputSeverity = (advisory: Advisory): InputSeverity => {
  const scored = highestScored(advisory.ratings);
  if (scored !== undefined) {
    const { rating, score } = scored;
    return { score, rank: rankOfBand(bandOfScore(score)), vector: readable(rating.vector) };
  }
  const { vendorBand } = advisory;
  const rank = vendorBand === undefined ? undefined : rankOfBand(vendorBand);
  return { score: undefined, rank, vector: readable(highestVector(advisory.ratings)) };
};

/** The score of the ratings of one CVSS version, by source as above. */
export const scoreOfVersion = ({ ratings }: Advisory, version: string): Decimal | undefined =>
  highestScored(ratings.filter((rating) => rating.version === version))?.score;

/** The severity once a profile has added `weight`; it does nothing to a finding without a score. */
export const weighted = (severity: InputSeverity, weight: bigint): InputSeverity => {
  const { score, vector } = severity;
  if (score === undefined || weight === 0n) return severity;
  const sum = clampDecimal((score + weight) as Decimal, SCORE_MIN, SCORE_MAX);
  return { score: sum, rank: rankOfBand(bandOfScore(sum)), vector };
};

const highestScored = (ratings: readonly CvssRating[]): Scored | undefined => {
  let highest: Scored | undefined;
  for (const rating of ratings) {
    const score = scoreOfRating(rating);
    if (score === undefined) continue;
    if (highest === undefined || compareRatings(rating, highest.rating) < 0) highest = { rating, score };
  }
  return highest;
};

const highestVector = (ratings: readonly CvssRating[]): string | undefined => {
  let highest: CvssRating | undefined;
  for (const rating of ratings) {
    if (rating.vector === undefined) continue;
    if (highest === undefined || compareRatings(rating, highest) < 0) highest = rating;
  }
  return highest?.vector;
};

/** The score given, else the base score of the vector. */
export const scoreOfRating = ({ score, vector }: CvssRating): Decimal | undefined => {
  const given = score === undefined ? undefined : parseDecimal(score);
  if (given !== undefined) return clampDecimal(given, SCORE_MIN, SCORE_MAX);
  return vector === undefined ? undefined : baseScoreOf(vector);
};

export const compareRatings = (a: CvssRating, b: CvssRating): number =>
  CVSS_VERSIONS.indexOf(a.version) - CVSS_VERSIONS.indexOf(b.version) ||
  sourceRank(a.source) - sourceRank(b.source) ||
  compareBytewise(a.source, b.source);

const sourceRank = (source: string): number => (source === 'NVD' ? 0 : source === 'GHSA' ? 1 : 2);

/** Text with a lone surrogate has no canonical form and is unknown. */
export const readable = (text: string | undefined): string | undefined =>
  text?.isWellFormed() === true ? text : undefined;
