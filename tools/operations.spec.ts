import { globSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

import { METRICS } from '@policy-registry/platform';
import { expect, it } from '@jest/globals';

// docs/operations.md and the metrics that the code declares and feeds; docs/runbooks and what executes them.

const root = resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

const section = read('docs/operations.md').split('\n## Metrics\n')[1]?.split('\n## ')[0] ?? '';
const code = globSync(['apps/*/src/**/*.ts', 'libs/platform/src/operations.ts'], { cwd: root })
  .filter((file) => !file.endsWith('.spec.ts'))
  .map(read)
  .join('\n');

it('every metric is fed by a process', () => {
  const isFed = (property: string): boolean =>
    new RegExp(`\\b${property}\\s*\\.(inc|observe|set)\\(`).test(code);
  expect(Object.keys(METRICS).filter((property) => !isFed(property))).toStrictEqual([]);
});

it('docs/operations.md lists every metric with its labels', () => {
  const rows = [...section.matchAll(/^\| `(policy_\w+)` +\| ([^|]*?) *\|/gm)].map(([, name, labels]) => [
    name,
    labels,
  ]);
  const declared = Object.values(METRICS).map(({ name, labels }) => [name, labels.join(', ')]);
  expect(rows.sort()).toStrictEqual(declared.sort());
});

it('docs/runbooks lists every page with the spec that executes it', () => {
  const pages = globSync('docs/runbooks/*.md', { cwd: root }).map((file) => basename(file));
  const rows = [...read('docs/runbooks/README.md').matchAll(/^\| \[([\w-]+\.md)\].*\| `(.*)` +\|$/gm)].map(
    ([, page = '', spec = '']) => [page, spec] as const,
  );
  expect(rows.map(([page]) => page).toSorted()).toStrictEqual(
    pages.filter((page) => page !== 'README.md').toSorted(),
  );
  expect(rows.filter(([page, spec]) => !read(spec).includes(`'${page}'`))).toStrictEqual([]);
});
