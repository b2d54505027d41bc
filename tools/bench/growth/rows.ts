import { costRow, type Row } from '../row.ts';
import { median } from '../load/statistics.ts';
import type { Turn } from './sides.ts';

const COST_RATIO_MAX = 1.2;

/** Turns of two sides that were taken alternately. */
export type Pair = {
  readonly work: string;
  readonly small: { readonly name: string; readonly turns: readonly Turn[] };
  readonly grown: { readonly name: string; readonly turns: readonly Turn[] };
};

/** Processor time per command, which is held to the budget, and time per command at full load. */
export const pairRows = ({ work, small, grown }: Pair): readonly Row[] => [
  costRow({
    work: `ms of processor time per ${work}, ${grown.name}`,
    ours: costOf(grown.turns),
    peer: costOf(small.turns),
    peerName: `the same, ${small.name}`,
    ratioMax: COST_RATIO_MAX,
  }),
  costRow({
    work: `ms per ${work} at full load, ${grown.name}`,
    ours: durationOf(grown.turns),
    peer: durationOf(small.turns),
    peerName: `the same, ${small.name}`,
  }),
];

/** The first command to an aggregate after a start, which reads its history. */
export const firstRow = (events: string, grownMs: number, smallMs: number): Row =>
  costRow({
    work: `ms of the first command after a start to an aggregate of ${events} events`,
    ours: grownMs,
    peer: smallMs,
    peerName: 'the same to one of 1 event',
  });

const costOf = (turns: readonly Turn[]): number => median(turns.map(({ processorMs }) => processorMs));

const durationOf = (turns: readonly Turn[]): number =>
  median(turns.map(({ sample }) => sample.elapsedMs / sample.count));
