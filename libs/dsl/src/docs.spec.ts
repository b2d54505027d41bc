import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { FUNCTIONS } from './check-call.ts';
import { compile } from './compile.ts';
import { CODES, HINTS, WARNINGS } from './codes.ts';
import { RESERVED } from './cursor.ts';
import { IrAction, IrPolicy } from './ir.ts';
import {
  COMPLEXITY_MAX,
  DEPTH_MAX,
  LIST_ITEMS_MAX,
  NESTING_MAX,
  RULES_MAX,
  SOURCE_BYTES_MAX,
} from './limits.ts';
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

  const section = (title: string): string => {
    const [, rest = ''] = REFERENCE.split(`\n## ${title}\n`);
    return rest.split('\n## ')[0] ?? '';
  };
  /** What stands in code in the first column of the tables of a section. */
  const firstColumn = (title: string): string[] =>
    (section(title).match(/^\| `.*/gm) ?? []).flatMap((row) =>
      [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? ''),
    );

  it('has a row for every name and for every function, and no other', () => {
    const open = ['env.*', 'signals.*', 'sbom.*', 'secret.*'];
    expect(firstColumn('Names').sort()).toStrictEqual([...NAMES.keys(), ...open].sort());
    const documented = firstColumn('Functions').map((call) => call.slice(0, call.indexOf('(')));
    expect([...new Set(documented)].sort()).toStrictEqual(FUNCTIONS.toSorted());
  });

  it('has a row for every action and for every setting', () => {
    const actions = IrAction.options.flatMap(({ shape: { action } }) => [
      ...('options' in action ? action.options : action.values),
    ]);
    const words = firstColumn('Actions').map((action) => action.split(' ')[0] ?? '');
    expect(words.sort()).toStrictEqual(actions.sort());
    const settings = firstColumn('Blocks').map((setting) => setting.split(' ')[0] ?? '');
    expect(settings.sort()).toStrictEqual(Object.keys(IrPolicy.shape.settings.shape).sort());
  });

  it('has a row for every member of compiled form', () => {
    expect(firstColumn('Compiled form').sort()).toStrictEqual(Object.keys(IrPolicy.shape).sort());
  });

  it('lists the reserved words', () => {
    const [, words = ''] = /keys of annotations:\s*`([^`]+)`/.exec(REFERENCE) ?? [];
    expect(new Set(words.split(/\s+/))).toStrictEqual(RESERVED);
  });

  it('has a grammar that uses what it defines, and every reserved word', () => {
    const [, grammar = ''] = /```ebnf\n([^]*?)```/.exec(REFERENCE) ?? [];
    const bare = grammar.replaceAll(/\?[^?]*\?/g, '').replaceAll(/'"'|"[^"]*"/g, ' ');
    const defined = new Set([...grammar.matchAll(/^(\w+) +=/gm)].map(([, name]) => name));
    const used = new Set(bare.match(/[A-Za-z]\w*/g));
    expect([...used].filter((name) => !defined.has(name))).toStrictEqual([]);
    expect(
      [...defined].filter(
        (name) => name !== 'policy' && !bare.replaceAll(/^\w+ +=/gm, '').includes(name ?? ''),
      ),
    ).toStrictEqual([]);
    expect([...RESERVED].filter((word) => !grammar.includes(`"${word}"`))).toStrictEqual([]);
  });

  it('says the limits', () => {
    const limits = section('Limits');
    const shown = (limit: number): string => String(limit).replace(/(\d)(\d{3})$/, '$1,$2');
    for (const limit of [RULES_MAX, DEPTH_MAX, NESTING_MAX, LIST_ITEMS_MAX, COMPLEXITY_MAX])
      expect(limits).toContain(shown(limit));
    expect(SOURCE_BYTES_MAX).toBe(1024 * 1024);
    expect(limits).toContain('1 MiB');
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
