import { describe, expect, it } from '@jest/globals';

import { FRONT_END, fuzz, type Subject } from './fuzz.ts';

const SEED = 20_240_501;
const ITERATIONS = 240;

describe('the fuzzer', () => {
  it(`finds nothing in ${ITERATIONS} iterations from seed ${SEED}`, () => {
    const { iterations, compiled, faults } = fuzz({ seed: SEED, iterations: ITERATIONS });
    expect(faults).toStrictEqual([]);
    expect(iterations).toStrictEqual({ bytes: 80, mutated: 80, generated: 80 });
    // Some mutations leave a program that compiles, and most do not.
    expect(compiled).toBeGreaterThan(80);
    expect(compiled).toBeLessThan(160);
  });

  let calls = 0;
  const planted: readonly [defect: string, found: RegExp, Subject][] = [
    [
      'a crash on a rare word',
      /^crash: Error: planted/,
      {
        ...FRONT_END,
        compileFiles: (files) => {
          const compilation = FRONT_END.compileFiles(files);
          if (
            compilation.compiled?.index?.some(({ reads }) => reads.includes('vex.action_statement')) === true
          )
            throw new Error('planted');
          return compilation;
        },
      },
    ],
    [
      'an answer that depends on what was asked before',
      /^another answer/,
      {
        ...FRONT_END,
        compileFiles: (files) => {
          calls += 1;
          const compilation = FRONT_END.compileFiles(files);
          return calls % 101 === 0
            ? { ...compilation, diagnostics: compilation.diagnostics.slice(1) }
            : compilation;
        },
      },
    ],
    [
      'a diagnostic beside the text',
      /no place of the text/,
      {
        ...FRONT_END,
        compileFiles: (files) => {
          const { compiled, diagnostics } = FRONT_END.compileFiles(files);
          return {
            compiled,
            diagnostics: diagnostics.map((each) =>
              each.code === 'DSL_UNKNOWN_NAME' ? { ...each, column: each.column + 1_000 } : each,
            ),
          };
        },
      },
    ],
    [
      'a formatter that changes an operator',
      /^formatting/,
      {
        ...FRONT_END,
        formatSource: (source) => {
          const formatted = FRONT_END.formatSource(source);
          return 'text' in formatted ? { text: formatted.text.replaceAll(' >= ', ' > ') } : formatted;
        },
      },
    ],
    [
      'a formatter that drops a comment',
      /^formatting/,
      {
        ...FRONT_END,
        formatSource: (source) => {
          const formatted = FRONT_END.formatSource(source);
          return 'text' in formatted ? { text: formatted.text.replace(/ \/\* c \*\//, '') } : formatted;
        },
      },
    ],
  ];

  it.each(planted)('finds %s, and brings it back from its own seed', (_defect, found, subject) => {
    const { faults } = fuzz({ seed: SEED, iterations: 10 * ITERATIONS, faultsMax: 1 }, subject);
    const [first] = faults;
    expect(first?.what).toMatch(found);
    if (first === undefined || first.what.startsWith('another')) return;
    expect(fuzz({ seed: first.seed, iterations: 1 }, subject).faults).toStrictEqual([first]);
  });
});
