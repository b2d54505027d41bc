import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { describe, expect, it } from '@jest/globals';

// docs/decisions: the form of the pages, and an index that lists them all.

const folder = resolve(import.meta.dirname, '..', 'docs', 'decisions');
const LINES_MAX = 60;
const HEADINGS = ['Context', 'Decision', 'Consequences'];

const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const pages = readdirSync(folder)
  .filter((name) => /^\d{4}-.*\.md$/.test(name))
  .sort();

const titleOf = (text: string): string => /^# \d{4}: (.+)$/m.exec(text)?.[1] ?? '';
const indexed = [...read('README.md').matchAll(/^\|\s*\[(\d{4})\]\((\S+)\)\s*\|\s*(.+?)\s*\|$/gm)].map(
  ([, number, file, title]) => ({ number, file, title }),
);

describe('the decisions', () => {
  it('are numbered without a gap', () =>
    expect(pages.map((name) => Number(name.slice(0, 4)))).toStrictEqual(pages.map((_name, at) => at + 1)));

  it('are listed in the index, in order and by their titles', () =>
    expect(indexed).toStrictEqual(
      pages.map((file) => ({ number: file.slice(0, 4), file, title: titleOf(read(file)) })),
    ));

  it.each(pages)('%s has the form of a decision, on one page', (name) => {
    const text = read(name);
    expect(text.split('\n').at(0)).toMatch(new RegExp(`^# ${name.slice(0, 4)}: \\S`));
    expect(text).toMatch(/^Status: (accepted|superseded by \[\d{4}\]\(\S+\))$/m);
    expect([...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toStrictEqual(HEADINGS);
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(LINES_MAX);
  });
});
