import { type Decimal, parseDecimal } from '@policy-registry/kernel';
import calculator from 'ae-cvss-calculator';

import { type CvssVector, parseCvssVector } from './cvss-vector.ts';

// Scoring a vector of 4.0 takes about a millisecond, and an estate has few different vectors.
const REMEMBERED_MAX = 16_384;
const remembered = new Map<string, Decimal | undefined>();

/**
 * The base score of a vector of CVSS 2.0, 3.0, 3.1 or 4.0, from 0 to 10 with one fraction digit; `undefined` when the
 * vector is none. Threat, temporal, environmental and supplemental metrics are checked and do not count.
 */
export const baseScoreOf = (vector: string): Decimal | undefined => {
  const known = remembered.get(vector);
  if (known !== undefined || remembered.has(vector)) return known;
  const parsed = parseCvssVector(vector);
  const score = parsed === undefined ? undefined : calculated(parsed);
  if (remembered.size === REMEMBERED_MAX) remembered.clear();
  remembered.set(vector, score);
  return score;
};

const calculated = ({ version, base }: CvssVector): Decimal | undefined => {
  const score = CALCULATORS[version](base);
  // The library computes with floats and rounds to one fraction digit as the specifications say.
  return score === undefined ? undefined : parseDecimal(score.toFixed(1));
};

const CALCULATORS: Readonly<Record<CvssVector['version'], (base: string) => number | undefined>> = {
  '2.0': (base) => new calculator.Cvss2(base).calculateScores().base,
  '3.0': (base) => new calculator.Cvss3P0(base).calculateScores().base,
  '3.1': (base) => new calculator.Cvss3P1(base).calculateScores().base,
  '4.0': (base) => new calculator.Cvss4P0(base).calculateScores().base,
};
