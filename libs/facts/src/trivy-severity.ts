import type { Band, CvssRating } from '@policy-registry/finding';

import { sortedRatings, toBand, toRating, versionOfVector } from './ratings.ts';
import { given } from './shape.ts';
import type { TrivyCvss, TrivyVulnerability } from './trivy-report.ts';

/** Every rating that a finding carries, newest CVSS version first, then by source. */
export const toRatings = (cvss: TrivyVulnerability['CVSS']): CvssRating[] =>
  sortedRatings(
    Object.entries(cvss ?? {}).flatMap(([source, ratings]) => ratingsOf(source.toUpperCase(), ratings)),
  );

/** The band a vendor gives without a CVSS rating; Trivy's `UNKNOWN` is unknown. */
export const toVendorBand = (
  severity: string | null | undefined,
  ratings: readonly CvssRating[],
): Band | undefined => (ratings.length > 0 ? undefined : toBand(severity));

const ratingsOf = (source: string, cvss: TrivyCvss): (CvssRating | undefined)[] => {
  const v3 = given(cvss.V3Vector);
  // A version 3 score without its vector does not say whether it is 3.0 or 3.1: the older one outranks nothing.
  const v3Version = versionOfVector(v3) === '3.1' ? '3.1' : '3.0';
  return [
    toRating({ version: '4.0', source, score: cvss.V40Score, vector: cvss.V40Vector }),
    toRating({ version: v3Version, source, score: cvss.V3Score, vector: v3 }),
    toRating({ version: '2.0', source, score: cvss.V2Score, vector: cvss.V2Vector }),
  ];
};
