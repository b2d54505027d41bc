import { describe, expect, it } from '@jest/globals';

import { compile } from './compile.ts';
import { faults, sourceOf } from './testing/findings.ts';

type Written = {
  readonly when?: string;
  readonly then?: string;
  readonly else?: string;
  readonly priority?: number;
};

/** Rules `r1`, `r2` …, each on a line of its own from line 2 on, its name at column 6, with priorities 1, 2 …. */
const rulesOf = (...rules: readonly Written[]): string =>
  rules
    .map(({ when = 'signals.seen', then = 'status := "fixed"', else: otherwise, priority }, index) => {
      const branch = otherwise === undefined ? '' : ` else ${otherwise}`;
      return `rule r${index + 1} priority ${priority ?? index + 1} { when ${when} then ${then}${branch} because "b" }`;
    })
    .join('\n');
const lints = (body: string): string[] => faults(compile(sourceOf(body)));
const conditions = (...all: readonly string[]): string[] => lints(rulesOf(...all.map((when) => ({ when }))));

describe('a rule', () => {
  it('is tried by its name alone where it has the priority of another', () => {
    const rules = [
      { when: 'signals.a', priority: 7 },
      { when: 'signals.b', priority: 7 },
      { when: 'signals.c' },
    ];
    expect(lints(rulesOf(...rules))).toStrictEqual(['3:6 PRIORITY_CLASH']);
    expect(lints(rulesOf({ when: 'signals.a' }, { when: 'signals.b' }))).toStrictEqual([]);
  });

  it.each([
    'false',
    'not true',
    'signals.a and false',
    'not (signals.a or true)',
    'exists("x") and not exists(1)',
    'signals.a and "x" == null',
    'vex.any(false)',
  ])('is unreachable when its condition is never true: `%s`', (when) => {
    expect(conditions(when)).toStrictEqual(['2:6 RULE_UNREACHABLE']);
  });

  it.each(['vex.any(status == "fixed") and 1 in [2]', 'component.name in []', 'risk_score() > 100'])(
    'and a constant says why: `%s`',
    (when) => {
      expect(
        conditions(when)
          .map((fault) => fault.replace(/.* /, ''))
          .slice(0, 2),
      ).toStrictEqual(['RULE_UNREACHABLE', 'CONSTANT_CANNOT_BE']);
    },
  );

  it('is unreachable after one that always applies', () => {
    expect(conditions('signals.a', 'true', 'signals.b', 'false')).toStrictEqual([
      '4:6 RULE_UNREACHABLE',
      '5:6 RULE_UNREACHABLE',
    ]);
    const exhaustive = { when: 'exists(image.name)', else: 'status := "blocked"' };
    expect(lints(rulesOf(exhaustive, {}))).toStrictEqual(['2:6 RULE_SHADOWS_ALL', '3:6 RULE_UNREACHABLE']);
  });

  it('is reached after one that stops applying at a time', () => {
    const until = 'ignore until "2030-01-01T00:00:00Z"';
    expect(lints(rulesOf({ when: 'true', then: until }, { when: 'signals.a' }))).toStrictEqual([]);
    expect(lints(rulesOf({ when: 'signals.a', then: until }, { when: 'signals.a' }))).toStrictEqual([]);
    const dated = { when: 'exists(image.name)', else: until };
    expect(lints(rulesOf(dated, { when: 'signals.a' }))).toStrictEqual(['2:6 RULE_SHADOWS_ALL']);
  });

  it('is reached after one that is unknown at times', () => {
    expect(conditions('signals.a or not signals.a', 'signals.b')).toStrictEqual([]);
    expect(lints(rulesOf({ else: 'status := "blocked"' }, { when: 'signals.b' }))).toStrictEqual([
      '2:6 RULE_SHADOWS_ALL',
    ]);
  });

  it.each<[string, string]>([
    ['signals.a', 'signals.a'],
    ['signals.a', 'signals.b and (signals.a)'],
    ['signals.a or signals.b', 'signals.b'],
    ['signals.a or signals.b', 'signals.b and signals.c or signals.c and signals.a'],
    ['severity.score >= 7', 'severity.score >= 7.1'],
    ['severity.score >= 7', 'severity.score > 7'],
    ['severity.score > 7', '8 < severity.score'],
    ['severity.score <= 7', 'severity.score < 7'],
    ['severity.score > 7', 'severity.score == 8'],
    ['severity.normalized >= "High"', 'severity.normalized in ["High", "Critical"] and signals.a'],
    ['severity.normalized >= "High"', 'severity.normalized == "Critical"'],
    ['image.name in ["a", "b"]', 'image.name == "a"'],
    ['image.name in ["a", "b", "c"]', 'image.name in ["c", "a"]'],
    ['advisory.has_tag("kev")', 'severity.score > 1 and advisory.has_tag("kev")'],
    ['vex.any(status == "fixed")', 'vex.any(status == "fixed") and signals.a'],
  ])('is shadowed where its condition implies that of an earlier one: `%s`, `%s`', (earlier, later) => {
    expect(conditions(earlier, later)).toStrictEqual(['3:6 RULE_SHADOWED']);
  });

  it('is shadowed by several earlier ones together', () => {
    expect(conditions('signals.a', 'signals.b', 'signals.b or signals.a')).toStrictEqual([
      '4:6 RULE_SHADOWED',
    ]);
  });

  it.each<[string, string]>([
    ['signals.a', 'signals.b'],
    ['signals.a and signals.b', 'signals.a'],
    ['signals.a', 'signals.a or signals.b'],
    ['signals.a', 'not signals.a'],
    ['severity.score > 7', 'severity.score >= 7'],
    ['severity.score > 7', 'severity.score < 8'],
    ['severity.score > 7', 'severity.score in [8, 7]'],
    ['severity.score >= 7', 'cvss() >= 8'],
    ['severity.score != 7', 'severity.score == 8'],
    ['image.name in ["a", "b"]', 'image.name in ["a", "c"]'],
    ['image.name == "a"', 'component.name == "a"'],
    ['vex.any(status == "fixed")', 'vex.all(status == "fixed")'],
    ['exists(signals.a)', 'exists(signals.b)'],
  ])('is not shadowed where that is not certain: `%s`, `%s`', (earlier, later) => {
    expect(conditions(earlier, later)).toStrictEqual([]);
  });

  it('has branches that can apply', () => {
    expect(lints(rulesOf({ when: 'exists(1)', else: 'status := "fixed"' }))).toStrictEqual([
      '2:65 BRANCH_UNREACHABLE',
    ]);
    expect(lints(rulesOf({ when: 'false', else: 'status := "fixed"' }))).toStrictEqual([
      '2:38 BRANCH_UNREACHABLE',
    ]);
  });
});

describe('a constant', () => {
  // The condition begins at column 27.
  it.each<[string, string[]]>([
    ['vex.status == "blocked"', ['2:6 RULE_UNREACHABLE', '2:41 CONSTANT_CANNOT_BE']],
    ['vex.status != "blocked"', ['2:41 CONSTANT_CANNOT_BE']],
    ['vex.any(status in ["fixed", "ignored"])', ['2:55 CONSTANT_CANNOT_BE']],
    ['severity.score > 10', ['2:6 RULE_UNREACHABLE', '2:44 CONSTANT_CANNOT_BE']],
    ['severity.score >= 0', ['2:45 CONSTANT_CANNOT_BE']],
    ['severity.normalized >= "None"', ['2:50 CONSTANT_CANNOT_BE']],
    ['"Critical" < severity.normalized', ['2:6 RULE_UNREACHABLE', '2:27 CONSTANT_CANNOT_BE']],
    ['lowercase(image.name) == "Internal"', ['2:6 RULE_UNREACHABLE', '2:52 CONSTANT_CANNOT_BE']],
    ['lowercase(image.name) in ["internal", "None"]', ['2:65 CONSTANT_CANNOT_BE']],
    ['image.name == image.name', ['2:38 CONSTANT_CANNOT_BE']],
    ['1 == 1', ['2:32 CONSTANT_CANNOT_BE']],
    ['not (component.name in [])', ['2:50 CONSTANT_CANNOT_BE']],
    ['severity.score < 10 or severity.score == 10', []],
    ['signals.epss >= 0 and env.level <= 0', []],
    ['signals.floor == severity.normalized and signals.note == "X"', []],
  ])('in `%s` is remarked on where it cannot be', (when, expected) => {
    expect(conditions(when)).toStrictEqual(expected);
  });
});

describe('a profile', () => {
  it('has one map, with entries, and lines that can be true', () => {
    const profile = `profile severity {
      map weights { source "A" => 1 }
      map vendor_weight {}
      env nothing {}
      env some { if signals.seen then 1; if false then 1; if vex.status == "blocked" then 1 }
    }`;
    expect(lints(profile)).toStrictEqual([
      '3:11 UNUSED_MAP',
      '4:11 UNUSED_MAP',
      '5:11 UNUSED_ENTRY',
      '6:42 UNUSED_ENTRY',
      '6:59 UNUSED_ENTRY',
      '6:76 CONSTANT_CANNOT_BE',
    ]);
  });
});

describe('what is declared', () => {
  it('is read', () => {
    const settings = 'settings { signals { epss: decimal; seen: boolean }; env { zone: string } }';
    expect(lints(`${settings}\n${rulesOf({})}`)).toStrictEqual(['2:22 UNUSED_ENTRY', '2:60 UNUSED_ENTRY']);
  });
});

it('no lint is given beside an error', () => {
  expect(lints(rulesOf({ when: 'false' }, { when: '1 == 2', priority: 1 }, { when: 'oops' }))).toStrictEqual([
    '4:27 DSL_UNKNOWN_NAME',
  ]);
});
