import { EMPTY_ROOT, nodeHash, type Hash } from './hash.ts';

/** A complete subtree: the 2^level leaves from `index` × 2^level on. Its hash never changes as the tree grows. */
export type Subtree = { readonly level: number; readonly index: number };

/** The leaves from `begin` up to, and without, `end`. */
export type LeafRange = { readonly begin: number; readonly end: number };

/** Where a tree of `leaves` leaves, at least two, parts: the largest power of two below (RFC 9162 §2.1.1). */
export const splitOf = (leaves: number): number => {
  let split = 1;
  while (split * 2 < leaves) split *= 2;
  return split;
};

/**
 * The complete subtrees that a range consists of, the largest first. The range is one that a tree parts into: it
 * begins at a multiple of a power of two that is not less than its length.
 */
export const subtreesOf = ({ begin, end }: LeafRange): readonly Subtree[] => {
  const found: Subtree[] = [];
  for (let at = begin; at < end;) {
    let level = 0;
    while (at + 2 ** (level + 1) <= end) level += 1;
    found.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return found;
};

/** The hash over neighbouring subtrees, the largest first. */
export const joinSubtrees = (hashes: readonly Hash[]): Hash =>
  hashes.length === 0 ? EMPTY_ROOT : hashes.reduceRight((right, left) => nodeHash(left, right));
