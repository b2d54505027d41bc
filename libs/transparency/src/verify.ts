import { EMPTY_ROOT, HASH_BYTES, isSameHash, nodeHash, type Hash } from './hash.ts';
import type { ConsistencyOf, InclusionOf } from './prove.ts';

/** No tree of at most 2^53 leaves needs more hashes. */
const PROOF_HASHES_MAX = 64;

const isOdd = (number: number): boolean => number % 2 === 1;
const half = (number: number): number => Math.floor(number / 2);
const isSize = (number: number): boolean => Number.isSafeInteger(number) && number >= 0;
const isPowerOfTwo = (number: number): boolean => Number.isInteger(Math.log2(number));
const areHashes = (hashes: readonly Hash[]): boolean =>
  hashes.length <= PROOF_HASHES_MAX && hashes.every(({ length }) => length === HASH_BYTES);

export type InclusionClaim = InclusionOf & {
  /** Of the leaf, see `leafHash`. */
  readonly leaf: Hash;
  readonly root: Hash;
  readonly proof: readonly Hash[];
};

/** RFC 9162 §2.1.3.2. */
export const isIncluded = ({ index, size, leaf, root, proof }: InclusionClaim): boolean => {
  if (!isSize(index) || !isSize(size) || index >= size || !areHashes([leaf, root, ...proof])) return false;
  const sides = sidesOf(index, size - 1, proof.length);
  const climb = (hash: Hash, sibling: Hash, at: number): Hash =>
    sides?.[at] === 'left' ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
  return sides !== undefined && isSameHash(proof.reduce(climb, leaf), root);
};

export type ConsistencyClaim = ConsistencyOf & {
  readonly fromRoot: Hash;
  readonly toRoot: Hash;
  readonly proof: readonly Hash[];
};

/** RFC 9162 §2.1.4.2, with the cases in which nothing is to be proved. */
export const isConsistent = (claim: ConsistencyClaim): boolean => {
  const { from, to, fromRoot, toRoot, proof } = claim;
  if (!isSize(from) || !isSize(to) || from > to || !areHashes([fromRoot, toRoot, ...proof])) return false;
  if (from === to) return proof.length === 0 && isSameHash(fromRoot, toRoot);
  if (from === 0) return proof.length === 0 && isSameHash(fromRoot, EMPTY_ROOT);
  return proof.length > 0 && hasGrown(claim);
};

const hasGrown = ({ from, to, fromRoot, toRoot, proof }: ConsistencyClaim): boolean => {
  const [first, ...rest] = isPowerOfTwo(from) ? [fromRoot, ...proof] : proof;
  // The largest complete subtree at the end of the smaller tree, whose hash comes first.
  let [node, last] = [from - 1, to - 1];
  while (isOdd(node)) [node, last] = [half(node), half(last)];
  const sides = sidesOf(node, last, rest.length);
  if (first === undefined || sides === undefined) return false;

  let [before, after] = [first, first];
  rest.forEach((sibling, at) => {
    const isLeft = sides[at] === 'left';
    if (isLeft) before = nodeHash(sibling, before);
    after = isLeft ? nodeHash(sibling, after) : nodeHash(after, sibling);
  });
  return isSameHash(before, fromRoot) && isSameHash(after, toRoot);
};

/**
 * On which side of the way from a node up to the root the hashes of a proof stand, `to` being the rightmost node of
 * the same level; `undefined` when the way has another number of them.
 */
const sidesOf = (from: number, to: number, count: number): readonly ('left' | 'right')[] | undefined => {
  const sides: ('left' | 'right')[] = [];
  let [node, last] = [from, to];
  while (last > 0 && sides.length <= count) {
    const isLeft = isOdd(node) || node === last;
    sides.push(isLeft ? 'left' : 'right');
    // The rightmost node may be without a sibling for some levels.
    if (isLeft) while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    [node, last] = [half(node), half(last)];
  }
  return sides.length === count ? sides : undefined;
};
