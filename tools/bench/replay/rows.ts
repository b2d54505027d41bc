import { median } from '../load/statistics.ts';
import { costRow, rateRow, ratioRow, type Row } from '../row.ts';
import type { Audited } from './auditor.ts';

const EVENTS_PER_SECOND_MIN = 50_000;
/** While nothing is added but to the trail, so much more memory than before is noise of the collector. */
const MEMORY_RATIO_MAX = 1.2;

export type Contender = 'replay' | 'hash';
export type Run = Audited;

export const rowsOf = (replays: readonly Run[], hashings: readonly Run[]): readonly Row[] => {
  const perSecond = (runs: readonly Run[]): number =>
    median(runs.map(({ messages, ms }) => (messages * 1_000) / ms));
  const work = 'events/s read from the broker, verified, judged and folded';
  return [
    rateRow(work, perSecond(replays), EVENTS_PER_SECOND_MIN),
    ratioRow({
      work,
      ours: perSecond(replays),
      peer: perSecond(hashings),
      peerName: 'the same read and hashed, and nothing else',
    }),
    costRow({
      work: 'MiB at most while nothing is added but events (the second half of the log)',
      ours: median(replays.map(({ secondHalfMib }) => secondHalfMib)),
      peer: median(replays.map(({ firstHalfMib }) => firstHalfMib)),
      peerName: 'the same by the end of the first half',
      ratioMax: MEMORY_RATIO_MAX,
    }),
  ];
};
