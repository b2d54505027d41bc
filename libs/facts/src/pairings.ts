import { UNDECIDED_REASONS, type UndecidedReason } from './osv-range.ts';

/**
 * What became of the pairings of components with advisories on their packages: `received` = `affected` +
 * `unaffected` + the sum of `undecided` + `duplicate`.
 */
export type PairingCounts = {
  readonly received: number;
  /** Each gave a tuple. */
  readonly affected: number;
  readonly unaffected: number;
  readonly undecided: Readonly<Partial<Record<UndecidedReason, number>>>;
  /** A finding of the same component, advisory and image had been there. */
  readonly duplicate: number;
};

export type PairingFate = 'affected' | 'unaffected' | 'duplicate' | UndecidedReason;

export const countPairings = (fates: ReadonlyMap<PairingFate, number>): PairingCounts => {
  const of = (fate: PairingFate): number => fates.get(fate) ?? 0;
  const undecided = UNDECIDED_REASONS.flatMap((reason) => (of(reason) > 0 ? [[reason, of(reason)]] : []));
  return {
    received: [...fates.values()].reduce((sum, count) => sum + count, 0),
    affected: of('affected'),
    unaffected: of('unaffected'),
    undecided: Object.fromEntries(undecided),
    duplicate: of('duplicate'),
  };
};
