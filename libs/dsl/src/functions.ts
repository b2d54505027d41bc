import { type Decimal, decimalOf, percentOfDecimals } from '@policy-registry/kernel';

import { baseScoreOf } from './cvss.ts';
import {
  bandOfScore,
  bandOfText,
  isDecimal,
  rankOfBand,
  SCORE_MAX,
  SCORE_MIN,
  type Value,
} from './values.ts';

/** Lower case of A to Z alone, so that it is the same everywhere. */
export const lowercase = (value: Value): Value =>
  typeof value === 'string' ? value.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : undefined;

/** The base score of a CVSS vector; what is no vector is unknown. */
export const normalizeCvss = (value: Value): Value =>
  typeof value === 'string' ? baseScoreOf(value) : undefined;

/** The band of a score from 0 to 10, or the band that a text spells exactly; anything else is unknown. */
export const severityBand = (value: Value): Value => {
  if (isDecimal(value)) {
    return value < SCORE_MIN || value > SCORE_MAX ? undefined : rankOfBand(bandOfScore(value));
  }
  const band = typeof value === 'string' ? bandOfText(value) : undefined;
  return band === undefined ? undefined : rankOfBand(band);
};

/** `part` in hundredths of `whole`, rounded half to even at the ninth digit; unknown for a whole of zero. */
export const percentOf = (part: Value, whole: Value): Value =>
  isDecimal(part) && isDecimal(whole) ? percentOfDecimals(part, whole) : undefined;

/** The tag of an advisory that is known to be exploited. */
export const EXPLOITED_TAG = 'kev';
const RISK_MAX = decimalOf(100);

/** min(100, score × 10), or × 15 for what is known to be exploited: exact, as a score has nine digits at most. */
export const riskScore = (score: Decimal, isExploited: boolean): Decimal => {
  const risk = (score * (isExploited ? 15n : 10n)) as Decimal;
  return risk > RISK_MAX ? RISK_MAX : risk;
};

const REACHES = ['reachable', 'unreachable'] as const;

/** What a signal says of reachability: `unknown` when it says nothing, or anything else. */
export const reachState = (signal: Value): string => REACHES.find((each) => each === signal) ?? 'unknown';
