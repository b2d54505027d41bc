import { type Band, CVSS_VERSIONS, type CvssRating } from '@policy-registry/finding';
import { compareBytewise, decimalOf, formatDecimal, parseDecimal } from '@policy-registry/kernel';

import { memoised } from './memo.ts';
import { given, withoutUndefined } from './shape.ts';

export type CvssVersion = CvssRating['version'];

type RawRating = Pick<CvssRating, 'version' | 'source'> & {
  readonly score?: number | null | undefined;
  readonly vector?: string | null | undefined;
};

/** A rating as the document gives it; `undefined` when it has neither a readable score nor a vector. */
export const toRating = ({ version, source, score, vector }: RawRating): CvssRating | undefined => {
  const text = toScoreText(score);
  const written = given(vector);
  if (source === '' || (text === undefined && written === undefined)) return undefined;
  return withoutUndefined({ score: text, source, vector: written, version });
};

/** Newest CVSS version first, then by source; what a document repeats stands once. */
export const sortedRatings = (ratings: readonly (CvssRating | undefined)[]): CvssRating[] => {
  const found = ratings.filter((rating) => rating !== undefined);
  return found
    .toSorted(compareRatings)
    .filter((rating, at, sorted) => at === 0 || compareRatings(rating, sorted[at - 1] ?? rating) !== 0);
};

const compareRatings = (a: CvssRating, b: CvssRating): number =>
  CVSS_VERSIONS.indexOf(a.version) - CVSS_VERSIONS.indexOf(b.version) ||
  compareBytewise(a.source, b.source) ||
  compareBytewise(JSON.stringify(a), JSON.stringify(b));

/** The CVSS version that a vector names itself; version 2.0 vectors name none. */
export const versionOfVector = (vector: string | null | undefined): CvssVersion | undefined =>
  CVSS_VERSIONS.find((version) => vector?.startsWith(`CVSS:${version}/`));

/** The CVSS version of a text such as `3.1`, where it is one. */
export const toCvssVersion = (text: string | null | undefined): CvssVersion | undefined =>
  CVSS_VERSIONS.find((version) => version === text);

const BAND_OF: ReadonlyMap<string, Band> = new Map<string, Band>([
  ['none', 'None'],
  ['negligible', 'Low'],
  ['low', 'Low'],
  ['medium', 'Medium'],
  ['moderate', 'Medium'],
  ['high', 'High'],
  ['critical', 'Critical'],
]);

/** The band that a vendor's word means, in any case; `unknown` and other words are unknown. */
export const toBand = (word: string | null | undefined): Band | undefined =>
  BAND_OF.get((word ?? '').toLowerCase());

const SCORE_MAX = decimalOf(10);

/**
 * The decimal that a JSON number spells. JavaScript prints the shortest digits that name the number, which are
 * the written ones up to 15 digits. Outside 0 to 10, or with more than nine fraction digits, it is no score.
 */
const toScoreText = (score: number | null | undefined): string | undefined =>
  score === null || score === undefined ? undefined : scoreText(score);

const scoreText = memoised((score: number): string | undefined => {
  const value = parseDecimal(String(score));
  return value === undefined || value < 0n || value > SCORE_MAX ? undefined : formatDecimal(value);
});
