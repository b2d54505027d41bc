import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { FUNCTIONS } from './check-call.ts';
import { compile } from './compile.ts';
import { CODES, HINTS, WARNINGS } from './codes.ts';
import { readIr } from './policy.ts';
import { NAMES } from './names.ts';

const REFERENCE = readFileSync(new URL('../../../docs/stella-dsl.md', import.meta.url), 'utf8');

describe('the reference of the language', () => {
  it('documents every code with its meaning and its hint, and no other', () => {
    // Columns of a table are padded to one width.
    const documented = (REFERENCE.match(/^\| `[A-Z0-9_]+`\s+\|.*$/gm) ?? []).map((row) =>
      row.replace(/ +/g, ' '),
    );
    const hints = new Map(Object.entries(HINTS));
    const rows = Object.entries(CODES).map(
      ([code, meaning]) =>
        `| \`${code}\` | ${WARNINGS.has(code) ? 'warning: ' : ''}${meaning} | ${hints.get(code)} |`,
    );
    expect(documented).toStrictEqual(rows);
    const mentioned = new Set(REFERENCE.match(/\b(?:DSL|RULE|NAME)_[A-Z0-9_]+/g));
    expect([...mentioned].filter((code) => !Object.hasOwn(CODES, code))).toStrictEqual([]);
  });

  it('mentions every name and function', () => {
    const missing = [...NAMES.keys(), ...FUNCTIONS].filter((name) => !REFERENCE.includes(`\`${name}`));
    expect(missing).toStrictEqual([]);
  });

  it('has examples that compile without a remark', () => {
    const examples = [...REFERENCE.matchAll(/```stella\n([^]*?)```/g)].map(([, source]) => source ?? '');
    expect(examples.length).toBe(3);
    for (const source of examples) {
      const { compiled, diagnostics } = compile(source);
      expect(diagnostics).toStrictEqual([]);
      expect(readIr(compiled?.ir ?? new Uint8Array()).rules.length).toBeGreaterThan(1);
    }
  });
});
