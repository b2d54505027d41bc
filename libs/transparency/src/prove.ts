import type { Hash } from './hash.ts';
import { joinSubtrees, splitOf, subtreesOf, type LeafRange, type Subtree } from './subtrees.ts';

/** Gives the hashes of complete subtrees of one tree, in the order in which they were asked for. */
export type ReadHashes = (subtrees: readonly Subtree[]) => Promise<readonly Hash[]>;

/** The root of the tree of the first `size` leaves. */
export const rootAt = async (size: number, read: ReadHashes): Promise<Hash> =>
  joinSubtrees(await read(subtreesOf({ begin: 0, end: size })));

export type InclusionOf = { readonly index: number; readonly size: number };

/** That leaf `index` is in the tree of the first `size` leaves (RFC 9162 §2.1.3.1). */
export const proveInclusion = async (
  { index, size }: InclusionOf,
  read: ReadHashes,
): Promise<readonly Hash[]> => {
  if (index < 0 || index >= size) throw new RangeError(`a tree of ${size} leaves has no leaf ${index}`);
  return hashesOf(pathTo(index, size), read);
};

export type ConsistencyOf = { readonly from: number; readonly to: number };

/**
 * That the tree of the first `to` leaves begins with that of the first `from` (RFC 9162 §2.1.4.1). Nothing is to be
 * proved of the empty tree, and of a tree with itself.
 */
export const proveConsistency = async (
  { from, to }: ConsistencyOf,
  read: ReadHashes,
): Promise<readonly Hash[]> => {
  if (from < 0 || from > to)
    throw new RangeError(`a tree of ${to} leaves does not grow out of one of ${from}`);
  return hashesOf(from === 0 ? [] : growth(from, to), read);
};

const pathTo = (index: number, size: number): readonly LeafRange[] => {
  const path: LeafRange[] = [];
  let [begin, end] = [0, size];
  while (end - begin > 1) {
    const middle = begin + splitOf(end - begin);
    if (index < middle) {
      path.unshift({ begin: middle, end });
      end = middle;
    } else {
      path.unshift({ begin, end: middle });
      begin = middle;
    }
  }
  return path;
};

const growth = (from: number, to: number): readonly LeafRange[] => {
  const path: LeafRange[] = [];
  let [begin, end] = [0, to];
  while (end !== from) {
    const middle = begin + splitOf(end - begin);
    if (from <= middle) {
      path.unshift({ begin: middle, end });
      end = middle;
    } else {
      path.unshift({ begin, end: middle });
      begin = middle;
    }
  }
  // From the first leaf on, it is the smaller tree itself, whose root the verifier has.
  return begin === 0 ? path : [{ begin, end }, ...path];
};

const hashesOf = async (ranges: readonly LeafRange[], read: ReadHashes): Promise<readonly Hash[]> => {
  const subtrees = ranges.map(subtreesOf);
  const hashes = await read(subtrees.flat());
  let taken = 0;
  return subtrees.map(({ length }) => joinSubtrees(hashes.slice(taken, (taken += length))));
};
