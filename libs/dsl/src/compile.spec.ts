import { describe, expect, it } from '@jest/globals';

import { compile, compileFiles, ENTRY_FILE } from './compile.ts';
import { evaluate } from './evaluate.ts';
import { COMPLEXITY_MAX, LIST_ITEMS_MAX, RULES_MAX, SOURCE_BYTES_MAX } from './limits.ts';
import { readIr } from './policy.ts';
import { IrInvalid } from './prepared.ts';
import { EVERYTHING, faults, scored, SETTING, sourceOf, STATEMENT } from './testing/findings.ts';

const SAMPLE = `policy "Default Org Policy" syntax "stella-dsl@1" {
  metadata { description = "Baseline severity + VEX precedence"; tags = ["baseline","vex"] }
  settings { shadow = false; default_status = "affected" }
  rule vex_precedence priority 10 {
    when vex.any(status in ["not_affected","fixed"]) and vex.justification in ["component_not_present","vulnerable_code_not_present"]
    then status := vex.status
    because "Strong vendor justification prevails";
  }
  rule block_critical priority 20 {
    when severity.normalized >= "High" and advisory.has_tag("kev")
    then status := "blocked"; annotate ticket := "SEC-TRIAGE"
    because "Known exploited and severe";
  }
}`;

const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);
const digestOf = (source: string): string | undefined => compile(source).compiled?.irDigest;
const irOf = (source: string): unknown => {
  const { compiled } = compile(source);
  return compiled === undefined ? undefined : JSON.parse(new TextDecoder().decode(compiled.ir));
};

describe('the sample policy', () => {
  const { compiled, diagnostics } = compile(SAMPLE);

  it('compiles without a remark', () => {
    expect(diagnostics).toStrictEqual([]);
    expect({ ...compiled, ir: undefined }).toStrictEqual({
      ir: undefined,
      irDigest: '411ce92eb8eb644bb72cffa1aec757af9545baf72fae81b7c9966489585f0c11',
      name: 'Default Org Policy',
      isShadow: false,
      rules: ['vex_precedence', 'block_critical'],
      index: [
        {
          name: 'vex_precedence',
          priority: 10,
          line: 4,
          column: 8,
          reads: ['vex.justification', 'vex.status'],
        },
        {
          name: 'block_critical',
          priority: 20,
          line: 9,
          column: 8,
          reads: ['advisory.has_tag', 'severity.normalized'],
        },
      ],
      complexity: 24,
    });
  });

  it('lets a strong justification prevail, and blocks what is known to be exploited', () => {
    const policy = readIr(compiled?.ir ?? new Uint8Array());
    const severe = scored('7');
    const exploited = { ...severe, advisory: { ...severe.advisory, tags: ['kev'] } };
    const excused = {
      ...exploited,
      vex: [{ ...STATEMENT, status: 'not_affected' as const, justification: 'component_not_present' }],
    };
    const decided = { kind: 'decided', severity: { score: '7', band: 'High' }, warnings: [], undecided: [] };
    expect(evaluate(policy, excused, SETTING)).toStrictEqual({
      ...decided,
      status: 'not_affected',
      rule: 'vex_precedence',
      annotations: {},
    });
    expect(evaluate(policy, exploited, SETTING)).toStrictEqual({
      ...decided,
      status: 'blocked',
      rule: 'block_critical',
      annotations: { ticket: 'SEC-TRIAGE' },
    });
    expect(evaluate(policy, severe, SETTING)).toStrictEqual({
      kind: 'not_evaluable',
      missing: ['advisory.has_tag'],
      undecided: ['block_critical'],
    });
  });
});

describe('the IR', () => {
  it('holds settings with their defaults and the types of all open names', () => {
    expect(
      irOf(sourceOf('rule r { when signals.a > 1 and env.b == "x" and signals.c then status := "fixed" }')),
    ).toStrictEqual({
      name: 'P',
      syntax: 'stella-dsl@1',
      metadata: {},
      settings: {
        shadow: false,
        default_status: 'affected',
        signals: { a: 'decimal', c: 'boolean' },
        env: { b: 'string' },
      },
      rules: [
        {
          name: 'r',
          priority: 100,
          when: {
            op: 'and',
            operands: [
              { op: '>', left: { op: 'name', name: 'signals.a' }, right: { op: 'decimal', value: '1' } },
              { op: '==', left: { op: 'name', name: 'env.b' }, right: { op: 'string', value: 'x' } },
              { op: 'name', name: 'signals.c' },
            ],
          },
          then: [{ action: 'status', value: { op: 'string', value: 'fixed' } }],
        },
      ],
    });
  });

  it('has digests that never change', () => {
    expect(digestOf(EVERYTHING)).toBe('3d6dec34caa0ba70c66a5c336ceca936de4f70747356430ccc627cd1b8000b18');
    expect(digestOf(sourceOf(''))).toBe('5985e8a8dcd468b4291ba974f8ae0faeabbe5888577602f47dbba08a68dd682f');
  });

  const RULE =
    'rule r priority 100 { when signals.a > 1.5 and (signals.b or not signals.c) then status := "fixed"; warn message "w" because "b" }';
  it.each([
    ['comments', RULE.replaceAll(' ', ' /* * // " */ ').replace('then', '// }\n then')],
    ['line ends', RULE.replaceAll(' ', '\r\n\t')],
    [
      'parentheses',
      RULE.replace('signals.a > 1.5', '((signals.a) > (1.5))').replace('not signals.c', '(not (signals.c))'),
    ],
    [
      'the grouping of a chain',
      RULE.replace('and (', 'and ((signals.b or not signals.c)) and (').replace(
        'and ((signals.b or not signals.c)) and',
        'and',
      ),
    ],
    ['trailing zeros', RULE.replace('1.5', '+1.500')],
    ['a default priority', RULE.replace(' priority 100', '')],
    ['statement ends', RULE.replace('"fixed";', '"fixed"').replace('"w"', '"w";;').replace('"b"', '"b";')],
    ['escapes', RULE.replace('"w"', String.raw`"\u{77}"`)],
  ])('does not change with %s', (_what, changed) => {
    expect(digestOf(sourceOf(RULE))).toBeDefined();
    expect(digestOf(sourceOf(changed))).toBe(digestOf(sourceOf(RULE)));
  });

  it('is the same for a chain grouped otherwise, for `== null` and for declared types', () => {
    const rule = (when: string, settings = ''): string =>
      sourceOf(`${settings} rule r { when ${when} then status := "fixed" }`);
    expect(digestOf(rule('signals.a and (signals.b and signals.c)'))).toBe(
      digestOf(rule('(signals.a and signals.b) and signals.c')),
    );
    expect(digestOf(rule('image.name == null'))).toBe(digestOf(rule('not exists(image.name)')));
    expect(digestOf(rule('signals.a', 'settings { signals { a: boolean } }'))).toBe(
      digestOf(rule('signals.a')),
    );
  });

  it('changes with the reason of a rule and with the order of a list', () => {
    const rule = (list: string, because: string): string =>
      sourceOf(`rule r { when image.name in ${list} then status := "fixed" because "${because}" }`);
    const digests = new Set(
      [rule('["a", "b"]', 'x'), rule('["b", "a"]', 'x'), rule('["a", "b"]', 'y')].map(digestOf),
    );
    expect(digests.size).toBe(3);
  });
});

describe('a workspace', () => {
  const compiled = (bytes: Uint8Array): string[] => faults(compileFiles(new Map([[ENTRY_FILE, bytes]])));

  it('compiles its entry, whatever else it holds', () => {
    const files = new Map([
      [ENTRY_FILE, encoded(SAMPLE)],
      ['README.md', new Uint8Array([0xff])],
    ]);
    expect(compileFiles(files)).toStrictEqual(compile(SAMPLE));
  });

  it('needs its entry', () => {
    expect(compileFiles(new Map())).toStrictEqual({
      compiled: undefined,
      diagnostics: [
        {
          severity: 'error',
          code: 'DSL_MISSING_ENTRY',
          message: 'the workspace has no file `policy.stella`',
          hint: 'add `policy.stella` at the root of the workspace',
          file: 'policy.stella',
          line: 1,
          column: 1,
        },
      ],
    });
  });

  it('refuses bytes that are not UTF-8, byte order marks and NUL', () => {
    expect(compiled(new Uint8Array([0x70, 0xff]))).toStrictEqual(['1:1 DSL_INVALID_UTF8']);
    expect(compiled(encoded(`\uFEFF${SAMPLE}`))).toStrictEqual(['1:1 DSL_FORBIDDEN_CHARACTER']);
    expect(compiled(encoded(sourceOf('// \u0000')))).toStrictEqual(['2:4 DSL_FORBIDDEN_CHARACTER']);
  });
});

describe('a limit is inclusive', () => {
  const rule = (when: string): string => `rule r { when ${when} then status := "fixed" because "b" }`;

  it('for the source', () => {
    const empty = sourceOf('');
    expect(faults(compile(empty + ' '.repeat(SOURCE_BYTES_MAX - empty.length)))).toStrictEqual([]);
    expect(faults(compile(empty + ' '.repeat(SOURCE_BYTES_MAX - empty.length + 1)))).toStrictEqual([
      '1:1 DSL_SOURCE_TOO_LARGE',
    ]);
    expect(faults(compile(`${empty}//${'é'.repeat(SOURCE_BYTES_MAX / 2)}`))).toStrictEqual([
      '1:1 DSL_SOURCE_TOO_LARGE',
    ]);
  });

  it('for rules', () => {
    const rules = (count: number): string =>
      sourceOf(
        Array.from({ length: count }, (_, n) => rule('true').replace('rule r', `rule r${n}`)).join('\n'),
      );
    expect(compile(rules(RULES_MAX)).compiled?.rules.length).toBe(RULES_MAX);
    expect(faults(compile(rules(RULES_MAX + 1)))).toStrictEqual([`${RULES_MAX + 2}:1 DSL_TOO_MANY_RULES`]);
  });

  it('for lists', () => {
    const list = (count: number): string =>
      sourceOf(rule(`image.name in [${Array(count).fill('"a"').join()}]`));
    expect(faults(compile(list(LIST_ITEMS_MAX)))).toStrictEqual([]);
    expect(faults(compile(list(LIST_ITEMS_MAX + 1)))).toStrictEqual(['2:40030 DSL_LIST_TOO_LONG']);
  });

  it('for depth, which counts nodes and not parentheses', () => {
    const nested = (depth: number): string => sourceOf(rule(`${'not '.repeat(depth - 1)}signals.x`));
    const source = nested(64);
    expect(faults(compile(source))).toStrictEqual([]);
    expect(readIr(compile(source).compiled?.ir ?? new Uint8Array()).rules.length).toBe(1);
    expect(faults(compile(nested(65)))).toStrictEqual(['2:271 DSL_TOO_DEEP']);
    expect(faults(compile(sourceOf(rule(`${'('.repeat(256)}true${')'.repeat(256)}`))))).toStrictEqual([]);
    expect(faults(compile(sourceOf(rule(`${'('.repeat(5_000)}true`))))).toStrictEqual(['2:272 DSL_TOO_DEEP']);
    expect(faults(compile(sourceOf(rule(Array(1_000).fill('true').join(' and ')))))).toStrictEqual([]);
  });

  it('for complexity', () => {
    const ofItems = (count: number, name: string): string =>
      rule(`1 in [${Array(count).fill('1').join()}]`).replace('rule r', `rule ${name}`);
    // Five nodes of each rule are no items.
    const most = Array.from({ length: 19 }, (_, n) => ofItems(9_995, `r${n}`)).join('\n');
    expect(compile(sourceOf(`${most}\n${ofItems(9_995, 'last')}`)).compiled?.complexity).toBe(COMPLEXITY_MAX);
    const tooComplex = compile(sourceOf(`${most}\n${ofItems(9_996, 'last')}`));
    expect(faults(tooComplex)).toStrictEqual(['21:20032 DSL_TOO_COMPLEX']);
  });
});

describe('reading IR', () => {
  it.each<[string, string]>([
    ['no JSON', '{'],
    ['another document', '{"name":"x"}'],
    [
      'another syntax',
      '{"metadata":{},"name":"x","rules":[],"settings":{"default_status":"fixed","env":{},"shadow":false,"signals":{}},"syntax":"stella-dsl@2"}',
    ],
    [
      'an unknown member',
      '{"extra":1,"metadata":{},"name":"x","rules":[],"settings":{"default_status":"fixed","env":{},"shadow":false,"signals":{}},"syntax":"stella-dsl@1"}',
    ],
    [
      'an unknown name',
      '{"metadata":{},"name":"x","rules":[{"name":"r","priority":1,"then":[],"when":{"name":"signals.x","op":"name"}}],"settings":{"default_status":"fixed","env":{},"shadow":false,"signals":{}},"syntax":"stella-dsl@1"}',
    ],
    [
      'endless nesting',
      `{"metadata":{},"name":"x","rules":[{"name":"r","priority":1,"then":[],"when":${'{"op":"not","operand":'.repeat(50_000)}{"op":"boolean","value":true}${'}'.repeat(50_000)}}],"settings":{"default_status":"fixed","env":{},"shadow":false,"signals":{}},"syntax":"stella-dsl@1"}`,
    ],
  ])('refuses %s', (_what, text) => {
    expect(() => readIr(encoded(text))).toThrow(IrInvalid);
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(() => readIr(new Uint8Array([0xff]))).toThrow(IrInvalid);
  });
});
