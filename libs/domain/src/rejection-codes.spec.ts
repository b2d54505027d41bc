import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { REJECTION_CODES } from './rejection-codes.ts';

// The codes are read from the source text: a rule somebody adds without a spec is found here.

const root = import.meta.dirname;
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.startsWith('testing/'))
  .map((path) => ({
    folder: dirname(path),
    isSpec: path.endsWith('.spec.ts'),
    text: readFileSync(join(root, path), 'utf8'),
  }));

const codesIn = (folder: string | undefined, isSpec: boolean, pattern: RegExp): ReadonlySet<string> =>
  new Set(
    sources
      .filter((source) => source.isSpec === isSpec && (folder === undefined || source.folder === folder))
      .flatMap(({ text }) => [...text.matchAll(pattern)].flatMap(([, code]) => code ?? [])),
  );

const THROWN = /\b(?:reject\(|refusal\(|refuse\(\s*\w+,)\s*'([A-Z_]+)'/g;
const EXPECTED = /\.(?:thenRejected|toBe)\(\s*'([A-Z_]+)'/g;
const folders = [
  'environment',
  'environment/gates',
  'environment/break-glass',
  'environment/schedule',
  'policy',
  'simulation',
  'snapshot',
  'tenant',
  'waiver',
  'workspace',
];

describe('the rejections of the domain', () => {
  it('have their codes listed once, in order', () => {
    expect([...REJECTION_CODES]).toStrictEqual([...new Set(REJECTION_CODES)].sort());
  });

  it('are named NOUN_STATE', () => {
    for (const code of REJECTION_CODES) expect(code).toMatch(/^[A-Z]+(_[A-Z]+)+$/);
  });

  it.each(folders)('are each provoked by a spec of the %s', (folder) => {
    const thrown = codesIn(folder, false, THROWN);
    const expected = codesIn(folder, true, EXPECTED);
    expect([...thrown].filter((code) => !expected.has(code))).toStrictEqual([]);
  });

  it('are each provoked by some spec, those of the shared guards and of the address of a command included', () => {
    const thrown = codesIn(undefined, false, THROWN);
    const expected = codesIn(undefined, true, /(?:thenRejected|toBe|code|refusedAs)\(\s*'([A-Z_]+)'/g);
    expect(thrown.size).toBeGreaterThan(30);
    expect([...thrown].filter((code) => !expected.has(code))).toStrictEqual([]);
  });

  it('come from every folder that this spec looks into', () => {
    expect(folders.filter((folder) => codesIn(folder, true, EXPECTED).size === 0)).toStrictEqual([]);
  });

  it('are told by the domain, but for those that the intake of commands tells', () => {
    const thrown = codesIn(undefined, false, THROWN);
    expect(['COMMAND_EXPIRED', 'IDEMPOTENCY_KEY_REUSED'].filter((code) => thrown.has(code))).toStrictEqual(
      [],
    );
    expect([...thrown].filter((code) => !REJECTION_CODES.some((listed) => listed === code))).toStrictEqual(
      [],
    );
  });
});
