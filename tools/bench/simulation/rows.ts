import { grouped } from '../print.ts';
import type { Row } from '../row.ts';

export const SECONDS_MAX = 30;
export const SECONDS_MAX_TUPLES = 1_000_000;
export const MEMORY_MIB_MAX = 512;
/** A tuple of the largest estate may cost this many times what one of the next smaller estate costs. */
export const GROWTH_MAX = 1.5;
/** Below this many tuples what every simulation costs outweighs what its tuples cost. */
export const LINEAR_FROM_TUPLES = 100_000;

/** What one size took. */
export type Size = {
  readonly tuples: number;
  readonly ms: number;
  /** With every shard evaluated a second time, which a submission needs. */
  readonly twinMs: number;
  /** MiB by program, during the simulations alone. */
  readonly peaks: ReadonlyMap<string, number>;
};

/** Time, memory and growth; budgets stand where `docs/benchmarks.md` gives one. */
export const rowsOf = (sizes: readonly Size[]): readonly Row[] => [
  ...sizes.flatMap((size) => [timeRow(size), twinRow(size)]),
  ...sizes.flatMap(growthRow),
  ...memoryRows(sizes),
];

const row = (
  work: string,
  ours: number,
  budget?: { readonly text: string; readonly isMet: boolean },
): Row => ({
  work,
  ours: Math.round(ours * 100) / 100,
  peer: null,
  peerName: null,
  ratio: null,
  budget: budget?.text ?? null,
  ok: budget?.isMet ?? null,
});

const timeRow = ({ tuples, ms }: Size): Row => {
  const work = `s from request to signed and stored evidence, ${grouped(tuples)} findings × 2 versions`;
  const isBudgeted = tuples >= SECONDS_MAX_TUPLES;
  const budget = { text: `≤ ${SECONDS_MAX} s`, isMet: ms <= SECONDS_MAX * 1_000 };
  return row(work, ms / 1_000, isBudgeted ? budget : undefined);
};

const twinRow = ({ tuples, twinMs }: Size): Row =>
  row(`the same with its twin, ${grouped(tuples)} findings × 2 versions × 2`, twinMs / 1_000);

const nsPerTuple = ({ tuples, ms }: Size): number => (ms * 1e6) / tuples;

const growthRow = (size: Size, index: number, sizes: readonly Size[]): readonly Row[] => {
  const smaller = sizes[index - 1];
  if (smaller === undefined) return [];
  const ratio = nsPerTuple(size) / nsPerTuple(smaller);
  const work = `µs per finding at ${grouped(size.tuples)}, beside ${grouped(smaller.tuples)}`;
  const isBudgeted = smaller.tuples >= LINEAR_FROM_TUPLES;
  return [
    {
      ...row(work, nsPerTuple(size) / 1_000),
      peer: Math.round(nsPerTuple(smaller) / 10) / 100,
      peerName: `the same at ${grouped(smaller.tuples)}`,
      ratio: Math.round(ratio * 100) / 100,
      budget: isBudgeted ? `≤ ${GROWTH_MAX} ×` : null,
      ok: isBudgeted ? ratio <= GROWTH_MAX : null,
    },
  ];
};

const memoryRows = (sizes: readonly Size[]): readonly Row[] => {
  const largest = sizes.at(-1);
  if (largest === undefined) return [];
  return [...largest.peaks].map(([name, mib]) =>
    row(`MiB at most, ${name}, ${grouped(largest.tuples)} findings`, mib, {
      text: `≤ ${MEMORY_MIB_MAX} MiB`,
      isMet: mib <= MEMORY_MIB_MAX,
    }),
  );
};
