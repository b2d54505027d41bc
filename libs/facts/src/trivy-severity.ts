import { type Band, CVSS_VERSIONS, type CvssRating } from '@policy-registry/finding';
import { compareBytewise, decimalOf, formatDecimal, parseDecimal } from '@policy-registry/kernel';

import { given, withoutUndefined } from './shape.ts';
import type { TrivyCvss, TrivyVulnerability } from './trivy-report.ts';

/** Every rating that a finding carries, newest CVSS version first, then by source. */
export const toRatings = (cvss: TrivyVulnerability['CVSS']): CvssRating[] =>
  Object.entries(cvss ?? {})
    .flatMap(([source, ratings]) => ratingsOf(source.toUpperCase(), ratings))
    .toSorted(
      (a, b) =>
        CVSS_VERSIONS.indexOf(a.version) - CVSS_VERSIONS.indexOf(b.version) ||
        compareBytewise(a.source, b.source),
    );

const BAND_OF: ReadonlyMap<string, Band> = new Map([
  ['LOW', 'Low'],
  ['MEDIUM', 'Medium'],
  ['HIGH', 'High'],
  ['CRITICAL', 'Critical'],
]);

/** The band a vendor gives without a CVSS rating; Trivy's `UNKNOWN` is unknown. */
export const toVendorBand = (
  severity: string | null | undefined,
  ratings: readonly CvssRating[],
): Band | undefined => (ratings.length > 0 ? undefined : BAND_OF.get(given(severity) ?? ''));

const ratingsOf = (source: string, cvss: TrivyCvss): CvssRating[] => {
  if (source === '') return [];
  const v3 = given(cvss.V3Vector);
  // A version 3 score without its vector does not say whether it is 3.0 or 3.1: the older one outranks nothing.
  const v3Version = v3?.startsWith('CVSS:3.1/') === true ? '3.1' : '3.0';
  return [
    rating({ version: '4.0', source, score: cvss.V40Score, vector: given(cvss.V40Vector) }),
    rating({ version: v3Version, source, score: cvss.V3Score, vector: v3 }),
    rating({ version: '2.0', source, score: cvss.V2Score, vector: given(cvss.V2Vector) }),
  ].flatMap((found) => found ?? []);
};

type RawRating = Pick<CvssRating, 'version' | 'source'> & {
  readonly score: number | null | undefined;
  readonly vector: string | undefined;
};

const rating = ({ version, source, score, vector }: RawRating): CvssRating | undefined => {
  const text = toScoreText(score);
  return text === undefined && vector === undefined
    ? undefined
    : withoutUndefined({ version, source, score: text, vector });
};

const SCORE_MAX = decimalOf(10);

/**
 * The decimal that a JSON number spells. JavaScript prints the shortest digits that name the number, which are
 * the written ones up to 15 digits. Outside 0 to 10, or with more than nine fraction digits, it is no score.
 */
const toScoreText = (score: number | null | undefined): string | undefined => {
  const value = score === null || score === undefined ? undefined : parseDecimal(String(score));
  return value === undefined || value < 0n || value > SCORE_MAX ? undefined : formatDecimal(value);
};
