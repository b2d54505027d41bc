import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { z } from 'zod';

import { readArguments, wholeNumber } from '../stack/arguments.ts';
import { runProgram } from '../stack/run-program.ts';
import { writeLargeReport } from './large-report.ts';

const LargeImport = z.object({
  reportBytes: z.int(),
  findings: z.int(),
  tuples: z.int(),
  shards: z.int(),
  snapshotDigest: z.string(),
  spilledBytes: z.int(),
  peakMemoryBytes: z.int(),
  seconds: z.number(),
});
export type LargeImport = z.infer<typeof LargeImport>;

const IMPORT_FILE = resolve(import.meta.dirname, 'import-file.ts');

/** Writes a report and imports it in a process of its own whose heap is limited; rejects when that process fails. */
export const largeImport = async (sizes: {
  reportMebibytes: number;
  heapMebibytes: number;
}): Promise<LargeImport> => {
  const folder = await mkdtemp(join(tmpdir(), 'policy-registry-large-report-'));
  try {
    const path = join(folder, 'large.json');
    const findings = await writeLargeReport(path, sizes.reportMebibytes * 1_048_576);
    const line = await new Promise<string>((done, fail) => {
      const node = [
        // Without a limit the collector lets what is dead lie for as long as there is room.
        `--max-old-space-size=${sizes.heapMebibytes}`,
        '--max-semi-space-size=1',
        '--conditions=source',
        '--disable-warning=ExperimentalWarning',
      ];
      execFile(process.execPath, [...node, IMPORT_FILE, path], (error, stdout, stderr) =>
        error === null
          ? done(stdout)
          : fail(new Error(`the import ended: ${stderr.slice(-2_000)}`, { cause: error })),
      );
    });
    return LargeImport.parse({ ...JSON.parse(line), findings });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** `[--mebibytes n] [--heap-mebibytes n]` */
if (import.meta.main) {
  await runProgram(async () => {
    const options = readArguments({
      args: process.argv.slice(2),
      options: { mebibytes: { type: 'string' }, 'heap-mebibytes': { type: 'string' } },
    });
    const result = await largeImport({
      reportMebibytes: wholeNumber('mebibytes', options.mebibytes, { min: 1, max: 2_000 }) ?? 1_024,
      heapMebibytes: wholeNumber('heap-mebibytes', options['heap-mebibytes'], { min: 64, max: 4_096 }) ?? 192,
    });
    process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
    return 0;
  });
}
