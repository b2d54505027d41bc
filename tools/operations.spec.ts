import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { describe, expect, it } from '@jest/globals';

// docs/operations.md and the metrics that the code declares and feeds.

const root = resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

const page = read('docs/operations.md');
const declared = [
  ...read('libs/platform/src/metrics.ts').matchAll(
    /^ {2}(\w+): (?:counter|gauge|histogram)\(\s*registry,\s*'(\w+)'/gm,
  ),
].map(([, property = '', name = '']) => ({ property, name }));

const code = globSync('apps/*/src/**/*.ts', { cwd: root })
  .filter((file) => !file.endsWith('.spec.ts'))
  .map(read)
  .join('\n');
const isFed = (property: string): boolean =>
  new RegExp(`\\b${property}\\s*\\.(inc|observe|set)\\(`).test(code);
const namesIn = (text: string): string[] =>
  [...text.matchAll(/`(policy_\w+)`/g)].map(([, name = '']) => name).sort();

const section = page.split('\n## Metrics\n')[1]?.split('\n## ')[0] ?? '';
const rows = section.split('\n').filter((line) => line.startsWith('|'));
const unfed = /not fed yet: ([^.]+)\./.exec(section)?.[1] ?? '';

describe('docs/operations.md', () => {
  it('lists every metric that a process feeds', () => {
    const fed = declared.filter(({ property }) => isFed(property)).map(({ name }) => name);
    expect(fed.length).toBeGreaterThan(0);
    expect(namesIn(rows.join('\n'))).toStrictEqual(fed.sort());
  });

  it('says which metrics are declared and not fed', () => {
    const silent = declared.filter(({ property }) => !isFed(property)).map(({ name }) => name);
    expect(namesIn(unfed)).toStrictEqual(silent.sort());
  });
});
