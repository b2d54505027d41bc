import { latencyRow, ratioRow, type Row } from '../row.ts';
import type { Summary } from '../load/statistics.ts';
import type { Measured } from './measure.ts';
import { SYNC_ALWAYS } from './mode.ts';

/** Messages of one command that the broker confirms as stored: the command, its event, its outcome. */
export const MESSAGES_PER_COMMAND = 3;

const EMMETT_RATIO_MIN = 1;
const JETSTREAM_RATIO_MIN = 0.6;
const HALF_LOAD_P99_MS_MAX = 25;

type Measurement = Pick<Measured, 'mode' | 'registry' | 'registryHalf' | 'emmett' | 'jetStream'>;

/** The lines of one pair of durability settings. What each of them is held against is decided here. */
export const rowsOf = ({ mode, registry, registryHalf, emmett, jetStream }: Measurement): readonly Row[] => {
  const isAlways = mode === SYNC_ALWAYS;
  const work = `lifecycle commands/s over REST, decided, durable, answered 201 (${mode.title})`;
  const ours = registry.perSecond;
  return [
    ratioRow({
      work,
      ours,
      peer: emmett?.perSecond,
      peerName: `Emmett single-event appends/s in process, synchronous_commit=${mode.synchronousCommit}`,
      ...(!isAlways && { ratioMin: EMMETT_RATIO_MIN }),
    }),
    ratioRow({
      work,
      ours,
      peer: jetStream.perSecond / MESSAGES_PER_COMMAND,
      peerName: `raw JetStream publishes/s ÷ ${MESSAGES_PER_COMMAND} messages per command, ${mode.title}`,
      ...(isAlways && { ratioMin: JETSTREAM_RATIO_MIN }),
    }),
    ...latencies(`full load (${mode.title})`, registry),
    ...latencies(`half load (${mode.title})`, registryHalf, isAlways ? undefined : HALF_LOAD_P99_MS_MAX),
  ];
};

const latencies = (load: string, { p50Ms, p99Ms }: Summary, p99MsMax?: number): readonly Row[] => [
  latencyRow(`p50 ms of such a command at ${load}`, p50Ms),
  latencyRow(`p99 ms of such a command at ${load}`, p99Ms, p99MsMax),
];
