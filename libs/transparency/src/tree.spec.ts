import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { EMPTY_EDGE, edgeAt, grow, rootOf, type WrittenTile } from './grow.ts';
import { EMPTY_ROOT, leafHash, nodeHash, type Hash } from './hash.ts';
import { proveConsistency, proveInclusion, rootAt } from './prove.ts';
import { hashesOfTiles, type ReadTile } from './read-tiles.ts';
import { tilePath } from './tile.ts';
import { isConsistent, isIncluded } from './verify.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const hash = (base64: string): Hash => new Uint8Array(Buffer.from(base64, 'base64'));

/** RFC 9162 §2.1.1, word for word. */
const naiveRoot = (leaves: readonly Hash[]): Hash => {
  const [only = EMPTY_ROOT] = leaves;
  if (leaves.length < 2) return only;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return nodeHash(naiveRoot(leaves.slice(0, split)), naiveRoot(leaves.slice(split)));
};

const leavesOf = (count: number): readonly Hash[] =>
  Array.from({ length: count }, (_, at) => leafHash(new TextEncoder().encode(`entry ${at}`)));

const reading = (tiles: readonly WrittenTile[]): ReadTile => {
  const files = new Map(tiles.map((tile) => [tilePath(tile), tile.bytes]));
  return async (tile) => {
    const bytes = files.get(tilePath(tile));
    if (bytes === undefined) throw new Error(`there is no ${tilePath(tile)}`);
    return bytes;
  };
};
const treeOf = (leaves: readonly Hash[]) => {
  const { tiles, edge } = grow(EMPTY_EDGE, leaves);
  return { read: hashesOfTiles(leaves.length, reading(tiles)), root: rootOf(edge) };
};

/** A bit of one byte of one of the hashes is another. */
const flipped = (hashes: readonly Hash[], at: number, bit: number): readonly Hash[] =>
  hashes.map((bytes, index) => {
    if (index !== at % hashes.length) return bytes;
    const changed = Uint8Array.from(bytes);
    const place = Math.floor(bit / 8) % bytes.length;
    changed[place] = (changed[place] ?? 0) ^ (1 << (bit % 8));
    return changed;
  });

describe('the tree of the published vectors (those of Certificate Transparency)', () => {
  const entries = [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ];
  const leaves = entries.map((entry) => leafHash(new Uint8Array(Buffer.from(entry, 'hex'))));
  const { read, root } = treeOf(leaves);

  it.each([
    [0, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    [1, '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
    [2, 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
    [3, 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'],
    [4, 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7'],
    [5, '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4'],
    [6, '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef'],
    [7, 'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c'],
    [8, '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'],
  ])('of %i leaves has its root', (size, wanted) =>
    expect(hex(rootOf(grow(EMPTY_EDGE, leaves.slice(0, size)).edge))).toBe(wanted),
  );

  it.each([
    [
      0,
      [
        'lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c=',
        'Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=',
        'a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ=',
      ],
    ],
    [
      5,
      [
        'vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=',
        'yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=',
        '037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=',
      ],
    ],
  ])('has the proof of inclusion of leaf %i', async (index, wanted) => {
    const proof = await proveInclusion({ index, size: 8 }, read);
    expect(proof.map(hex)).toStrictEqual(wanted.map(hash).map(hex));
    expect(isIncluded({ index, size: 8, leaf: leaves[index] ?? root, root, proof })).toBe(true);
  });

  it('has the proof that five leaves grew out of two', async () => {
    const proof = await proveConsistency({ from: 2, to: 5 }, treeOf(leaves.slice(0, 5)).read);
    expect(proof.map(hex)).toStrictEqual(
      ['Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=', 'vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms='].map(
        (text) => hex(hash(text)),
      ),
    );
  });
});

const MAX = 700;
const all = leavesOf(MAX);
const size = fc.integer({ min: 1, max: MAX });

describe('a tree of any size', () => {
  it('has the root that the definition gives, also read from its tiles', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: MAX }), async (count) => {
        const { read, root } = treeOf(all.slice(0, count));
        expect(hex(root)).toBe(hex(naiveRoot(all.slice(0, count))));
        expect(hex(await rootAt(count, read))).toBe(hex(root));
      }),
      { numRuns: 30 },
    ));

  it('has the same tiles however often it grew, and grows on from what its tiles say', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 4 }),
        async (steps) => {
          const leaves = leavesOf(steps.reduce((sum, step) => sum + step, 0));
          const written: WrittenTile[] = [];
          let grown = 0;
          for (const step of steps) {
            const edge = await edgeAt(grown, reading(written));
            written.push(...grow(edge, leaves.slice(grown, grown + step)).tiles);
            grown += step;
          }
          const files = new Map(written.map((tile) => [tilePath(tile), hex(tile.bytes)]));
          for (const tile of grow(EMPTY_EDGE, leaves).tiles)
            expect(files.get(tilePath(tile))).toBe(hex(tile.bytes));
        },
      ),
      { numRuns: 30 },
    ));
});

describe('a proof of inclusion', () => {
  const of = fc.record({ size, index: fc.nat(), at: fc.nat(), bit: fc.nat() });
  it('verifies, and does not once anything of it is another', () =>
    fc.assert(
      fc.asyncProperty(of, async ({ size, index: any, at, bit }) => {
        const { read, root } = treeOf(all.slice(0, size));
        const index = any % size;
        const proof = await proveInclusion({ index, size }, read);
        const claim = { index, size, leaf: all[index] ?? root, root, proof };
        expect(isIncluded(claim)).toBe(true);
        const [leaf = root] = flipped([claim.leaf], 0, bit);
        const [otherRoot = root] = flipped([root], 0, bit);
        const mutated = [
          { ...claim, leaf },
          { ...claim, root: otherRoot },
          { ...claim, proof: [...proof, root] },
          { ...claim, proof: [root, ...proof] },
          { ...claim, index: index + size },
          ...(size > 1
            ? [
                { ...claim, index: (index + 1) % size },
                { ...claim, proof: flipped(proof, at, bit) },
              ]
            : []),
          ...(size > 1
            ? [
                { ...claim, proof: proof.slice(1) },
                { ...claim, proof: proof.slice(0, -1) },
              ]
            : []),
        ];
        expect(mutated.filter(isIncluded)).toStrictEqual([]);
      }),
      { numRuns: 60 },
    ));
});

describe('a proof of consistency', () => {
  const of = fc.record({ to: size, from: fc.nat(), at: fc.nat(), bit: fc.nat() });
  it('verifies, and does not once anything of it is another', () =>
    fc.assert(
      fc.asyncProperty(of, async ({ to, from: any, at, bit }) => {
        const { read, root: toRoot } = treeOf(all.slice(0, to));
        const from = any % (to + 1);
        const fromRoot = naiveRoot(all.slice(0, from));
        const proof = await proveConsistency({ from, to }, read);
        const claim = { from, to, fromRoot, toRoot, proof };
        expect(isConsistent(claim)).toBe(true);
        const mutated = [
          { ...claim, fromRoot: flipped([fromRoot], 0, bit)[0] ?? toRoot },
          { ...claim, proof: [...proof, toRoot] },
          { ...claim, from: to + 1 },
          ...(from > 0 ? [{ ...claim, toRoot: flipped([toRoot], 0, bit)[0] ?? fromRoot }] : []),
          ...(proof.length > 0
            ? [
                { ...claim, proof: flipped(proof, at, bit) },
                { ...claim, proof: proof.slice(1) },
                { ...claim, proof: proof.slice(0, -1) },
                { ...claim, proof: [] },
              ]
            : []),
        ];
        expect(mutated.filter(isConsistent)).toStrictEqual([]);
      }),
      { numRuns: 60 },
    ));
});

it('proves nothing of a leaf that is not there, nor that a tree shrank', async () => {
  const { read } = treeOf(all.slice(0, 3));
  await expect(proveInclusion({ index: 3, size: 3 }, read)).rejects.toThrow(RangeError);
  await expect(proveConsistency({ from: 4, to: 3 }, read)).rejects.toThrow(RangeError);
});
