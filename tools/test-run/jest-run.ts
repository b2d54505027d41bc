import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { projectDir } from '../stack/layout.ts';
import type { Phase } from './levels.ts';
import { JestReport, unreported } from './report.ts';

export type JestOutcome = {
  readonly exitCode: number | null;
  /** The report, or why there is none. */
  readonly report: JestReport | string;
};

export type JestOptions = {
  readonly variables: Readonly<Record<string, string>>;
  /** Ends the run by force. */
  readonly signal?: AbortSignal;
};

/** Runs jest once. What it says goes to stderr; its report is read from a file, because its output is for people. */
export const runJest = async (
  phase: Phase,
  patterns: readonly string[],
  { variables, signal }: JestOptions,
): Promise<JestOutcome> => {
  const folder = await mkdtemp(join(tmpdir(), 'policy-registry-report-'));
  const outputFile = join(folder, 'report.json');
  try {
    const jest = join(createRequire(import.meta.url).resolve('jest/package.json'), '..', 'bin', 'jest.js');
    const flags = ['--config', 'jest.config.mjs', '--passWithNoTests', '--json', '--outputFile', outputFile];
    const { exitCode, signal: killedBy } = await runNode(
      [jest, ...flags, ...phase.flags, '--', ...patterns],
      {
        variables,
        signal,
      },
    );
    const report = await reportIn(outputFile).catch((error: unknown) =>
      unreported({ exitCode, killedBy }, error),
    );
    return { exitCode, report };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const runNode = (
  args: readonly string[],
  {
    variables,
    signal,
  }: { readonly variables: JestOptions['variables']; readonly signal: AbortSignal | undefined },
): Promise<{ readonly exitCode: number | null; readonly signal: NodeJS.Signals | null }> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: projectDir,
      env: {
        ...process.env,
        ...variables,
        NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    signal?.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
    child.once('error', reject);
    child.once('close', (exitCode, killedBy) => resolve({ exitCode, signal: killedBy }));
  });

const reportIn = async (path: string): Promise<JestReport> =>
  JestReport.parse(JSON.parse(await readFile(path, 'utf8')));
