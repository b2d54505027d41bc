import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { describe, expect, it } from '@jest/globals';

// docs/architecture.md names what is there, and decide-command.ts counts its steps as that page does.

const root = resolve(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8');
const prose = page.replace(/^```[\s\S]*?^```$/gm, '');

const FOLDERS = /^(apps|libs|tools|docs|migrations|deploy|examples)\//;
const isPath = (text: string): boolean => FOLDERS.test(text) || /^[\w.-]+\.(md|mjs|json)$/.test(text);
const quoted = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text);
const paths = [...new Set(quoted.filter(isPath))];

const exists = (path: string): boolean =>
  path.includes('*') ? globSync(path, { cwd: root }).length > 0 : existsSync(join(root, path));

const numbersOfSection = (title: string): readonly number[] => {
  const [, section = ''] = page.split(`\n## ${title}\n`);
  return [...(section.split('\n## ')[0] ?? '').matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number));
};

describe('docs/architecture.md', () => {
  it('names paths, and each is there', () => {
    expect(paths.length).toBeGreaterThan(20);
    expect(paths.filter((path) => !exists(path))).toStrictEqual([]);
  });

  it('would miss a path that is not there', () => expect(exists('libs/kernel/src/nothing.ts')).toBe(false));

  it('follows one POST through at most six files', () => {
    const steps = numbersOfSection('Follow one POST');
    expect(steps.length).toBeGreaterThan(0);
    expect(steps.length).toBeLessThanOrEqual(6);
  });

  it('numbers the steps of intake as the code does', () => {
    const code = readFileSync(join(root, 'apps/projector/src/decide/decide-command.ts'), 'utf8');
    const comments = code.split('\n').filter((line) => /^\s*\/\/ \d\./.test(line));
    const inCode = comments.flatMap((line) =>
      [...line.matchAll(/(\d)\./g)].map(([, number]) => Number(number)),
    );
    expect(numbersOfSection('The command protocol')).toStrictEqual([...inCode].sort());
  });

  it('names limits that the code names', () => {
    const [, limits = ''] = page.split('\n## Limits\n');
    const names = [
      ...new Set(
        [...(limits.split('\n## ')[0] ?? '').matchAll(/`([A-Z][A-Z_]+)`/g)].map(([, name = '']) => name),
      ),
    ];
    const sources = globSync(['libs/*/src/**/*.ts', 'apps/*/src/**/*.ts'], { cwd: root });
    const code = sources.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !new RegExp(`\\bconst ${name}\\b`).test(code))).toStrictEqual([]);
  });
});
