import type { EvaluationSetting, FindingTuple } from '@policy-registry/finding';

/** A finding as an engine without a model of findings sees it: everything that the rules ask for, flat and known. */
export type Facts = {
  readonly name: string;
  readonly version: string;
  readonly ecosystem: string;
  readonly hasFix: boolean;
  readonly licenses: readonly string[];
  readonly componentTags: readonly string[];
  readonly advisoryTags: readonly string[];
  readonly imageTags: readonly string[];
  /** `status/justification` of every statement: none of the peers can look into a list of statements. */
  readonly statements: readonly string[];
  /** In tenths, and in millionths: one of the peers knows whole numbers alone. */
  readonly scoreTenths: number;
  readonly epssMillionths: number;
  readonly reachability: string;
  readonly exposure: string;
};

/** One finding to decide, in both forms. */
export type Case = { readonly finding: FindingTuple; readonly facts: Facts };

export const EXPOSURE = 'internet';
export const SETTING: EvaluationSetting = {
  evaluatedAtMs: Date.UTC(2024, 0, 1),
  env: { exposure: EXPOSURE },
};
export const PACKAGES = 2_000;
export const VERSIONS = 30;

/** Findings as scanners give them, the same in every run. */
export const casesOf = (count: number): readonly Case[] => {
  const random = lehmer(0xc0de);
  return Array.from({ length: count }, (_, index) => caseOf(index, random));
};

type Random = (below: number) => number;

// Park and Miller's generator: which numbers it gives is of no matter, that they are always the same is.
const lehmer = (seed: number): Random => {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
};

const oneOf = <T>(random: Random, first: T, ...others: readonly T[]): T =>
  [first, ...others][random(others.length + 1)] ?? first;

const caseOf = (index: number, random: Random): Case => {
  const facts: Facts = {
    name: `pkg-${random(PACKAGES)}`,
    version: `1.${random(VERSIONS)}.0`,
    ecosystem: oneOf(random, 'npm', 'deb', 'rpm', 'apk', 'golang', 'pypi'),
    hasFix: random(2) === 0,
    licenses: [oneOf(random, 'MIT', 'Apache-2.0', 'GPL-2.0-only', 'AGPL-3.0-only', 'BSD-3-Clause')],
    componentTags: random(10) === 0 ? ['dev'] : ['runtime', 'team:web'],
    advisoryTags: random(30) === 0 ? ['kev'] : [],
    imageTags: oneOf(random, ['tier0', 'team:pay'], ['tier1'], ['tier2', 'team:web']),
    statements: random(8) === 0 ? [statementOf(random)] : [],
    scoreTenths: 1 + random(100),
    epssMillionths: random(1_000_000),
    reachability: oneOf(random, 'reachable', 'unreachable', 'unknown'),
    exposure: EXPOSURE,
  };
  return { facts, finding: asParsed(findingOf(index, facts)) };
};

const statementOf = (random: Random): string => {
  const status = oneOf(random, 'not_affected', 'affected', 'fixed');
  const justification = oneOf(
    random,
    'component_not_present',
    'vulnerable_code_not_present',
    'inline_mitigations_already_exist',
  );
  return `${status}/${justification}`;
};

const findingOf = (index: number, facts: Facts): FindingTuple => ({
  component: {
    purl: `pkg:npm/${facts.name}@${facts.version}`,
    name: facts.name,
    version: facts.version,
    ecosystem: facts.ecosystem,
    licenses: [...facts.licenses],
    tags: [...facts.componentTags],
    ...(facts.hasFix && { fixedVersion: '2.0.0' }),
  },
  advisory: {
    id: `CVE-2024-${10_000 + index}`,
    source: 'GHSA',
    aliases: [`GHSA-aaaa-bbbb-${index}`],
    tags: [...facts.advisoryTags],
    ratings: [
      { version: '3.1', source: 'NVD', score: String(facts.scoreTenths / 10) },
      { version: '2.0', source: 'NVD', score: '5' },
    ],
  },
  image: { name: `registry/shop-${index % 50}`, digest: `sha256:${index % 50}`, tags: [...facts.imageTags] },
  vex: facts.statements.map((statement, at) => {
    const [status, justification = ''] = statement.split('/');
    return {
      status: status === 'fixed' ? 'fixed' : status === 'affected' ? 'affected' : 'not_affected',
      justification,
      source: 'vendor',
      timestamp: '2023-12-01T00:00:00Z',
      documentDigest: 'a'.repeat(64),
      index: at,
    };
  }),
  signals: { epss: (facts.epssMillionths / 1_000_000).toFixed(6), reachability: facts.reachability },
});

// Strings as a parser makes them, one by one, as they are in a shard that was read.
const asParsed = (finding: FindingTuple): FindingTuple => {
  const parsed: unknown = JSON.parse(JSON.stringify(finding));
  return parsed as FindingTuple;
};
