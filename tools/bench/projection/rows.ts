import { median } from '../load/statistics.ts';
import { rateRow, ratioRow, type Row } from '../row.ts';

const EVENTS_PER_SECOND_MIN = 30_000;
const RAW_RATIO_MIN = 0.6;

/** One segment of the log: how long it took to fold and write it, and to write its rows alone. */
export type Segment = {
  readonly events: number;
  readonly rows: number;
  readonly oursMs: number;
  readonly rawMs: number;
};

export const rowsOf = (segments: readonly Segment[]): readonly Row[] => {
  const perSecond = (count: (segment: Segment) => number, ms: (segment: Segment) => number): number =>
    median(segments.map((segment) => (count(segment) * 1_000) / ms(segment)));
  const work = 'events/s judged, folded and written to the read models';
  return [
    rateRow(
      work,
      perSecond(
        ({ events }) => events,
        ({ oursMs }) => oursMs,
      ),
      EVENTS_PER_SECOND_MIN,
    ),
    ratioRow({
      work: 'rows/s of that',
      ours: perSecond(
        ({ rows }) => rows,
        ({ oursMs }) => oursMs,
      ),
      peer: perSecond(
        ({ rows }) => rows,
        ({ rawMs }) => rawMs,
      ),
      peerName: 'the same rows/s inserted by unnest under RLS, and nothing else',
      ratioMin: RAW_RATIO_MIN,
    }),
  ];
};
