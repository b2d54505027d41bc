import { describe, expect, it } from '@jest/globals';

import { bumpOf } from './bump.ts';
import { compile } from './compile.ts';
import { diffPolicies } from './diff-policies.ts';
import { actionText, expressionText, quoted } from './ir-text.ts';
import { parseIr } from './policy.ts';
import { programOf } from './testing/programs.ts';

const irOf = (source: string): Uint8Array => {
  const { compiled, diagnostics } = compile(source);
  if (compiled === undefined) throw new Error(JSON.stringify(diagnostics));
  return compiled.ir;
};

const KEV = 'rule kev priority 20 { when advisory.has_tag("kev") then status := "blocked" because "used" }';
const STATED =
  'rule stated priority 10 { when vex.status == "fixed" then status := vex.status because "said" }';
const WARNED = 'rule warned priority 30 { when severity.score >= 7 then warn message "soon" because "high" }';
const policyOf = (rules: readonly string[], settings = '', name = 'P'): Uint8Array =>
  irOf(`policy "${name}" syntax "stella-dsl@1" { settings { ${settings} }\n${rules.join('\n')}\n}`);
const base = policyOf([STATED, KEV, WARNED]);

describe('the text of what was compiled', () => {
  it('compiles to the same again', () => {
    for (let seed = 0; seed < 120; seed += 1) {
      const policy = parseIr(irOf(programOf(seed)));
      const { settings } = policy;
      const types = (of: Readonly<Record<string, string>>) =>
        Object.entries(of)
          .map(([name, type]) => `${name}: ${type}`)
          .join('; ');
      const rules = policy.rules.map(
        ({ name, priority, when, then, else: otherwise, because }) =>
          `rule ${name} priority ${priority} { when ${expressionText(when)} then ${then.map(actionText).join('; ')}` +
          `${otherwise === undefined ? '' : ` else ${otherwise.map(actionText).join('; ')}`}` +
          `${because === undefined ? '' : ` because ${quoted(because)}`} }`,
      );
      const source = `policy "P" syntax "stella-dsl@1" { settings { signals { ${types(settings.signals)} } env { ${types(settings.env)} } }\n${rules.join('\n')}\n}`;
      const again = parseIr(irOf(source));
      expect([seed, again.rules]).toStrictEqual([seed, policy.rules]);
    }
  });

  it('has only the parentheses that it needs', () => {
    const [rule] = parseIr(
      policyOf([
        'rule r { when not ((severity.score > 7) or (image.name == "a" and not exists(vex.status))) then warn message "x" }',
      ]),
    ).rules;
    expect(rule && expressionText(rule.when)).toBe(
      'not (severity.score > 7 or image.name == "a" and not exists(vex.status))',
    );
  });

  it('writes what is no visible part of a line by its number', () =>
    expect(quoted('a"b\\c\n\t\u0007\u2028\ufeff')).toBe('"a\\"b\\\\c\\n\\t\\u{7}\\u{2028}\\u{feff}"'));
});

describe('the difference of two compiled policies', () => {
  it('is nothing between equal ones, however they are written', () => {
    const written = policyOf([WARNED, KEV.replace('"kev")', '("kev"))'), STATED]);
    expect(diffPolicies(base, written)).toStrictEqual({ settings: [], rules: [] });
  });

  it('names rules that came and went, in the order in which they are tried', () => {
    const added = 'rule early priority 5 { when true then status := "ignored" because "x" }';
    expect(diffPolicies(base, policyOf([added, KEV, WARNED]))).toMatchObject({
      settings: [],
      rules: [
        { rule: 'early', change: 'added', before: null, after: { priority: 5, when: 'true' } },
        { rule: 'stated', change: 'removed', after: null, before: { then: ['status := vex.status'] } },
      ],
    });
  });

  it.each([
    ['condition', KEV.replace('"kev"', '"exploited"')],
    ['outcome', KEV.replace('"blocked"', '"warned"')],
    ['outcome', KEV.replace('because', 'else status := "ignored" because')],
    ['priority', KEV.replace('20', '25')],
    ['because', KEV.replace('used', 'known')],
  ])('tells a changed %s', (aspect, rule) => {
    const { rules } = diffPolicies(base, policyOf([STATED, rule, WARNED]));
    expect(rules).toMatchObject([{ rule: 'kev', change: 'changed', aspects: [aspect] }]);
    expect(rules[0]?.before).not.toStrictEqual(rules[0]?.after);
  });

  it('names settings, with the types of open names', () => {
    const after = policyOf(
      [STATED, KEV, WARNED],
      'default_status = "blocked"; signals { epss: decimal }',
      'Q',
    );
    expect(diffPolicies(base, after).settings).toStrictEqual([
      { setting: 'default_status', before: 'affected', after: 'blocked' },
      { setting: 'name', before: 'P', after: 'Q' },
      { setting: 'signals.epss', before: null, after: 'decimal' },
    ]);
  });

  it('turned round has before and after exchanged', () => {
    for (let seed = 0; seed < 60; seed += 1) {
      const [a, b] = [irOf(programOf(seed)), irOf(programOf(seed + 1_000))];
      const turned = diffPolicies(b, a).rules.map(({ rule, change, before, after }) => ({
        rule,
        change: change === 'added' ? 'removed' : change === 'removed' ? 'added' : change,
        before: after,
        after: before,
      }));
      const byName = (list: readonly { readonly rule: string }[]) =>
        list.toSorted((one, other) => (one.rule < other.rule ? -1 : 1));
      const straight = diffPolicies(a, b).rules.map(({ aspects: _aspects, ...rest }) => rest);
      expect(byName(turned)).toStrictEqual(byName(straight));
    }
  });
});

describe('the suggested bump', () => {
  const NEW = 'rule fresh priority 40 { when image.name == "a" then status := "ignored" because "x" }';
  it.each([
    ['none', 'equal policies', [STATED, KEV, WARNED], ''],
    ['patch', 'another reason', [STATED, KEV.replace('used', 'known'), WARNED], ''],
    ['minor', 'a new rule that blocks nothing', [STATED, KEV, WARNED, NEW], ''],
    ['minor', 'a rule before none that blocks, removed', [STATED, KEV], ''],
    ['minor', 'a rule that blocks no more', [STATED, KEV.replace('"blocked"', '"warned"'), WARNED], ''],
    ['minor', 'a rule that blocks, removed', [STATED, WARNED], ''],
    ['minor', 'another default', [STATED, KEV, WARNED], 'default_status = "ignored"'],
    ['minor', 'a shadow', [STATED, KEV, WARNED], 'shadow = true'],
    ['major', 'a new rule that blocks', [STATED, KEV, WARNED, NEW.replace('ignored', 'blocked')], ''],
    [
      'major',
      'a new rule that asks for statements',
      [
        STATED,
        KEV,
        WARNED,
        NEW.replace('status := "ignored"', 'requireVex { vendors = [], justifications = [] }'),
      ],
      '',
    ],
    [
      'major',
      'a rule that begins to block',
      [STATED, KEV, WARNED.replace('warn message "soon"', 'status := "blocked"')],
      '',
    ],
    ['major', 'a blocking rule for other findings', [STATED, KEV.replace('"kev"', '"used"'), WARNED], ''],
    ['major', 'a blocking rule at another place', [STATED, KEV.replace('20', '5'), WARNED], ''],
    ['major', 'a rule before a blocking one, removed', [KEV, WARNED], ''],
    [
      'major',
      'a rule before a blocking one that takes less',
      [STATED.replace('== "fixed"', '== "affected"'), KEV, WARNED],
      '',
    ],
    ['major', 'a default that blocks', [STATED, KEV, WARNED], 'default_status = "blocked"'],
    ['major', 'another type under a policy that blocks', [STATED, KEV, WARNED], 'signals { epss: decimal }'],
  ] as const)('is %s for %s', (bump, _what, rules, settings) => {
    const suggested = bumpOf(base, policyOf(rules, settings));
    expect(suggested.bump).toBe(bump);
    expect(suggested.reasons.some((reason) => reason.bump === bump)).toBe(bump !== 'none');
  });

  it('is major when a shadow becomes none', () =>
    expect(bumpOf(policyOf([KEV], 'shadow = true'), policyOf([KEV])).bump).toBe('major'));

  it('is major when a rule leaves its findings to a default that blocks', () => {
    const settings = 'default_status = "blocked"';
    const bare = STATED.replace('status := vex.status', 'warn message "x"');
    expect(bumpOf(policyOf([STATED], settings), policyOf([bare], settings)).bump).toBe('major');
  });

  it('is major when what is put off runs out earlier before a rule that blocks', () => {
    const until = (year: number) =>
      `rule off priority 1 { when image.name == "a" then ignore until "${year}-01-01T00:00:00Z" because "x" }`;
    expect(bumpOf(policyOf([until(2030), KEV]), policyOf([until(2028), KEV])).bump).toBe('major');
  });

  it('is major when a statement lifts a block no more', () => {
    const vex = (vendors: string) =>
      `rule vex { when severity.score >= 7 then requireVex { vendors = [${vendors}], justifications = ["component_not_present"] } because "said" }`;
    const blocking = vex('').replace(/requireVex \{.*?\}/, 'status := "blocked"');
    expect(bumpOf(policyOf([vex('')]), policyOf([blocking])).bump).toBe('major');
    expect(bumpOf(policyOf([vex('')]), policyOf([vex('"A"')])).bump).toBe('major');
    expect(bumpOf(policyOf([vex('"A", "B"')]), policyOf([vex('"A"')])).bump).toBe('major');
    expect(bumpOf(policyOf([vex('"A"')]), policyOf([vex('"A"').replace('said', 'told')])).bump).toBe('patch');
  });

  it('is major when names have another type under a default that blocks', () => {
    const settings = 'default_status = "blocked"';
    const lets = 'rule lets { when severity.score < 4 then status := "affected" because "low" }';
    const [was, is] = [
      policyOf([lets], settings),
      policyOf([lets], `${settings}; signals { epss: decimal }`),
    ];
    expect(bumpOf(was, is).bump).toBe('major');
  });

  it('is at least minor wherever the compiled bytes differ in more than words', () => {
    for (let seed = 0; seed < 60; seed += 1) {
      const { bump, reasons } = bumpOf(irOf(programOf(seed)), irOf(programOf(seed + 500)));
      const isWords = reasons.every((reason) => reason.bump === 'patch');
      expect(['patch', 'none'].includes(bump)).toBe(isWords);
    }
  });
});
