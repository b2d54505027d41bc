import type { FindingTuple } from '@policy-registry/finding';
import { describe, expect, it } from '@jest/globals';

import { compile } from './compile.ts';
import { explain } from './evaluate.ts';
import { readIr } from './policy.ts';
import { scored, sourceOf, STATEMENT, UNKNOWN_FINDING } from './testing/findings.ts';
import { programOf } from './testing/programs.ts';
import { type Random, randomOf } from './testing/random.ts';
import { settingOf, tupleOf } from './testing/tuples.ts';

const PROGRAMS = 100;
const TUPLES = 40;

/** A comparison with a bound that others have too. */
const bound = (random: Random): string => {
  const score = random.pick(['4', '7', '7.0', '9']);
  return random.pick([
    `severity.score ${random.pick(['<', '<=', '>', '>=', '=='])} ${score}`,
    `${score} ${random.pick(['<', '>='])} severity.score`,
    `severity.score in [${random.pick(['4', '9, 7', '9.8, 7, 4'])}]`,
  ]);
};

const part = (random: Random): string =>
  random.pick([
    bound(random),
    `severity.normalized ${random.pick(['<', '>=', '=='])} "${random.pick(['Low', 'High', 'Critical'])}"`,
    `image.name in [${random.pick(['"a"', '"a", "b"', '"b", "internet", "a"'])}]`,
    `image.name == "${random.pick(['a', 'b'])}"`,
    `advisory.has_tag("${random.pick(['kev', 'a'])}")`,
    `vex.any(status == "${random.pick(['fixed', 'affected'])}")`,
    random.pick(['signals.seen', 'not signals.seen', 'exists(component.name)', 'true', 'false']),
  ]);

const several = (random: Random): string =>
  random.several(1, 2, () => random.several(1, 3, () => part(random)).join(' and ')).join(' or ');

/** Rules whose conditions often imply one another. */
const kindredProgram = (random: Random, condition: (random: Random) => string): string => {
  const rules = random.several(3, 8, (index) => {
    const otherwise = random.chance(10) ? ' else status := "warned"' : '';
    const then = `then status := "blocked"${otherwise} because "b"`;
    return `rule r${index} priority ${index} { when ${condition(random)} ${then} }`;
  });
  return sourceOf(`settings { signals { seen: boolean } } ${rules.join('\n')}`);
};

/** A finding at the bounds that those rules ask about, of which some is unknown. */
const kindredFinding = (random: Random): FindingTuple => {
  const score = random.pick(['3.9', '4', '7', '9', '9.8']);
  const name = random.pick(['a', 'b', 'internet']);
  const tags = random.pick([[], ['kev'], ['a'], ['kev', 'a']]);
  const status = random.pick(['fixed', 'affected', 'not_affected'] as const);
  const { advisory } = random.chance(90) ? scored(score) : UNKNOWN_FINDING;
  return {
    ...UNKNOWN_FINDING,
    advisory: { ...advisory, ...(random.chance(80) && { tags }) },
    image: random.chance(80) ? { name } : {},
    vex: random.chance(60) ? [{ ...STATEMENT, status }] : [],
    signals: random.chance(60) ? { seen: random.pick(['true', 'false']) } : {},
  };
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
  it.each<[string, (seed: number) => string, (random: Random) => FindingTuple]>([
    ['generated programs', (seed) => programOf(seed), tupleOf],
    ['rules that imply one another', (seed) => kindredProgram(randomOf(seed), several), kindredFinding],
    ['rules with bounds of one score', (seed) => kindredProgram(randomOf(seed), bound), kindredFinding],
  ])('over %s', (_what, programAt, findingOf) => {
    let remarks = 0;
    for (let seed = 0; seed < PROGRAMS; seed += 1) {
      const source = programAt(seed);
      const { policy, unreachable, shadowed } = remarksOf(source);
      remarks += unreachable.size + shadowed.size;
      const random = randomOf(~seed);
      for (let count = 0; count < TUPLES; count += 1) {
        const { outcome, trace } = explain(policy, findingOf(random), settingOf(random));
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
