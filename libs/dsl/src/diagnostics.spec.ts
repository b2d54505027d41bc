import { describe, expect, it } from '@jest/globals';

import { compile } from './compile.ts';
import { CODES } from './codes.ts';
import { faults, sourceOf } from './testing/findings.ts';

/** Faults of a body, whose first line is line 2 of the source. */
const ofBody = (body: string): string[] => faults(compile(sourceOf(body)));
const when = (condition: string): string => `rule r { when ${condition} then status := "fixed" because "b" }`;
const then = (actions: string): string => `rule r { when true then ${actions} because "b" }`;

describe('a whole source', () => {
  it.each<[string, string[]]>([
    ['', ['1:1 DSL_UNEXPECTED_TOKEN']],
    ['policy "P" syntax "stella-dsl@2" {}', ['1:19 DSL_UNKNOWN_SYNTAX']],
    ['policy P syntax "stella-dsl@1" {}', ['1:8 DSL_UNEXPECTED_TOKEN']],
    ['policy "P" {}', ['1:12 DSL_UNEXPECTED_TOKEN']],
    ['policy "P" syntax "stella-dsl@1" {} x y', ['1:37 DSL_UNEXPECTED_TOKEN']],
    ['policy "P" syntax "stella-dsl@1" {\n', ['2:1 DSL_UNEXPECTED_TOKEN']],
    [
      'policy "P" syntax "stella-dsl@1" {}\npolicy "Q" syntax "stella-dsl@1" { rule }\npolicy "R" syntax "x" {}',
      ['2:1 DSL_MULTIPLE_POLICIES', '3:1 DSL_MULTIPLE_POLICIES'],
    ],
    ['policy "P" syntax "stella-dsl@1" {} /* open', ['1:37 DSL_UNTERMINATED_COMMENT']],
    [
      'policy "P" syntax "stella-dsl@1" {}\r// \uD800',
      ['1:36 DSL_FORBIDDEN_CHARACTER', '1:40 DSL_FORBIDDEN_CHARACTER'],
    ],
  ])('%j has the faults %j', (source, expected) => {
    expect(faults(compile(source))).toStrictEqual(expected);
  });
});

describe('blocks', () => {
  it.each<[string, string[]]>([
    ['metadata { a = 1 }\nmetadata { b = 2 }', ['3:1 DSL_DUPLICATE_BLOCK']],
    ['metadata { a = 1; a = 2; tags = [true, ["x"]] }', ['2:19 DSL_DUPLICATE_KEY', '2:40 DSL_BAD_SETTING']],
    ['metadata { a = word\n b { c = 1 } }', ['2:16 DSL_BAD_SETTING', '3:4 DSL_BAD_SETTING']],
    ['metadata { a = "x" b = "y" }', ['2:20 DSL_UNEXPECTED_TOKEN']],
    ['metadata { a = lowercase("x") }', ['2:25 DSL_UNEXPECTED_TOKEN']],
    ['metadata { a = 1 == 2 }', ['2:16 DSL_UNEXPECTED_TOKEN']],
    ['metadata {\n when = 1\n a 1\n b = 2 }', ['3:2 DSL_RESERVED_WORD', '4:4 DSL_UNEXPECTED_TOKEN']],
    [
      'settings { shadow = "no"; default_status = "open"; colour = 1; shadow = true }',
      ['2:21 DSL_BAD_SETTING', '2:44 DSL_BAD_SETTING', '2:52 DSL_UNKNOWN_SETTING', '2:64 DSL_DUPLICATE_KEY'],
    ],
    [
      'settings { signals { a: float; b: "decimal"; c: decimal; c: string } env { e: boolean } }',
      ['2:25 DSL_BAD_SETTING', '2:35 DSL_BAD_SETTING', '2:58 DSL_DUPLICATE_KEY', '2:79 DSL_BAD_SETTING'],
    ],
    ['settings { signals = 1 }', ['2:22 DSL_BAD_SETTING']],
    ['oops 1 2\nmetadata { a = 1 }', ['2:1 DSL_UNEXPECTED_TOKEN']],
  ])('%j have the faults %j', (body, expected) => {
    expect(ofBody(body)).toStrictEqual(expected);
  });
});

describe('rules', () => {
  it.each<[string, string[]]>([
    [`${when('true')}\n${when('true')}`, ['3:6 DSL_DUPLICATE_RULE']],
    [when('true').replace('rule r', 'rule when'), ['2:6 DSL_RESERVED_WORD']],
    [when('true').replace('rule r', 'rule r priority 10001'), ['2:17 DSL_BAD_PRIORITY']],
    [when('true').replace('rule r', 'rule r priority -1'), ['2:17 DSL_BAD_PRIORITY']],
    [when('true').replace('rule r', 'rule r priority 1.5'), ['2:17 DSL_BAD_PRIORITY']],
    [when('true').replace('rule r', 'rule r priority high'), ['2:17 DSL_UNEXPECTED_TOKEN']],
    [when('true').replace('{', ''), ['2:9 DSL_UNEXPECTED_TOKEN']],
    ['rule r { when true because "b" }', ['2:20 DSL_UNEXPECTED_TOKEN']],
    ['rule r { when true status := "fixed" because "b" }', ['2:20 DSL_UNEXPECTED_TOKEN']],
    ['rule r { when true then because "b" }', ['2:25 DSL_UNEXPECTED_TOKEN']],
    ['rule r { then status := "fixed" because "b" }', ['2:10 DSL_UNEXPECTED_TOKEN']],
    ['rule r { when true then status := "fixed" because b }', ['2:51 DSL_UNEXPECTED_TOKEN']],
    ['rule r { when true then status := "fixed" because "b" because "c" }', ['2:55 DSL_UNEXPECTED_TOKEN']],
    [
      'rule r { when true then status := "fixed" because "b" else status := "fixed" }',
      ['2:55 DSL_UNEXPECTED_TOKEN'],
    ],
    [
      `rule r { when true then status := "fixed" because "b"\n${when('false').replace('rule r', 'rule s')}`,
      ['3:1 DSL_UNEXPECTED_TOKEN'],
    ],
    ['rule r { when true then status := "fixed" }', ['2:6 RULE_WITHOUT_BECAUSE']],
    [
      `rule r { when true then status := "fixed" else status := "fixed" because "b" }\n${when('true').replace('rule r', 'rule s')}`,
      ['2:6 RULE_SHADOWS_ALL', '2:48 BRANCH_UNREACHABLE', '3:6 PRIORITY_CLASH', '3:6 RULE_UNREACHABLE'],
    ],
    [when('true').replace('rule r', 'rule __proto__'), ['2:6 DSL_RESERVED_WORD']],
  ])('%j have the faults %j', (body, expected) => {
    expect(ofBody(body)).toStrictEqual(expected);
  });
});

describe('a condition', () => {
  // The condition begins at column 15.
  it.each<[string, string[]]>([
    ['severity.scor > 1', ['2:15 DSL_UNKNOWN_NAME']],
    ['component.name == severity', ['2:33 DSL_UNKNOWN_NAME']],
    ['env == "x"', ['2:15 DSL_UNKNOWN_NAME']],
    ['justification == "x"', ['2:15 DSL_UNKNOWN_NAME']],
    ['vex.any(colour == "x")', ['2:23 DSL_UNKNOWN_NAME']],
    ['shout(component.name) == "x"', ['2:15 DSL_UNKNOWN_NAME']],
    ['vex.any()', ['2:15 DSL_BAD_CALL']],
    ['vex.any', ['2:15 DSL_BAD_CALL']],
    ['image.has_tag("a", "b")', ['2:15 DSL_BAD_CALL']],
    ['image.has_tag(1)', ['2:29 DSL_TYPE_MISMATCH']],
    ['image.name("x") == "x"', ['2:15 DSL_BAD_CALL']],
    ['exists()', ['2:15 DSL_BAD_CALL']],
    ['coalesce(image.name, 1) == "x"', ['2:36 DSL_TYPE_MISMATCH']],
    ['lowercase(1) == "x"', ['2:25 DSL_TYPE_MISMATCH']],
    ['vex.any(status)', ['2:23 DSL_TYPE_MISMATCH']],
    ['severity.score', ['2:15 DSL_TYPE_MISMATCH']],
    ['severity.score == "High"', ['2:33 DSL_TYPE_MISMATCH']],
    ['"x" == severity.score', ['2:15 DSL_TYPE_MISMATCH']],
    ['severity.normalized == component.name', ['2:38 DSL_TYPE_MISMATCH']],
    ['image.name < "x"', ['2:26 DSL_TYPE_MISMATCH']],
    ['true < false', ['2:20 DSL_TYPE_MISMATCH']],
    ['advisory.aliases == ["x"]', ['2:32 DSL_TYPE_MISMATCH']],
    ['image.name in "x"', ['2:29 DSL_TYPE_MISMATCH']],
    ['image.name in [1]', ['2:15 DSL_TYPE_MISMATCH']],
    ['image.name in ["x", 1]', ['2:35 DSL_TYPE_MISMATCH']],
    ['image.name in [["x"]]', ['2:30 DSL_TYPE_MISMATCH']],
    ['not image.name', ['2:19 DSL_TYPE_MISMATCH']],
    ['true and 1', ['2:24 DSL_TYPE_MISMATCH']],
    ['env.e', ['2:15 DSL_TYPE_MISMATCH']],
    ['signals.a > 1 and signals.a == "x"', ['2:46 DSL_TYPE_MISMATCH']],
    ['signals.a > 1 and "x" == image.name and signals.a', ['2:55 DSL_CONFLICTING_USES']],
    ['signals.a == signals.b and signals.a > 1 and signals.b', ['2:60 DSL_CONFLICTING_USES']],
    ['signals.a == env.b and signals.a', ['2:38 DSL_CONFLICTING_USES']],
    ['severity.normalized >= "high"', ['2:38 DSL_BAD_SEVERITY']],
    ['severity.normalized in ["High", "Severe"]', ['2:47 DSL_BAD_SEVERITY']],
    ['1 < 2 < 3', ['2:21 DSL_CHAINED_COMPARISON']],
    ['1 in [1] == true', ['2:24 DSL_CHAINED_COMPARISON']],
    ['null == null', ['2:23 DSL_BAD_NULL']],
    ['image.name < null', ['2:26 DSL_BAD_NULL']],
    ['image.name in [null]', ['2:30 DSL_BAD_NULL']],
    ['exists(null)', ['2:22 DSL_BAD_NULL']],
    ['1.', ['2:15 DSL_BAD_DECIMAL', '2:15 DSL_TYPE_MISMATCH']],
    ['1 < 1234567890123456', ['2:19 DSL_BAD_DECIMAL']],
    ['1 < 0.1234567891', ['2:19 DSL_BAD_DECIMAL']],
    ['1 < 1e5', ['2:19 DSL_BAD_DECIMAL']],
    [
      'image.name == "a\\q😀\\u{D800}\\u{0}\\u{110000}"',
      ['2:31 DSL_BAD_ESCAPE', '2:34 DSL_BAD_ESCAPE', '2:42 DSL_BAD_ESCAPE', '2:47 DSL_BAD_ESCAPE'],
    ],
    ['image.name == "😀" and @ true', ['2:37 DSL_UNEXPECTED_CHARACTER']],
    ['image.name == x.(1)', ['2:31 DSL_UNEXPECTED_TOKEN']],
    ['(true', ['2:21 DSL_UNEXPECTED_TOKEN']],
    ['true or', ['2:23 DSL_UNEXPECTED_TOKEN']],
    ['image.name in ["x",]', ['2:34 DSL_UNEXPECTED_TOKEN']],
    ['1 < 2 - 1', ['2:21 DSL_UNEXPECTED_CHARACTER', '2:23 DSL_UNEXPECTED_TOKEN']],
    ['sbom.size == 1', ['2:15 NAME_HAS_NO_SOURCE']],
    ['normalize_cvss(severity.vectr) > 1', ['2:30 DSL_UNKNOWN_NAME']],
  ])('`%s` has the faults %j', (condition, expected) => {
    expect(ofBody(when(condition))).toStrictEqual(expected);
  });
});

describe('an action', () => {
  // The first action begins at column 25.
  it.each<[string, string[]]>([
    ['status := "open"', ['2:35 DSL_BAD_STATUS']],
    ['status := coalesce(vex.status, "open")', ['2:56 DSL_BAD_STATUS']],
    ['status := severity.score', ['2:35 DSL_TYPE_MISMATCH']],
    ['severity := "severe"', ['2:37 DSL_BAD_SEVERITY']],
    ['severity := 10.1', ['2:37 DSL_BAD_SEVERITY']],
    ['severity := true', ['2:37 DSL_TYPE_MISMATCH']],
    ['escalate to -1', ['2:37 DSL_BAD_SEVERITY']],
    ['escalate "High"', ['2:34 DSL_UNEXPECTED_TOKEN']],
    ['warn "x"', ['2:30 DSL_UNEXPECTED_TOKEN']],
    ['warn message 1', ['2:38 DSL_TYPE_MISMATCH']],
    ['annotate "k" := 1', ['2:34 DSL_UNEXPECTED_TOKEN']],
    ['annotate k = 1', ['2:36 DSL_UNEXPECTED_TOKEN']],
    ['status := "fixed" "x"', ['2:43 DSL_UNEXPECTED_TOKEN']],
    ['defer until "2030-01-01T00:00:00Z"; status := "open"', ['2:71 DSL_BAD_STATUS']],
    ['requireVex { vendors = [], justifications = [] }\nstatus := "open"', ['3:11 DSL_BAD_STATUS']],
  ])('`%s` has the faults %j', (actions, expected) => {
    expect(ofBody(then(actions))).toStrictEqual(expected);
  });
});

describe('several faults', () => {
  it('are reported at once, in reading order, each at its place', () => {
    const body = `metadata { tags = [1, }
settings { shadow = maybe }
rule a priority 99999 {
  when severity.scor > 1 and image.name < "x"
  then status := "gone"
       annotate := 1
       warn message 5
  because "unclosed
}
rule b {
  when vex.any(status == ) or true
  then risk := 1; escalate to "Top"
}
rule a { when risk_score() > 1 then status := vex.statu because "b" }`;
    expect(ofBody(body)).toStrictEqual([
      '2:23 DSL_UNEXPECTED_TOKEN',
      '3:21 DSL_BAD_SETTING',
      '4:17 DSL_BAD_PRIORITY',
      '5:8 DSL_UNKNOWN_NAME',
      '5:41 DSL_TYPE_MISMATCH',
      '6:18 DSL_BAD_STATUS',
      '7:17 DSL_UNEXPECTED_TOKEN',
      '8:21 DSL_TYPE_MISMATCH',
      '9:11 DSL_UNTERMINATED_STRING',
      '11:6 RULE_WITHOUT_BECAUSE',
      '12:26 DSL_UNEXPECTED_TOKEN',
      '13:8 DSL_UNEXPECTED_TOKEN',
      '13:31 DSL_BAD_SEVERITY',
      '15:6 DSL_DUPLICATE_RULE',
      '15:47 DSL_UNKNOWN_NAME',
    ]);
  });

  it('count columns in Unicode scalar values, and CRLF as one line end', () => {
    const body = '/* 😀😀 */ metadata { a = "é😀" }\r\n/* 😀 */ oops';
    expect(ofBody(body)).toStrictEqual(['3:9 DSL_UNEXPECTED_TOKEN']);
  });

  it('are cut after a hundred, which is said', () => {
    const found = ofBody('@'.repeat(1_000));
    expect(found.length).toBe(101);
    expect(found.at(-1)).toBe('2:101 DSL_TOO_MANY_DIAGNOSTICS');
  });

  it('name the file, and say what was found', () => {
    expect(compile(sourceOf(when('image.nam == 1')), 'strict/policy.stella').diagnostics).toStrictEqual([
      {
        severity: 'error',
        code: 'DSL_UNKNOWN_NAME',
        message: 'there is no name `image.nam`',
        hint: 'did you mean `image.name`?',
        file: 'strict/policy.stella',
        line: 2,
        column: 15,
      },
    ]);
  });
});

it('every code says what it means', () => {
  expect(Object.values(CODES).every((meaning) => meaning.length > 10)).toBe(true);
});
