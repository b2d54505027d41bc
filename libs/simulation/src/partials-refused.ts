export type PartialsRefusalCode = 'PARTIAL_FOREIGN' | 'PARTIALS_OVERLAPPING' | 'PARTIALS_INCOMPLETE';

/** The partial results are not those of one whole simulation. */
export class PartialsRefused extends Error {
  override readonly name = 'PartialsRefused';
  readonly code: PartialsRefusalCode;
  constructor(code: PartialsRefusalCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Tuples `from` to `from + count - 1` of the snapshot. */
export type CoveredRange = { readonly from: number; readonly count: number };

/** Throws unless the ranges cover each of `tuples` exactly once. */
export const verifyWhole = (ranges: readonly CoveredRange[], tuples: number): void => {
  let end = 0;
  for (const { from, count } of ranges.toSorted((a, b) => a.from - b.from || a.count - b.count)) {
    if (from < end) throw new PartialsRefused('PARTIALS_OVERLAPPING', `tuple ${from} is covered twice`);
    if (from > end)
      throw new PartialsRefused('PARTIALS_INCOMPLETE', `tuples ${end} to ${from - 1} are not covered`);
    end = from + count;
  }
  if (end < tuples)
    throw new PartialsRefused('PARTIALS_INCOMPLETE', `tuples ${end} to ${tuples - 1} are not covered`);
  if (end > tuples)
    throw new PartialsRefused('PARTIALS_OVERLAPPING', `tuple ${tuples} and more are beyond the snapshot`);
};
