import { canonicalBytes, type Json } from '@policy-registry/kernel';

/** What a report may list of its remarks, so that the event that records it stays below its 60 KiB. */
const LISTED_BYTES_MAX = 24 * 1024;

/** The first items that fit into a report, in their order; at least one, whatever its length. */
export const fitting = <Item extends Json>(items: readonly Item[], countMax: number): Item[] => {
  const kept: Item[] = [];
  let bytes = 0;
  for (const item of items.slice(0, countMax)) {
    bytes += canonicalBytes(item).length;
    if (kept.length > 0 && bytes > LISTED_BYTES_MAX) break;
    kept.push(item);
  }
  return kept;
};
