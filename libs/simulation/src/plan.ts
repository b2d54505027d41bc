/** One job evaluates at most this many tuples, so that its memory and the size of its partial result are bounded. */
export const PLANNED_SHARD_TUPLES_MAX = 100_000;
/** A plan has at most this many jobs, numbered with four digits in evidence; the registry records fewer of one simulation. */
export const PLANNED_SHARDS_MAX = 10_000;

/** Tuples `from` to `from + count - 1` of the shard `snapshotShard` of the snapshot. */
export type SnapshotPiece = { readonly snapshotShard: number; readonly from: number; readonly count: number };

/** The work of one job: tuples `from` to `from + count - 1` of the whole snapshot, and where they lie in it. */
export type ShardRange = {
  readonly index: number;
  readonly from: number;
  readonly count: number;
  readonly pieces: readonly SnapshotPiece[];
};

/** Where nobody says how large a job is: a snapshot is cut into about this many, but none is smaller than it pays. */
const RANGES_WANTED = 64;
const RANGE_TUPLES_MIN = 2_000;

/**
 * Cuts a snapshot into jobs: whole shards of the snapshot, as many as make a job worth its command and its event; or,
 * with `shardTuples`, ranges of that many tuples that may cut across its shards. Without gaps, in order, none empty.
 * The result of a simulation does not depend on the cut. Throws a `RangeError` beyond the limits.
 */
export const planShards = (
  tuplesPerShard: readonly number[],
  shardTuples?: number,
): readonly ShardRange[] => {
  tuplesPerShard.forEach((count) => verifyCount(count, 0));
  if (shardTuples !== undefined) verifyCount(shardTuples, 1);
  const total = tuplesPerShard.reduce((sum, count) => sum + count, 0);
  const wanted = Math.max(RANGE_TUPLES_MIN, Math.ceil(total / RANGES_WANTED));

  const ranges: ShardRange[] = [];
  let pieces: SnapshotPiece[] = [];
  const close = (): void => {
    const count = tuplesOf(pieces);
    if (count === 0) return;
    verifyCount(count, 1);
    const previous = ranges.at(-1);
    const from = previous === undefined ? 0 : previous.from + previous.count;
    ranges.push({ index: ranges.length, from, count, pieces });
    pieces = [];
  };

  tuplesPerShard.forEach((available, snapshotShard) => {
    // A job of whole shards is closed before one that would make it too large, and behind one that makes it large enough.
    if (shardTuples === undefined && tuplesOf(pieces) + available > PLANNED_SHARD_TUPLES_MAX) close();
    for (let from = 0; from < available;) {
      const room = shardTuples === undefined ? available : shardTuples - tuplesOf(pieces);
      const count = Math.min(room, available - from);
      pieces.push({ snapshotShard, from, count });
      from += count;
      if (tuplesOf(pieces) >= (shardTuples ?? wanted)) close();
      if (ranges.length > PLANNED_SHARDS_MAX)
        throw new RangeError(`the plan has more than ${PLANNED_SHARDS_MAX} shards`);
    }
  });
  close();
  return ranges;
};

const tuplesOf = (pieces: readonly SnapshotPiece[]): number =>
  pieces.reduce((sum, { count }) => sum + count, 0);

const verifyCount = (count: number, min: number): void => {
  if (!Number.isInteger(count) || count < min || count > PLANNED_SHARD_TUPLES_MAX) {
    throw new RangeError(`${count} is not a number of tuples from ${min} to ${PLANNED_SHARD_TUPLES_MAX}`);
  }
};
