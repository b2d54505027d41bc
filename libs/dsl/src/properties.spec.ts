import { PolicyOutcome } from '@policy-registry/finding';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { compile, evaluate, explain, readIr } from './index.ts';
import { anyFinding, anySetting, EVERYTHING, faults } from './testing/findings.ts';

const COMPILATION = compile(EVERYTHING);

describe('a policy that uses everything', () => {
  it('compiles', () => {
    expect(faults(COMPILATION)).toStrictEqual(['38:8 RULE_SHADOWS_ALL', '45:99 NAME_HAS_NO_SOURCE']);
  });

  it('evaluates every finding, and as it explains it', () => {
    const policy = readIr(COMPILATION.compiled?.ir ?? new Uint8Array());
    const kinds = new Set<string>();
    fc.assert(
      fc.property(anyFinding, anySetting, (finding, setting) => {
        const outcome = evaluate(policy, finding, setting);
        kinds.add(outcome.kind);
        expect(PolicyOutcome.parse(outcome)).toStrictEqual(outcome);
        const { outcome: explained, trace } = explain(policy, finding, setting);
        expect(explained).toStrictEqual(outcome);
        const undecided = trace.filter(({ value }) => value === 'unknown').map(({ rule }) => rule);
        expect(undecided).toStrictEqual(outcome.undecided);
      }),
      { numRuns: 400, seed: 1 },
    );
    expect([...kinds].sort()).toStrictEqual(['decided', 'error', 'not_evaluable']);
  });
});

const pieces = EVERYTHING.match(/\w+|"[^"]*"|\s+|[^\w\s]+/g) ?? [];
const noise = fc.oneof(
  fc.constantFrom(...pieces, '(', ')', '{', '}', '"', '/*', '\\u{', 'null', 'not', '\r', '\uFEFF'),
  fc.string(),
);

/** The program with some of its pieces replaced, dropped or doubled. */
const mutated = fc
  .array(fc.tuple(fc.nat(pieces.length - 1), fc.constantFrom('replace', 'drop', 'double'), noise), {
    minLength: 1,
    maxLength: 6,
  })
  .map((mutations) => {
    const program = [...pieces];
    for (const [index, how, text] of mutations) {
      const piece = program[index] ?? '';
      program[index] = how === 'drop' ? '' : how === 'double' ? piece + piece : text;
    }
    return program.join('');
  });

describe('compiling', () => {
  const sources = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(noise, { maxLength: 60 }).map((all) => all.join(' ')),
    mutated,
  );

  it('ends on any text, gives the same every time, and explains every refusal at a place in the text', () => {
    fc.assert(
      fc.property(sources, (source) => {
        const compilation = compile(source);
        expect(compile(source)).toStrictEqual(compilation);
        const lines = source.replaceAll('\r\n', '\n').split('\n');
        const errors = compilation.diagnostics.filter(({ severity }) => severity === 'error');
        expect(compilation.compiled === undefined).toBe(errors.length > 0);
        const isInText = compilation.diagnostics.every(
          ({ line, column }) => column >= 1 && column <= Array.from(lines[line - 1] ?? '').length + 1,
        );
        expect(isInText).toBe(true);
        const places = compilation.diagnostics.map(({ line, column }) => line * 100_000 + column);
        expect(places).toStrictEqual(places.toSorted((a, b) => a - b));
      }),
      { numRuns: 400, seed: 1 },
    );
  });

  it('gives bytes that can be read back whenever it succeeds', () => {
    let compiledCount = 0;
    fc.assert(
      fc.property(mutated, (source) => {
        const { compiled } = compile(source);
        if (compiled === undefined) return;
        compiledCount += 1;
        expect(readIr(compiled.ir).rules.map(({ name }) => name)).toStrictEqual(compiled.rules);
      }),
      { numRuns: 400, seed: 2 },
    );
    expect(compiledCount).toBeGreaterThan(20);
  });
});
