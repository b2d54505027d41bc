import type { Hash } from './hash.ts';
import type { ReadHashes } from './prove.ts';
import { hashesFrom, hashIn, tilePath, tileWith, type Tile } from './tile.ts';

/** Gives the bytes of a tile. What they are worth is known only once they give the root of a signed checkpoint. */
export type ReadTile = (tile: Tile) => Promise<Uint8Array>;

/** Hashes of subtrees from the tiles of the tree of the first `size` leaves; each tile is read once. */
export const hashesOfTiles = (size: number, readTile: ReadTile): ReadHashes => {
  const kept = new Map<string, Promise<readonly Hash[]>>();
  const hashesOf = (tile: Tile): Promise<readonly Hash[]> => {
    const path = tilePath(tile);
    const known = kept.get(path);
    if (known !== undefined) return known;
    const read = readTile(tile).then((bytes) => hashesFrom(tile, bytes));
    kept.set(path, read);
    return read;
  };
  return (subtrees) =>
    Promise.all(subtrees.map(async (subtree) => hashIn(await hashesOf(tileWith(subtree, size)), subtree)));
};
