import type { Schemas } from '@policy-registry/client';

import { counted } from '../table.ts';

/** What of a frozen snapshot is told people: what it holds, in numbers, and how old it is now. */
type Told = Pick<Schemas['SnapshotSummary'], 'statistics' | 'frozenAt' | 'ageSeconds'>;

/** The summary as fields for people. */
export const summaryFields = (summary: Told): readonly (readonly [string, unknown])[] => {
  const { statistics, frozenAt, ageSeconds } = summary;
  const dated = [
    ['frozen at', frozenAt],
    ['age', ageSeconds === null ? null : ageText(ageSeconds)],
  ] as const;
  if (statistics === null) return dated;
  const { images, components, advisories, bands, ecosystems, ecosystemUnknown, ecosystemOthers, vex } =
    statistics;
  const byEcosystem = ecosystems.map(({ ecosystem, tuples }) => [ecosystem, tuples] as const);
  return [
    ...dated,
    ['images', images],
    ['components', components],
    ['advisories', advisories],
    ['severities', listText(Object.entries(bands))],
    ['ecosystems', listText([...byEcosystem, ['others', ecosystemOthers], ['unknown', ecosystemUnknown]])],
    ['with VEX', `${vex.stated}, of which ${vex.conflicting} conflicting`],
    ['VEX statuses', listText(Object.entries(vex.statuses))],
  ];
};

// What is nowhere is not worth a word.
const listText = (counts: readonly (readonly [name: string, count: number])[]): string | null => {
  const parts = counts.filter(([, count]) => count > 0).map(([name, count]) => `${count} ${name}`);
  return parts.length === 0 ? null : parts.join(', ');
};

const UNITS = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
] as const;

/** An age in its two largest units. */
export const ageText = (seconds: number): string => {
  let rest = seconds;
  const parts = UNITS.map(([size, noun]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return [count, noun] as const;
  });
  const shown = [...parts, [rest, 'second'] as const];
  const first = shown.findIndex(([count]) => count > 0);
  if (first < 0) return counted(0, 'second');
  return shown
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, noun]) => counted(count, noun))
    .join(' ');
};
