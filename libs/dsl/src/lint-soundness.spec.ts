import { describe, expect, it } from '@jest/globals';

import { compile } from './compile.ts';
import { explain } from './evaluate.ts';
import { readIr } from './policy.ts';
import { sourceOf } from './testing/findings.ts';
import { programOf } from './testing/programs.ts';
import { type Random, randomOf } from './testing/random.ts';
import { settingOf, tupleOf } from './testing/tuples.ts';

const PROGRAMS = 80;
const TUPLES = 40;

/** Rules whose conditions often imply one another. */
const kindredProgram = (random: Random): string => {
  const part = (): string =>
    random.pick([
      () =>
        `severity.score ${random.pick(['<', '<=', '>', '>=', '=='])} ${random.pick(['4', '7', '7.0', '9'])}`,
      () => `${random.pick(['4', '9'])} ${random.pick(['<', '>='])} severity.score`,
      () =>
        `severity.normalized ${random.pick(['<', '>=', '=='])} "${random.pick(['Low', 'High', 'Critical'])}"`,
      () => `severity.score in [${random.pick(['4', '9, 7', '9.8, 7, 4'])}]`,
      () => `image.name in [${random.pick(['"a"', '"a", "b"', '"b", "internet", "a"'])}]`,
      () => `image.name == "${random.pick(['a', 'b'])}"`,
      () => `advisory.has_tag("${random.pick(['kev', 'a'])}")`,
      () => `vex.any(status == "${random.pick(['fixed', 'affected'])}")`,
      () => random.pick(['signals.seen', 'not signals.seen', 'exists(component.name)', 'true', 'false']),
    ])();
  const together = (): string => random.several(1, 3, part).join(' and ');
  const rules = random.several(3, 12, (index) => {
    const when = random.several(1, 2, together).join(' or ');
    const otherwise = random.chance(10) ? ' else status := "warned"' : '';
    return `rule r${index} priority ${index} { when ${when} then status := "blocked"${otherwise} because "b" }`;
  });
  return sourceOf(`settings { signals { seen: boolean } } ${rules.join('\n')}`);
};

/** The remarks of a program by the rule each stands at. */
const remarksOf = (source: string) => {
  const { compiled, diagnostics } = compile(source);
  const ruleAt = new Map(compiled?.index?.map(({ name, line, column }) => [`${line}:${column}`, name]));
  const remarked = (code: string): ReadonlySet<string | undefined> =>
    new Set(
      diagnostics
        .filter((each) => each.code === code)
        .map(({ line, column }) => ruleAt.get(`${line}:${column}`)),
    );
  return {
    policy: readIr(compiled?.ir ?? new Uint8Array()),
    unreachable: remarked('RULE_UNREACHABLE'),
    shadowed: remarked('RULE_SHADOWED'),
  };
};

describe('a lint is never wrong', () => {
  it.each<[string, (seed: number) => string]>([
    ['generated programs', (seed) => programOf(seed)],
    ['rules that imply one another', (seed) => kindredProgram(randomOf(seed))],
  ])('over %s', (_what, programAt) => {
    let remarks = 0;
    for (let seed = 0; seed < PROGRAMS; seed += 1) {
      const source = programAt(seed);
      const { policy, unreachable, shadowed } = remarksOf(source);
      remarks += unreachable.size + shadowed.size;
      const random = randomOf(~seed);
      for (let count = 0; count < TUPLES; count += 1) {
        const { outcome, trace } = explain(policy, tupleOf(random), settingOf(random));
        const last = trace.at(-1);
        const applied = outcome.kind === 'decided' && outcome.rule === undefined ? undefined : last;
        if (applied === undefined || outcome.kind === 'not_evaluable') continue;
        expect({ source, unreachable: unreachable.has(applied.rule) }).toStrictEqual({
          source,
          unreachable: false,
        });
        const isShadowed = applied.value === 'true' && shadowed.has(applied.rule);
        expect({ source, isShadowed }).toStrictEqual({ source, isShadowed: false });
      }
    }
    expect(remarks).toBeGreaterThan(PROGRAMS / 5);
  });
});
