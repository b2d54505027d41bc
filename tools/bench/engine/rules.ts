import { PACKAGES, VERSIONS } from './decisions.ts';

/** Operators that every contender has in some spelling; `contains` asks a list of texts. */
type Test =
  | { readonly fact: string; readonly is: 'equals' | 'contains'; readonly value: string }
  | { readonly fact: string; readonly is: 'at least' | 'below'; readonly value: number }
  | { readonly fact: string; readonly is: 'true' }
  | { readonly not: Test }
  | { readonly any: readonly Test[] };
export type Condition = Test;

/** A rule: a finding is blocked when a `block` rule holds and no `spare` rule does. */
export type Rule = {
  readonly name: string;
  readonly effect: 'spare' | 'block';
  /** All must hold. */
  readonly when: readonly Condition[];
  /** The same in stella-dsl@1. */
  readonly stella: string;
};

const contains = (fact: string, value: string): Condition => ({ fact, is: 'contains', value });
const equals = (fact: string, value: string): Condition => ({ fact, is: 'equals', value });
const atLeast = (fact: string, value: number): Condition => ({ fact, is: 'at least', value });
const below = (fact: string, value: number): Condition => ({ fact, is: 'below', value });
const anyOf = (fact: string, is: 'equals' | 'contains', ...values: readonly string[]): Condition => ({
  any: values.map((value) => ({ fact, is, value })),
});

const TEN: readonly Rule[] = [
  {
    name: 'not_present',
    effect: 'spare',
    when: [
      anyOf(
        'statements',
        'contains',
        ...['not_affected', 'fixed'].flatMap((status) =>
          ['component_not_present', 'vulnerable_code_not_present'].map((why) => `${status}/${why}`),
        ),
      ),
    ],
    stella: `vex.any(status in ["not_affected", "fixed"] and justification in ["component_not_present", "vulnerable_code_not_present"])`,
  },
  {
    name: 'development_only',
    effect: 'spare',
    when: [contains('componentTags', 'dev'), { not: contains('advisoryTags', 'kev') }],
    stella: 'component.has_tag("dev") and not advisory.has_tag("kev")',
  },
  {
    name: 'low_in_the_base_image',
    effect: 'spare',
    when: [anyOf('ecosystem', 'equals', 'deb', 'rpm', 'apk'), below('scoreTenths', 40)],
    stella: 'component.ecosystem in ["deb", "rpm", "apk"] and severity.normalized <= "Low"',
  },
  {
    name: 'laboratory',
    effect: 'spare',
    when: [equals('exposure', 'laboratory')],
    stella: 'env.exposure == "laboratory"',
  },
  {
    name: 'out_of_reach',
    effect: 'spare',
    when: [equals('reachability', 'unreachable'), below('scoreTenths', 90)],
    stella: 'signals.reachability == "unreachable" and severity.score < 9.0',
  },
  {
    name: 'known_exploited',
    effect: 'block',
    when: [atLeast('scoreTenths', 70), contains('advisoryTags', 'kev')],
    stella: 'severity.normalized >= "High" and advisory.has_tag("kev")',
  },
  {
    name: 'critical_with_fix',
    effect: 'block',
    when: [atLeast('scoreTenths', 90), { fact: 'hasFix', is: 'true' }],
    stella: 'severity.normalized == "Critical" and exists(component.fixed_version)',
  },
  {
    name: 'likely_exploited',
    effect: 'block',
    when: [atLeast('epssMillionths', 500_000), atLeast('scoreTenths', 70)],
    stella: 'signals.epss >= 0.5 and severity.score >= 7.0',
  },
  {
    name: 'first_tier',
    effect: 'block',
    when: [contains('imageTags', 'tier0'), atLeast('scoreTenths', 85)],
    stella: 'image.has_tag("tier0") and severity.score >= 8.5',
  },
  {
    name: 'licence',
    effect: 'block',
    when: [contains('licenses', 'AGPL-3.0-only')],
    stella: '"AGPL-3.0-only" in component.license',
  },
];

/** One package in one version, spared below a score or blocked from it. */
const packageRule = (index: number): Rule => {
  const [name, version] = [`pkg-${(index * 37) % PACKAGES}`, `1.${index % VERSIONS}.0`];
  const tenths = 10 * (2 + (index % 7));
  const effect = index % 2 === 0 ? 'spare' : 'block';
  const isSpare = effect === 'spare';
  return {
    name: `package_${index}`,
    effect,
    when: [
      equals('name', name),
      ...(isSpare ? [] : [equals('version', version)]),
      isSpare ? below('scoreTenths', tenths) : atLeast('scoreTenths', tenths),
    ],
    stella: [
      `component.name == "${name}"`,
      ...(isSpare ? [] : [`component.version == "${version}"`]),
      `severity.score ${isSpare ? '<' : '>='} ${tenths / 10}.0`,
    ].join(' and '),
  };
};

/** This many rules: ten of general kinds, the others about single packages; those that spare come first. */
export const rulesOf = (count: number): readonly Rule[] => {
  const packages = Array.from({ length: count - TEN.length }, (_, index) => packageRule(index));
  const all = [...TEN, ...packages];
  const of = (effect: Rule['effect']): readonly Rule[] => all.filter((rule) => rule.effect === effect);
  return [...of('spare'), ...of('block')];
};

/** The rules as a policy. */
export const policySource = (rules: readonly Rule[]): string => {
  const lines = rules.map(({ name, effect, stella }, index) => {
    const status = effect === 'block' ? 'blocked' : 'ignored';
    return `  rule ${name} priority ${index} { when ${stella} then status := "${status}" because "${name}" }`;
  });
  return ['policy "Benchmark" syntax "stella-dsl@1" {', ...lines, '}', ''].join('\n');
};
