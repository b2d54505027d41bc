import { execFile, spawn } from 'node:child_process';
import { mkdtemp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { codeOf } from './error-code.ts';
import { sha256OfFile } from './checked-file.ts';
import { Unavailable } from './unavailable.ts';

const STILL_BUILDING_MS = 15_000;
const ERROR_LINES = 5;

const run = promisify(execFile);

/** The Go release that would build here (after Go's own toolchain choice), or nothing without Go. */
export const goVersion = async (moduleDir: string, env: NodeJS.ProcessEnv): Promise<string | undefined> => {
  try {
    const { stdout } = await run('go', ['env', 'GOVERSION'], { cwd: moduleDir, env: goEnvironment(env) });
    return stdout.trim();
  } catch {
    return undefined;
  }
};

/** A server that Go can build: the name of its file, its module, and what a reader is told. */
export type GoServer = {
  readonly name: string;
  readonly module: string;
  /** How long it takes, e.g. `about a minute`. */
  readonly duration: string;
  /** What helps when it cannot be built; ends the sentence. */
  readonly remedy: string;
};

/** What is built, with which environment, and where progress is said. */
export type BuildOrder = {
  readonly server: GoServer;
  /** Holds `go.mod` and `go.sum`, which pin the server and all that it is made of. */
  readonly moduleDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly report: (line: string) => void;
};

/**
 * Builds the pinned server into `entry` (a folder that appears whole or not at all). Several builders may run
 * at once: each builds apart, and the first rename wins.
 */
export const buildServer = async (entry: string, order: BuildOrder): Promise<void> => {
  await mkdir(dirname(entry), { recursive: true });
  const workshop = await mkdtemp(join(dirname(entry), '.building-'));
  try {
    const { name, duration } = order.server;
    const binary = join(workshop, name);
    order.report(`building ${name} with Go (once per machine, ${duration})`);
    await goBuild(binary, order);
    await writeFile(`${binary}.sha256`, `${await sha256OfFile(binary)}\n`);
    await renameUnlessThere(workshop, entry);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
};

const goBuild = async (output: string, { server, moduleDir, env, report }: BuildOrder): Promise<void> => {
  const started = performance.now();
  const progress = setInterval(() => {
    report(`still building ${server.name} (${Math.round((performance.now() - started) / 1000)} s)`);
  }, STILL_BUILDING_MS);
  try {
    const args = ['build', '-mod=readonly', '-trimpath', '-buildvcs=false', '-o', output, server.module];
    const { code, errors } = await runGo(args, moduleDir, goEnvironment(env));
    if (code === 0) return;
    throw new Unavailable(
      `${server.name} could not be built with Go (${lastLines(errors)}); give Go access to its module proxy, ${server.remedy}`,
    );
  } finally {
    clearInterval(progress);
  }
};

const runGo = (
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<{ code: number | null; errors: string }> =>
  new Promise((resolve, reject) => {
    const go = spawn('go', args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    go.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
    go.once('error', reject);
    go.once('close', (code) => resolve({ code, errors }));
  });

// The user's own Go settings must not change what is built.
const goEnvironment = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...env,
  GOFLAGS: '',
  GOWORK: 'off',
  CGO_ENABLED: '0',
});

const renameUnlessThere = async (from: string, to: string): Promise<void> => {
  try {
    await rename(from, to);
  } catch (error) {
    const code = codeOf(error);
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
};

const lastLines = (text: string): string => text.trim().split('\n').slice(-ERROR_LINES).join(' / ');
