import {
  BANDS,
  type CvssRating,
  CVSS_VERSIONS,
  type EvaluationSetting,
  type FindingTuple,
  type VexStatement,
} from '@policy-registry/finding';

import { TEXTS, VECTORS } from './expressions.ts';
import type { Random } from './random.ts';

// What no importer lets through is here too: it has to be unknown, and to both in the same way.
const ODD_TEXTS = [...TEXTS, '\uD800', 'kev\uDC00'] as const;
const SCORES = ['0', '0.1', '3.9', '4', '6.95', '7', '8.9', '9', '9.8', '10', '10.5', '-1', 'high'] as const;
const NUMBERS = [
  '0',
  '0.5',
  '0.97',
  '9.8',
  '95',
  '-1',
  '0.000000001',
  '100',
  '999999999999999',
  '1e3',
  '',
] as const;
const SOURCES = ['NVD', 'GHSA', 'OSV', 'a', 'B'] as const;
const TIMES = [
  '2024-01-01T00:00:00Z',
  '2024-01-01T01:00:00+02:00',
  '2024-01-01T00:00:00.0005Z',
  '2023-12-31T00:00:00.5Z',
  'yesterday',
] as const;
/** Around the instants of generated `ignore until` and `defer until`. */
const NOWS_MS = [1_700_000_000_000, 1_699_999_999_999, 946_713_599_500, 1_704_060_000_000, 4e12] as const;

/** A member that is there in `percent` of a hundred cases. */
const maybe = <Name extends string, T>(
  random: Random,
  name: Name,
  make: () => T,
): Partial<Record<Name, T>> => {
  const member: Partial<Record<Name, T>> = {};
  if (random.chance(PRESENT_PERCENT)) member[name] = make();
  return member;
};
const PRESENT_PERCENT = 72;

/** A finding of the texts, numbers and times that generated programs speak of, with much of it absent. */
export const tupleOf = (random: Random): FindingTuple => {
  const text = (): string => random.pick(ODD_TEXTS);
  const texts = (): string[] => random.several(0, 3, () => random.pick(random.chance(3) ? ODD_TEXTS : TEXTS));
  return {
    component: {
      ...maybe(random, 'purl', text),
      ...maybe(random, 'name', text),
      ...maybe(random, 'version', text),
      ...maybe(random, 'ecosystem', text),
      ...maybe(random, 'licenses', texts),
      ...maybe(random, 'tags', texts),
      ...maybe(random, 'fixedVersion', text),
    },
    advisory: {
      id: random.pick(['CVE-2024-0001', 'GHSA-1', 'kev']),
      ...maybe(random, 'source', () => random.pick([...SOURCES, '\uD800'])),
      aliases: texts(),
      ...maybe(random, 'tags', texts),
      ratings: random.several(0, 3, () => ratingOf(random)),
      ...maybe(random, 'vendorBand', () => random.pick(BANDS)),
    },
    image: {
      ...maybe(random, 'name', text),
      ...maybe(random, 'digest', text),
      ...maybe(random, 'tags', texts),
    },
    vex: random.several(0, 3, (index) => statementOf(random, index)),
    signals: signalsOf(random),
  };
};

const ratingOf = (random: Random): CvssRating => ({
  version: random.pick(CVSS_VERSIONS),
  source: random.pick(SOURCES),
  ...maybe(random, 'score', () => random.pick(SCORES)),
  ...maybe(random, 'vector', () => random.pick([...VECTORS, ...TEXTS])),
});

const statementOf = (random: Random, index: number): VexStatement => {
  const text = (): string => random.pick(ODD_TEXTS);
  return {
    status: random.pick(['not_affected', 'affected', 'fixed', 'under_investigation']),
    ...maybe(random, 'justification', () => random.pick(['component_not_present', text()])),
    ...maybe(random, 'source', () => random.pick(['a', 'v', text()])),
    ...maybe(random, 'timestamp', () => random.pick(TIMES)),
    ...maybe(random, 'lastUpdated', () => random.pick(TIMES)),
    ...maybe(random, 'impactStatement', text),
    ...maybe(random, 'actionStatement', text),
    documentDigest: random.pick(['a', 'b']),
    index,
  };
};

const signalsOf = (random: Random): Record<string, string> => ({
  ...maybe(random, 'epss', () => random.pick(NUMBERS)),
  ...maybe(random, 'seen', () => random.pick(['true', 'false', 'yes'])),
  ...maybe(random, 'floor', () => random.pick([...BANDS, 'high'])),
  ...maybe(random, 'note', () => random.pick(ODD_TEXTS)),
  ...maybe(random, 'reachability', () => random.pick(['reachable', 'unreachable', 'maybe'])),
});

/** A setting of an evaluation. */
export const settingOf = (random: Random): EvaluationSetting => ({
  evaluatedAtMs: random.pick(NOWS_MS),
  env: {
    ...maybe(random, 'exposure', () => random.pick([...TEXTS, '3.1', '4.0'])),
    ...maybe(random, 'ceiling', () => random.pick(NUMBERS)),
  },
});
