import { describe, expect, it } from '@jest/globals';

import { compile } from './compile.ts';
import { IrPolicy } from './ir.ts';
import { faults, sourceOf } from './testing/findings.ts';

type Front = { readonly policy: IrPolicy | undefined; readonly faults: readonly string[] };

/** What a body compiles to, whose first line is line 2, and its faults. */
const front = (body: string): Front => {
  const compilation = compile(sourceOf(body));
  const ir = new TextDecoder().decode(compilation.compiled?.ir);
  return { policy: ir === '' ? undefined : IrPolicy.parse(JSON.parse(ir)), faults: faults(compilation) };
};
const when = (condition: string): string => `rule r { when ${condition} then status := "fixed" because "b" }`;
const then = (actions: string): string => `rule r { when true then ${actions} because "b" }`;
const text = (value: string) => ({ op: 'string', value });
const decimal = (value: string) => ({ op: 'decimal', value });
const name = (value: string) => ({ op: 'name', name: value });
const exposedTo = (value: string) => ({ op: '==', left: name('env.exposure'), right: text(value) });

describe('a profile', () => {
  it('compiles its map, sorted by source, and its lines as written', () => {
    const { policy, faults: found } = front(`profile severity {
      map vendor_weight { source "OSV" => +0.0  source "GHSA" => +0.50; source "É" => -1 }
      env exposure { if env.exposure == "internet" then +0.5  if env.exposure == "none" then -0.25 }
      env more {
        if signals.seen
        then 1
      }
    }`);
    expect(found).toStrictEqual([]);
    expect(policy?.profiles).toStrictEqual({
      severity: {
        vendor_weight: [
          { source: 'GHSA', weight: '0.5' },
          { source: 'OSV', weight: '0' },
          { source: 'É', weight: '-1' },
        ],
        env: [
          {
            name: 'exposure',
            lines: [
              { when: exposedTo('internet'), weight: '0.5' },
              { when: exposedTo('none'), weight: '-0.25' },
            ],
          },
          { name: 'more', lines: [{ when: name('signals.seen'), weight: '1' }] },
        ],
      },
    });
    expect(policy?.settings).toMatchObject({ env: { exposure: 'string' }, signals: { seen: 'boolean' } });
  });

  it.each<[string, string[]]>([
    [
      'profile speed { map x { source 1 } }\nprofile severity { } oops',
      ['2:9 DSL_UNKNOWN_PROFILE', '3:22 DSL_UNEXPECTED_TOKEN'],
    ],
    ['profile { }', ['2:9 DSL_UNEXPECTED_TOKEN']],
    ['profile severity {}\nprofile severity {}', ['3:1 DSL_DUPLICATE_BLOCK']],
    [
      'profile severity {\n map vendor_weight { source "A" => 1 }\n map vendor_weight { source "B" => 1 }\n env e { if true then 1 }\n env e { if true then 1 }\n}',
      ['4:6 DSL_DUPLICATE_BLOCK', '6:6 DSL_DUPLICATE_BLOCK'],
    ],
    [
      'profile severity { map vendor_weight { source "A" => 1; source "A" => 1 } }',
      ['2:64 DSL_DUPLICATE_KEY'],
    ],
    [
      'profile severity { map vendor_weight { source A => 1\n source "B" => "1"; sauce "C" => 1\n source "D" = 1\n source "E" => 1 2 } }',
      [
        '2:47 DSL_UNEXPECTED_TOKEN',
        '3:16 DSL_UNEXPECTED_TOKEN',
        '3:21 DSL_UNEXPECTED_TOKEN',
        '4:13 DSL_UNEXPECTED_TOKEN',
        '5:18 DSL_UNEXPECTED_TOKEN',
      ],
    ],
    [
      'profile severity { env e { if env.x then 1; if env.y == 2 then high\n if true 1\n unless true then 1 } }',
      ['2:31 DSL_TYPE_MISMATCH', '2:64 DSL_UNEXPECTED_TOKEN', '3:10 DSL_UNEXPECTED_TOKEN'],
    ],
    [
      'profile severity { env e { if severity.score > 1 then 1; if exists(severity.normalized) then 1; if risk_score() > 1 then 1; if cvss() > 1 and severity.vector != null then 1 } }',
      ['2:31 DSL_CIRCULAR_PROFILE', '2:68 DSL_CIRCULAR_PROFILE', '2:100 DSL_CIRCULAR_PROFILE'],
    ],
    ['profile severity { env e { if true then 1 }', ['3:2 DSL_UNEXPECTED_TOKEN']],
  ])('%j has the faults %j', (body, expected) => {
    expect(front(body).faults).toStrictEqual(expected);
  });
});

describe('a function', () => {
  it.each<[string, unknown]>([
    [
      'vex.latest().status == "fixed"',
      { op: '==', left: { op: 'latest', field: 'status' }, right: text('fixed') },
    ],
    ['exists(vex.latest())', { op: 'exists', operand: { op: 'latest' } }],
    ['vex.latest() == null', { op: 'not', operand: { op: 'exists', operand: { op: 'latest' } } }],
    [
      'normalize_cvss(severity.vector) > 7',
      { op: '>', left: { op: 'normalize_cvss', operand: name('severity.vector') }, right: decimal('7') },
    ],
    ['cvss() > 7', { op: '>', left: { op: 'cvss' }, right: decimal('7') }],
    ['cvss("3.1") > 7', { op: '>', left: { op: 'cvss', version: text('3.1') }, right: decimal('7') }],
    [
      'severity_band(7.5) == "High"',
      {
        op: '==',
        left: { op: 'severity_band', operand: decimal('7.5') },
        right: { op: 'severity', value: 'High' },
      },
    ],
    [
      'severity_band(env.band) in ["Low"]',
      {
        op: 'in',
        left: { op: 'severity_band', operand: name('env.band') },
        right: { op: 'list', items: [{ op: 'severity', value: 'Low' }] },
      },
    ],
    ['risk_score() > 7', { op: '>', left: { op: 'risk_score' }, right: decimal('7') }],
    ['reach_state() == "reachable"', { op: '==', left: { op: 'reach_state' }, right: text('reachable') }],
    [
      'percent_of(1, 3) > 7',
      { op: '>', left: { op: 'percent_of', part: decimal('1'), whole: decimal('3') }, right: decimal('7') },
    ],
  ])('`%s` compiles', (condition, ir) => {
    const { policy, faults: found } = front(when(condition));
    expect(found).toStrictEqual([]);
    expect(policy?.rules[0]?.when).toStrictEqual(ir);
  });

  it('gives `signals.reachability` its type', () => {
    expect(front(when('reach_state() == "reachable"')).policy?.settings.signals).toStrictEqual({
      reachability: 'string',
    });
  });

  // The condition begins at column 15.
  it.each<[string, string[]]>([
    ['exists(vex.latest("x"))', ['2:22 DSL_BAD_CALL']],
    ['vex.latest() == "x"', ['2:15 DSL_BAD_CALL']],
    ['vex.latest == "x"', ['2:15 DSL_BAD_CALL']],
    ['vex.latest().colour == "x"', ['2:28 DSL_UNKNOWN_NAME']],
    ['vex.latest().status > "x"', ['2:35 DSL_TYPE_MISMATCH']],
    ['normalize_cvss() > 1', ['2:15 DSL_BAD_CALL']],
    ['normalize_cvss(1) > 1', ['2:30 DSL_TYPE_MISMATCH']],
    ['cvss("5.0") > 1', ['2:20 DSL_BAD_CALL']],
    ['cvss(3.1) > 1', ['2:20 DSL_TYPE_MISMATCH']],
    ['cvss("3.1", "4.0") > 1', ['2:15 DSL_BAD_CALL']],
    ['severity_band(true) == "Low"', ['2:29 DSL_TYPE_MISMATCH']],
    ['severity_band(severity.normalized) == "Low"', ['2:29 DSL_TYPE_MISMATCH']],
    ['severity_band(1) == 1', ['2:35 DSL_TYPE_MISMATCH']],
    ['risk_score(1) > 1', ['2:15 DSL_BAD_CALL']],
    ['reach_state() == reach_state', ['2:32 DSL_BAD_CALL']],
    ['signals.reachability > 1 and reach_state() == "x"', ['2:44 DSL_CONFLICTING_USES']],
    ['percent_of(1) > 1', ['2:15 DSL_BAD_CALL']],
    ['percent_of(1, "x") > 1', ['2:29 DSL_TYPE_MISMATCH']],
  ])('`%s` has the faults %j', (condition, expected) => {
    expect(front(when(condition)).faults).toStrictEqual(expected);
  });
});

describe('an action', () => {
  it.each<[string, unknown[]]>([
    ['ignore until "2030-01-01T00:00:00+02:00"', [{ action: 'ignore', until: '2030-01-01T00:00:00+02:00' }]],
    [
      'defer until "2030-01-01T00:00:00Z"; defer until "2031-01-01T00:00:00Z"',
      [
        { action: 'defer', until: '2030-01-01T00:00:00Z' },
        { action: 'defer', until: '2031-01-01T00:00:00Z' },
      ],
    ],
    [
      'requireVex { vendors = [], justifications = ["b", "a"] }',
      [{ action: 'requireVex', vendors: [], justifications: ['b', 'a'] }],
    ],
    [
      'requireVex {\n justifications: ["b"]\n vendors: ["v"]; }',
      [{ action: 'requireVex', vendors: ['v'], justifications: ['b'] }],
    ],
  ])('`%s` compiles', (actions, ir) => {
    const { policy, faults: found } = front(then(actions));
    expect(found).toStrictEqual([]);
    expect(policy?.rules[0]?.then).toStrictEqual(ir);
  });

  // The first action begins at column 25.
  it.each<[string, string[]]>([
    ['ignore until "2030-01-01"', ['2:38 DSL_BAD_INSTANT']],
    ['defer until "2030-01-01T00:00:00"', ['2:37 DSL_BAD_INSTANT']],
    ['ignore until env.day', ['2:38 DSL_UNEXPECTED_TOKEN']],
    ['ignore "2030-01-01T00:00:00Z"', ['2:32 DSL_UNEXPECTED_TOKEN']],
    ['requireVex { vendors = [] }', ['2:25 DSL_BAD_REQUIREMENT']],
    ['requireVex { }', ['2:25 DSL_BAD_REQUIREMENT', '2:25 DSL_BAD_REQUIREMENT']],
    [
      'requireVex { vendors = "x", vendors = [], justifications = ["a", 1], sources = [] }',
      [
        '2:48 DSL_BAD_REQUIREMENT',
        '2:53 DSL_DUPLICATE_KEY',
        '2:90 DSL_BAD_REQUIREMENT',
        '2:94 DSL_BAD_REQUIREMENT',
      ],
    ],
    [
      'requireVex { vendors = [env.x], justifications = [] }',
      ['2:49 DSL_UNEXPECTED_TOKEN', '2:25 DSL_BAD_REQUIREMENT'],
    ],
    ['requireVex [1]', ['2:36 DSL_UNEXPECTED_TOKEN']],
  ])('`%s` has the faults %j', (actions, expected) => {
    expect(front(then(actions)).faults.toSorted()).toStrictEqual(expected.toSorted());
  });
});
