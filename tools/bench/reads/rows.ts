import type { Summary } from '../load/statistics.ts';
import { latencyRow, rateRow, ratioRow, type Row } from '../row.ts';
import { MIX, type Kind } from './mix.ts';

const P99_MS_MAX = 15;

export type Measured = {
  /** Everything at full load, by callers that wait for each answer. */
  readonly full: Summary;
  /** Each kind at its share of half of that rate. */
  readonly half: Readonly<Record<Kind, Summary>>;
  readonly one: Summary;
  readonly page: Summary;
  readonly selectOne: Summary;
  readonly selectPage: Summary;
};

const MIXED = `${MIX.one} reads of one, ${MIX.page} of a page, ${MIX.command} command in ten`;

/** Latencies under mixed load are held to the budget; the rest is reported. */
export const rowsOf = ({ full, half, one, page, selectOne, selectPage }: Measured): readonly Row[] => [
  rateRow(`requests/s at full load (${MIXED})`, full.perSecond),
  latencyRow('p50 ms of a read of one resource at half of that load', half.one.p50Ms),
  latencyRow('p99 ms of a read of one resource at half of that load', half.one.p99Ms, P99_MS_MAX),
  latencyRow('p50 ms of a read of a page of 50 at half of that load', half.page.p50Ms),
  latencyRow('p99 ms of a read of a page of 50 at half of that load', half.page.p99Ms, P99_MS_MAX),
  latencyRow('p99 ms of a command at half of that load', half.command.p99Ms),
  ratioRow({
    work: 'reads of one resource/s over REST, nothing else at work',
    ours: one.perSecond,
    peer: selectOne.perSecond,
    peerName: 'the same select/s in process (pg), under RLS in a transaction',
  }),
  ratioRow({
    work: 'reads of a page of 50/s over REST, nothing else at work',
    ours: page.perSecond,
    peer: selectPage.perSecond,
    peerName: 'the same select/s in process (pg), under RLS in a transaction',
  }),
];
