import { z } from 'zod';

import type { Api } from '../client/api.ts';
import { counted } from '../table.ts';

const Count = z.int().nonnegative();

const SnapshotSummary = z.looseObject({
  shards: Count,
  /** Snapshots of the first importer have none. */
  statistics: z
    .looseObject({
      images: Count,
      components: Count,
      advisories: Count,
      bands: z.record(z.string(), Count),
      ecosystems: z.array(z.looseObject({ ecosystem: z.string(), tuples: Count })),
      ecosystemUnknown: Count,
      ecosystemOthers: Count,
      vex: z.looseObject({ stated: Count, conflicting: Count, statuses: z.record(z.string(), Count) }),
    })
    .nullable(),
  frozenAt: z.string().nullable(),
  ageSeconds: Count.nullable(),
});
export type SnapshotSummary = z.infer<typeof SnapshotSummary>;

/** What a frozen snapshot holds, in numbers, and how old it is now. */
export const readSummary = async (api: Pick<Api, 'get'>, snapshotId: string): Promise<SnapshotSummary> =>
  SnapshotSummary.parse(await api.get(`/snapshots/${encodeURIComponent(snapshotId)}/summary`));

/** The summary as fields for people. */
export const summaryFields = (summary: SnapshotSummary): readonly (readonly [string, unknown])[] => {
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
