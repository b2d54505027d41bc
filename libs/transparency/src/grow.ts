import type { Hash } from './hash.ts';
import type { ReadTile } from './read-tiles.ts';
import { hashesFrom, joinHashes, hashesToBytes, TILE_WIDTH, type Tile } from './tile.ts';
import { joinSubtrees, subtreesOf } from './subtrees.ts';

/** What of a tree has to be known for it to grow: per level of tiles, the hashes of the one that is not full. */
export type TreeEdge = { readonly size: number; readonly levels: readonly (readonly Hash[])[] };

export const EMPTY_EDGE: TreeEdge = { size: 0, levels: [] };

export type WrittenTile = Tile & { readonly bytes: Uint8Array };

/** The tree with more leaves, and every tile that is new by that: full ones, and the last of each level as it is now. */
export const grow = (
  { size, levels }: TreeEdge,
  leaves: readonly Hash[],
): { readonly edge: TreeEdge; readonly tiles: readonly WrittenTile[] } => {
  const tiles: WrittenTile[] = [];
  const grown: (readonly Hash[])[] = [];
  let coming = leaves;
  for (let level = 0; level < levels.length || coming.length > 0; level += 1) {
    const tail = levels[level] ?? [];
    const first = Math.floor(size / TILE_WIDTH ** (level + 1));
    const rows = inRows([...tail, ...coming]);
    rows.forEach((hashes, at) => {
      const isNew = at > 0 || hashes.length > tail.length;
      if (isNew) tiles.push({ level, index: first + at, width: hashes.length, bytes: hashesToBytes(hashes) });
    });
    const full = rows.filter(({ length }) => length === TILE_WIDTH);
    grown.push(rows[full.length] ?? []);
    coming = full.map(joinHashes);
  }
  return { edge: { size: size + leaves.length, levels: grown }, tiles };
};

/** The root of the tree. */
export const rootOf = ({ levels }: TreeEdge): Hash => joinSubtrees(levels.toReversed().flatMap(peaksOf));

/** The edge of the tree of `size` leaves, from its tiles. */
export const edgeAt = async (size: number, readTile: ReadTile): Promise<TreeEdge> => {
  const levels: Promise<readonly Hash[]>[] = [];
  for (let level = 0; TILE_WIDTH ** level <= size; level += 1) {
    const hashes = Math.floor(size / TILE_WIDTH ** level);
    const tile = { level, index: Math.floor(hashes / TILE_WIDTH), width: hashes % TILE_WIDTH };
    levels.push(
      tile.width === 0 ? Promise.resolve([]) : readTile(tile).then((bytes) => hashesFrom(tile, bytes)),
    );
  }
  return { size, levels: await Promise.all(levels) };
};

// The complete subtrees that the hashes of a tile that is not full make up, the largest first.
const peaksOf = (hashes: readonly Hash[]): readonly Hash[] =>
  subtreesOf({ begin: 0, end: hashes.length }).map(({ level, index }) =>
    joinHashes(hashes.slice(index * 2 ** level, (index + 1) * 2 ** level)),
  );

const inRows = (hashes: readonly Hash[]): readonly (readonly Hash[])[] =>
  Array.from({ length: Math.ceil(hashes.length / TILE_WIDTH) }, (_, at) =>
    hashes.slice(at * TILE_WIDTH, (at + 1) * TILE_WIDTH),
  );
