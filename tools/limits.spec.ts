import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { describe, expect, it } from '@jest/globals';

// docs/limits.md, number by number, and the code.

const root = resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const code = globSync(['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts'], { cwd: root })
  .filter((file) => !/\.spec\.ts$|\/testing\//.test(file))
  .map(read)
  .join('\n');

const UNITS: Readonly<Record<string, number>> = {
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  ms: 1,
  s: 1_000,
  min: 60_000,
  h: 3_600_000,
};

type Row = { readonly name: string; readonly said: string };

/** Rows of tables that name something in the code, with the number beside it. */
const rows: readonly Row[] = read('docs/limits.md')
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .flatMap((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    const name = cells.map((cell) => /^`([A-Za-z_]+)`$/.exec(cell)?.[1]).find((found) => found !== undefined);
    const said = cells.find((cell) => /^\d/.test(cell));
    return name === undefined || said === undefined ? [] : [{ name, said }];
  });

const saidValue = (said: string): number => {
  const [, digits = '', unit = ''] = /^([\d,]+) ?(\w*)/.exec(said) ?? [];
  return Number(digits.replaceAll(',', '')) * (UNITS[unit] ?? 1);
};

// A constant, a member, a setting: numbers with nothing but factors and powers.
const NUMBER = String.raw`(\d[\d_ *]*\d|\d)`;
const formsOf = (name: string): readonly RegExp[] => [
  new RegExp(String.raw`\bconst ${name} = ${NUMBER};`, 'g'),
  new RegExp(String.raw`\b${name}: ${NUMBER},`, 'g'),
  new RegExp(String.raw`\b${name}: count\(${NUMBER},`, 'g'),
  new RegExp(String.raw`\b${name}: wholeNumber\([^)]*\)\s*\.default\(${NUMBER}\)`, 'g'),
];

const codeValues = (name: string): readonly number[] =>
  formsOf(name)
    .flatMap((form) => [...code.matchAll(form)])
    .map(([, text = '']) =>
      text
        .replaceAll('_', '')
        .split(/(?<!\*)\*(?!\*)/)
        .map((factor) => factor.split('**').map(Number))
        .reduce((product, [base = 0, power = 1]) => product * base ** power, 1),
    );

describe('docs/limits.md', () => {
  it('has tables', () => expect(rows.length).toBeGreaterThan(25));

  it.each(rows.map(({ name, said }) => [name, said] as const))(
    'says of %s what the code says: %s',
    (name, said) => {
      expect(codeValues(name)).toContain(saidValue(said));
    },
  );

  it('lists every rate and bound of the gateway', () => {
    const settings = [
      ...read('apps/gateway/src/admission/config.ts').matchAll(/^ {2}([A-Z_]+): (?:count|wholeNumber)/gm),
    ];
    expect(settings.length).toBeGreaterThan(10);
    const named = rows.map(({ name }) => name);
    expect(settings.map(([, name = '']) => name).filter((name) => !named.includes(name))).toStrictEqual([]);
  });
});
