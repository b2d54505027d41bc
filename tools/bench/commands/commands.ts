import { availableParallelism, loadavg } from 'node:os';

import { Unavailable } from '../../servers/unavailable.ts';
import type { Benchmark } from '../benchmark.ts';
import { installPeers } from '../peers/install.ts';
import { measure, TURNS, type Measured } from './measure.ts';
import { SYNC_ALWAYS, SYNC_LATER } from './mode.ts';
import { rowsOf } from './rows.ts';

/** Load average per core from which the machine counts as busy with something else. */
const BUSY_SHARE = 0.5;
const MODES = [SYNC_LATER, SYNC_ALWAYS] as const;

/** Lifecycle commands over REST, beside a library in process and the bare broker. */
export const commands: Benchmark = async ({ seconds, concurrency, report, signal }) => {
  const [loadBefore = 0] = loadavg();
  const hasEmmett = await isInstalled(report);
  const turnMs = (seconds * 1_000) / (TURNS * MODES.length);
  const measured: Measured[] = [];
  for (const mode of MODES) {
    measured.push(await measure(mode, { concurrency, turnMs, hasEmmett, report, signal }));
  }
  return {
    rows: measured.flatMap(rowsOf),
    notes: [
      `${availableParallelism()} cores, Node ${process.versions.node}, ${concurrency} callers at once, turns of ${Math.round(turnMs)} ms, medians over rounds`,
      ...disturbanceOf(loadBefore),
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

// Every hop between the registry's programs waits for a free core; a library in one process has no hops.
const disturbanceOf = (loadBefore: number): readonly string[] =>
  loadBefore < availableParallelism() * BUSY_SHARE
    ? []
    : [
        `other programs were at work (load average ${loadBefore.toFixed(1)} before the start), which costs the registry more than its peers: repeat this on a quiet machine`,
      ];

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
    ...[...refusals].map(
      ([answer, times]) => `${mode.title}: ${times} commands were answered otherwise: ${answer}`,
    ),
    ...(emmett !== undefined && emmett.failed > 0 ? [`${mode.title}: ${emmett.failed} appends failed`] : []),
    ...(jetStream.failed > 0 ? [`${mode.title}: ${jetStream.failed} publishes failed`] : []),
  ];
};
