import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const page = resolve(import.meta.dirname, '../../deploy/README.md');

/** Which of the keys a program does not know, and which are missing that it needs, by its generated table of settings. */
export const settingsAgainst = (
  program: string,
  set: readonly string[],
): { readonly unknown: readonly string[]; readonly missing: readonly string[] } => {
  const settings = settingsOf(program);
  return {
    unknown: set.filter((key) => !settings.has(key)),
    missing: [...settings].flatMap(([key, isRequired]) => (isRequired && !set.includes(key) ? [key] : [])),
  };
};

/** The keys of a program, with whether each must be set. Throws where there is no table of it. */
const settingsOf = (program: string): ReadonlyMap<string, boolean> => {
  const [, section = ''] = readFileSync(page, 'utf8').split(`\n### ${program}\n`);
  const rows = [...(section.split('\n### ')[0] ?? '').matchAll(/^\| `(\w+)` +\| ([^|]+)\|/gm)];
  if (rows.length === 0) throw new Error(`${page} has no settings of ${program}`);
  return new Map(rows.map(([, key = '', otherwise = '']) => [key, otherwise.includes('required')]));
};
