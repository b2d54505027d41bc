import { type Band, CVSS_VERSIONS, type FindingTuple } from '@policy-registry/finding';
import { parseDecimal } from '@policy-registry/kernel';

import { memoised } from './memo.ts';

/**
 * The band that a finding comes with, for statistics: of the best rated version's first score (CVSS 3.1 §5, 4.0 §6;
 * 2.0 by the same thresholds), else the vendor's own; `undefined` when nobody rated it in these terms. A policy
 * decides for itself.
 */
export const bandOf = ({ ratings, vendorBand }: FindingTuple['advisory']): Band | undefined => {
  for (const wanted of CVSS_VERSIONS) {
    const score = ratings.find(({ version, score: text }) => version === wanted && text !== undefined)?.score;
    const band = score === undefined ? undefined : bandOfScore(score);
    if (band !== undefined) return band;
  }
  return vendorBand;
};

// In billionths, as decimals are held.
const bandOfScore = memoised((text: string): Band | undefined => {
  const score = parseDecimal(text);
  if (score === undefined) return undefined;
  if (score >= 9_000_000_000n) return 'Critical';
  if (score >= 7_000_000_000n) return 'High';
  if (score >= 4_000_000_000n) return 'Medium';
  return score > 0n ? 'Low' : 'None';
});
