import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { projectDir } from './stack.ts';

/** One line of a process's metrics. */
export type Series = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
};

/** What processes say of themselves now (Prometheus text format 0.0.4), one after the other. */
export const scrape = async (...urls: readonly string[]): Promise<readonly Series[]> => {
  const texts = await Promise.all(urls.map(async (url) => (await fetch(`${url}/metrics`)).text()));
  return texts.flatMap((text) => text.split('\n').flatMap(seriesIn));
};

/** The series of a metric: those of a histogram are its counts. */
export const seriesOf = (all: readonly Series[], metric: string): readonly Series[] =>
  all.filter(({ name }) => name === metric || name === `${metric}_count`);

/** A metric as docs/operations.md promises it. */
export type PromisedMetric = {
  readonly name: string;
  readonly labels: readonly string[];
  readonly apps: readonly string[];
};

/** Every metric of the page, with its labels and who feeds it. */
export const promisedMetrics = (): readonly PromisedMetric[] =>
  [
    ...readFileSync(join(projectDir, 'docs/operations.md'), 'utf8').matchAll(
      /^\| `(policy_\w+)` +\| ([^|]*?) *\| ([^|]*?) *\|$/gm,
    ),
  ].map(([, name = '', labels = '', apps = '']) => ({ name, labels: wordsOf(labels), apps: wordsOf(apps) }));

const wordsOf = (list: string): readonly string[] => list.split(', ').filter((word) => word !== '');

const seriesIn = (line: string): readonly Series[] => {
  const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
  if (name === '' || line.startsWith('#')) return [];
  const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
  return [
    {
      name,
      labels: Object.fromEntries(pairs.map(([, label = '', held = '']) => [label, held])),
      value: Number(value),
    },
  ];
};
