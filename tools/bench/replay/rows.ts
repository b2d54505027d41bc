import { median } from '../load/statistics.ts';
import { costRow, rateRow, ratioRow, type Row } from '../row.ts';
import type { Audited } from './auditor.ts';

const EVENTS_PER_SECOND_MIN = 50_000;
/** While nothing is added but to the trail, nothing more than before is held but messages on their way. */
const MEMORY_RATIO_MAX = 1.2;

/** `held` is the replay again, as slow as it is to collect before each look at its memory. */
export type Contender = 'replay' | 'hash' | 'held';
export type Run = Audited;

export type Runs = {
  readonly replays: readonly Run[];
  readonly hashings: readonly Run[];
  readonly held: readonly Run[];
};

export const rowsOf = ({ replays, hashings, held }: Runs): readonly Row[] => {
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
      work: 'MiB held at most while nothing is added but events (the second half of the log)',
      ...memoryOf(held),
      ratioMax: MEMORY_RATIO_MAX,
    }),
    costRow({ work: 'MiB resident at most, with what is not collected yet', ...memoryOf(replays) }),
    costRow({ work: 'the same for the same read and hashed, which holds nothing', ...memoryOf(hashings) }),
  ];
};

const memoryOf = (runs: readonly Run[]) => ({
  ours: median(runs.map(({ secondHalfMib }) => secondHalfMib)),
  peer: median(runs.map(({ firstHalfMib }) => firstHalfMib)),
  peerName: 'the same by the end of the first half',
});
