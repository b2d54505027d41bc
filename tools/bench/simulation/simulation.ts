import { availableParallelism, loadavg } from 'node:os';

import type { Stack } from '../../stack/start-stack.ts';
import type { Benchmark } from '../benchmark.ts';
import { grouped } from '../print.ts';
import { forgetPeaks, peaksOf, processorSecondsOf, usedBetween, type Watched } from '../load/programs.ts';
import { onStack } from '../load/on-stack.ts';
import { profiled } from '../load/profiled.ts';
import { programsOf } from '../load/stack-programs.ts';
import { FINDINGS_PER_IMAGE } from './estate.ts';

import {
  apiFor,
  importEstate,
  prepareVersions,
  simulate,
  type Imported,
  type Simulated,
} from './registry.ts';
import { rowsOf, type Size } from './rows.ts';

const RUNNERS = 2;
export const SIZES_DEFAULT = [10_000, 100_000, 1_000_000];

type Measured = Size & {
  /** Processor time of the simulation, which other work on the machine changes less than its duration. */
  readonly processorSeconds: ReadonlyMap<string, number>;

  readonly imported: Imported;
  readonly importMs: number;
  readonly simulated: Simulated;
};

/** Batch simulations of growing estates on a fresh stack with two runners. */
export const simulation: Benchmark = async (options) => {
  const { report, signal } = options;
  const [loadBefore = 0] = loadavg();
  report('starting a stack');
  const extra = profiled(options.profile, ['simulation-runner', 'projector']);
  return onStack({ runners: RUNNERS, signal, extra }, async (stack, lasting) => {
    const api = apiFor(stack.description);
    await prepareVersions(api);
    // The programs start cold: what is measured first would pay for that.
    const warmUp = await importEstate(api, FINDINGS_PER_IMAGE);
    await simulate(api, warmUp.snapshotId, true);
    const measured: Measured[] = [];
    for (const findings of options.sizes ?? SIZES_DEFAULT) {
      lasting.throwIfAborted();
      measured.push(await measure(stack, findings, report));
    }
    return {
      rows: rowsOf(measured),
      notes: [
        `${availableParallelism()} cores, Node ${process.versions.node}, ${RUNNERS} runners, load average ${loadBefore.toFixed(1)} before the start`,
        ...measured.map(noteOf),
      ],
    };
  });
};

const measure = async (stack: Stack, findings: number, report: (line: string) => void): Promise<Measured> => {
  const api = apiFor(stack.description);
  report(`importing ${grouped(findings)} findings`);
  const importStartedMs = performance.now();
  const imported = await importEstate(api, findings);
  const importMs = performance.now() - importStartedMs;
  const programs = watchedOf(stack);
  const whileImporting = await peaksOf(programs);
  report(`importing took ${(importMs / 1_000).toFixed(1)} s, ${peaksText(whileImporting)}; simulating`);
  await forgetPeaks(programs);
  const usedBefore = await processorSecondsOf(programs);
  const simulated = await simulate(api, imported.snapshotId, false);
  const usedAfter = await processorSecondsOf(programs);
  const twin = await simulate(api, imported.snapshotId, true);
  const peaks = await peaksOf(programs);
  if (twin.resultDigest !== simulated.resultDigest)
    throw new Error(`the same simulation gave ${simulated.resultDigest} and ${twin.resultDigest}`);
  const processorSeconds = usedBetween(usedBefore, usedAfter);
  const seconds = [simulated, twin].map(({ ms }) => (ms / 1_000).toFixed(1));
  report(`simulating took ${seconds.join(' s, with its twin ')} s, ${peaksText(peaks)}`);
  return {
    tuples: imported.tuples,
    ms: simulated.ms,
    twinMs: twin.ms,
    peaks,
    processorSeconds,
    imported,
    importMs,
    simulated,
  };
};

/** The registry's own programs, and the broker beside them; PostgreSQL's memory is mostly that of the machine. */
const watchedOf = (stack: Stack): readonly Watched[] =>
  programsOf(stack).filter(({ name }) => !name.startsWith('postgres'));

const peaksText = (peaks: ReadonlyMap<string, number>): string =>
  [...peaks].map(([name, mib]) => `${name} ${Math.round(mib)} MiB`).join(', ');

const noteOf = ({ tuples, imported, importMs, processorSeconds, simulated }: Measured): string => {
  const mib = Math.round(imported.bytes / 1024 / 1024);
  return (
    `${grouped(tuples)} findings of ${imported.documents} documents (${mib} MiB) imported in ${(importMs / 1_000).toFixed(1)} s; ` +
    `${simulated.shards} shards, ${simulated.evaluations} evaluations; processor time ${[...processorSeconds].map(([name, seconds]) => `${name} ${seconds.toFixed(1)} s`).join(', ')}; result ${simulated.resultDigest.slice(0, 16)}…`
  );
};
