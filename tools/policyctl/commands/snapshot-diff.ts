import { z } from 'zod';

import type { Context } from '../act.ts';
import { EXIT, type Answer } from '../answer.ts';
import { fields, table } from '../table.ts';

const Count = z.int().nonnegative();
const Key = z.looseObject({
  image: z.string(),
  imageDigest: z.string(),
  purl: z.string(),
  name: z.string(),
  version: z.string(),
  advisory: z.string(),
});

const SnapshotDiff = z.looseObject({
  added: Count,
  removed: Count,
  changed: Count,
  unchanged: Count,
  sharedShards: Count,
  /** The first of them. */
  changes: z.array(z.looseObject({ change: z.enum(['added', 'removed', 'changed']), key: Key })),
});
export type SnapshotDiff = z.infer<typeof SnapshotDiff>;

/** What one snapshot has otherwise than another, which it is compared with. */
export const diff = async (
  { api }: Context,
  snapshotId: string,
  against: string,
  { exitCode: isAsked = false }: { readonly exitCode?: boolean },
): Promise<Answer> => {
  const path = `/snapshots/${encodeURIComponent(snapshotId)}/diff?against=${encodeURIComponent(against)}`;
  const found = SnapshotDiff.parse(await api().get(path));
  const isEqual = changesIn(found) === 0;
  return {
    json: found,
    text: diffText(found),
    exitCode: isAsked && !isEqual ? EXIT.refused : EXIT.ok,
  };
};

const changesIn = ({ added, removed, changed }: SnapshotDiff): number => added + removed + changed;

/** Counts, then the changes that are listed, then how many are not. */
export const diffText = (found: SnapshotDiff): string => {
  const { added, removed, changed, unchanged, sharedShards, changes } = found;
  const counts = fields([
    ['added', added],
    ['removed', removed],
    ['changed', changed],
    ['unchanged', unchanged],
    ['shared shards', sharedShards],
  ]);
  if (changes.length === 0) return counts;
  const rows = changes.map(({ change, key }) => [change, imageOf(key), componentOf(key), key.advisory]);
  const listed = table(['change', 'image', 'component', 'advisory'], rows);
  const unlisted = changesIn(found) - changes.length;
  return [counts, '', listed, ...(unlisted > 0 ? [`and ${unlisted} more`] : [])].join('\n');
};

const imageOf = ({ image, imageDigest }: z.infer<typeof Key>): string => image || imageDigest || '–';

const componentOf = ({ purl, name, version }: z.infer<typeof Key>): string =>
  purl || [name, version].filter((part) => part !== '').join(' ') || '–';
