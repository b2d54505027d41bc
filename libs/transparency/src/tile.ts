import { EMPTY_ROOT, HASH_BYTES, nodeHash, type Hash } from './hash.ts';
import { splitOf, type Subtree } from './subtrees.ts';

/** Levels of the tree in one tile, and how many hashes a full one has (C2SP tlog-tiles). */
export const TILE_LEVELS = 8;
export const TILE_WIDTH = 2 ** TILE_LEVELS;

/**
 * Hashes side by side: those of the subtrees of 256^level leaves from `index` × 256 on. A tile of `entries` has the
 * leaves themselves. One that is not full has the hashes that the tree had when it was made, and is kept by its width.
 */
export type Tile = {
  readonly level: number | 'entries';
  readonly index: number;
  readonly width: number;
};

/** C2SP tlog-tiles: `tile/<level>/<index>[.p/<width>]`, the index in groups of three digits. */
export const tilePath = ({ level, index, width }: Tile): string => {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const groups = padded.match(/\d{3}/g) ?? [];
  const name = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${name}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
};

const PATH = /^tile\/(entries|[0-9]|[1-5][0-9]|6[0-3])\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** The tile that a path names; `undefined` for what {@link tilePath} would write differently, or not at all. */
export const parseTilePath = (path: string): Tile | undefined => {
  const [, level, name, width] = PATH.exec(path) ?? [];
  if (level === undefined || name === undefined) return undefined;
  const tile: Tile = {
    level: level === 'entries' ? level : Number(level),
    index: Number(name.replaceAll(/[x/]/g, '')),
    width: width === undefined ? TILE_WIDTH : Number(width),
  };
  return tile.width <= TILE_WIDTH && tilePath(tile) === path ? tile : undefined;
};

/** The tile that has what a subtree's hash is made of, in the tree of the first `size` leaves. */
export const tileWith = ({ level, index }: Subtree, size: number): Tile & { readonly level: number } => {
  const tileLevel = Math.floor(level / TILE_LEVELS);
  const tileIndex = Math.floor((index * 2 ** (level % TILE_LEVELS)) / TILE_WIDTH);
  const hashes = Math.floor(size / TILE_WIDTH ** tileLevel);
  return { level: tileLevel, index: tileIndex, width: Math.min(TILE_WIDTH, hashes - tileIndex * TILE_WIDTH) };
};

/** The hash of a subtree, out of the hashes of its tile. */
export const hashIn = (hashes: readonly Hash[], { level, index }: Subtree): Hash => {
  const width = 2 ** (level % TILE_LEVELS);
  const begin = (index * width) % TILE_WIDTH;
  return joinHashes(hashes.slice(begin, begin + width));
};

/** The root over hashes side by side, at least one, as if they were leaves' hashes. */
export const joinHashes = (hashes: readonly Hash[]): Hash => {
  const [only = EMPTY_ROOT] = hashes;
  if (hashes.length < 2) return only;
  const split = splitOf(hashes.length);
  return nodeHash(joinHashes(hashes.slice(0, split)), joinHashes(hashes.slice(split)));
};

export const hashesToBytes = (hashes: readonly Hash[]): Uint8Array => {
  const bytes = new Uint8Array(hashes.length * HASH_BYTES);
  hashes.forEach((hash, at) => bytes.set(hash, at * HASH_BYTES));
  return bytes;
};

/** A tile's bytes are not those of a tile of its width. */
export class TileMalformed extends Error {
  override readonly name = 'TileMalformed';
  constructor(tile: Tile) {
    super(`${tilePath(tile)} does not have the ${tile.width} parts that a tile of this name has`);
  }
}

/** The hashes of a tile. Throws {@link TileMalformed}. */
export const hashesFrom = (tile: Tile, bytes: Uint8Array): readonly Hash[] => {
  if (bytes.length !== tile.width * HASH_BYTES) throw new TileMalformed(tile);
  return Array.from({ length: tile.width }, (_, at) =>
    bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES),
  );
};
