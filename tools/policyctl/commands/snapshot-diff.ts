import { answered, type Schemas } from '@policy-registry/client';

import type { Context } from '../act.ts';
import { EXIT, type Answer } from '../answer.ts';
import { fields, table } from '../table.ts';

type SnapshotDiff = Omit<Schemas['SnapshotDiff'], 'snapshotId' | 'against'>;

/** What one snapshot has otherwise than another, which it is compared with. */
export const diff = async (
  { api }: Context,
  snapshotId: string,
  against: string,
  { exitCode: isAsked = false }: { readonly exitCode?: boolean },
): Promise<Answer> => {
  const params = { path: { snapshotId }, query: { against } };
  const found = await answered(api().GET('/api/v1/snapshots/{snapshotId}/diff', { params }));
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

type Key = SnapshotDiff['changes'][number]['key'];

const imageOf = ({ image, imageDigest }: Key): string => image || imageDigest || '–';

const componentOf = ({ purl, name, version }: Key): string =>
  purl || [name, version].filter((part) => part !== '').join(' ') || '–';
