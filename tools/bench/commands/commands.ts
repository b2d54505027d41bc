import { Unavailable } from '../../servers/unavailable.ts';
import type { Benchmark } from '../benchmark.ts';
import { conditionsNotes } from '../conditions.ts';
import { installPeers } from '../peers/install.ts';
import { measure, TURNS, type Measured } from './measure.ts';
import { SYNC_ALWAYS, SYNC_LATER } from './mode.ts';
import { rowsOf } from './rows.ts';

const MODES = [SYNC_LATER, SYNC_ALWAYS] as const;

/** Lifecycle commands over REST, beside a library in process and the bare broker. */
export const commands: Benchmark = async ({ seconds, concurrency, profile, report, signal }) => {
  const conditions = conditionsNotes();
  const hasEmmett = await isInstalled(report);
  const turnMs = (seconds * 1_000) / (TURNS * MODES.length);
  const measured: Measured[] = [];
  for (const mode of MODES) {
    measured.push(await measure(mode, { concurrency, turnMs, hasEmmett, profile, report, signal }));
  }
  return {
    rows: measured.flatMap(rowsOf),
    notes: [
      ...conditions,
      `${concurrency} callers at once, turns of ${Math.round(turnMs)} ms, medians over rounds`,
      ...measured.flatMap(notesOf),
    ],
  };
};

const isInstalled = async (report: (line: string) => void): Promise<boolean> => {
  try {
    await installPeers(report);
    return true;
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    report(error.message);
    return false;
  }
};

const notesOf = (measured: Measured): readonly string[] => {
  const { mode, conditions, registry, registryHalf, emmett, jetStream, refusals } = measured;
  const longestMs = Math.max(...measured.followUpMs);
  return [
    `${mode.title}: nats-server ${conditions.natsVersion} (sync_interval ${mode.syncInterval ?? 'default'}), ` +
      `PostgreSQL ${conditions.postgresVersion} (fsync ${conditions.fsync}; the peer’s sessions synchronous_commit ${conditions.synchronousCommit}), ` +
      `request ${conditions.requestBytes} bytes, event ${conditions.eventBytes} bytes for everybody`,
    `${mode.title}: measured ${registry.count} commands at full load, ${registryHalf.count} at half load ` +
      `(${Math.round(measured.halfPerSecond)}/s), ${emmett?.count ?? 0} appends, ${jetStream.count} publishes; ` +
      `after a turn the registry worked on for at most ${Math.round(longestMs)} ms`,
    `${mode.title}: processor time per command ${processorText(measured.processorMs)}`,
    ...[...refusals].map(
      ([answer, times]) => `${mode.title}: ${times} commands were answered otherwise: ${answer}`,
    ),
    ...(emmett !== undefined && emmett.failed > 0 ? [`${mode.title}: ${emmett.failed} appends failed`] : []),
    ...(jetStream.failed > 0 ? [`${mode.title}: ${jetStream.failed} publishes failed`] : []),
  ];
};

const processorText = (processorMs: ReadonlyMap<string, number>): string => {
  const total = [...processorMs.values()].reduce((sum, ms) => sum + ms, 0);
  const parts = [...processorMs].map(([program, ms]) => `${program} ${ms.toFixed(2)}`);
  return `${total.toFixed(2)} ms (${parts.join(', ')})`;
};
