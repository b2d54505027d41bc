import { rm, writeFile } from 'node:fs/promises';

import { z } from 'zod';

import type { Child } from '../servers/child.ts';
import { codeOf } from '../servers/error-code.ts';
import { Unavailable } from '../servers/unavailable.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { birthOf } from './birth.ts';
import type { Layout } from './layout.ts';
import { readJson, writePrivateJson } from './private-file.ts';

const END_MS = 15_000;
const FORCED_END_MS = 5_000;

const Program = z.object({ name: z.string(), pid: z.int().positive(), birth: z.string() });
type Program = z.infer<typeof Program>;
const Programs = z.array(Program);

/** Which programs serve one stack's folder, kept in that folder so that the next start can tell. */
export type Ledger = {
  readonly record: (child: Child) => Promise<void>;
  readonly release: () => Promise<void>;
};

/**
 * Takes the folder for this launcher. A folder that another launcher serves is refused; servers that a killed
 * launcher left behind are ended first, and only those whose pid and birth are the recorded ones.
 */
export const claimFolder = async (layout: Layout, report: (line: string) => void): Promise<Ledger> => {
  const birth = await birthOf(process.pid);
  if (birth === undefined) throw new Error('this system does not tell when a program began');
  await refuseWhenServed(layout);
  await endLeftovers(layout, report);
  for (const path of [layout.descriptionFile, layout.launcherFile]) await rm(path, { force: true });
  await writeFile(layout.launcherFile, JSON.stringify({ name: 'launcher', pid: process.pid, birth }), {
    mode: 0o600,
    flag: 'wx', // of two launchers at once, one
  }).catch((error: unknown) => {
    if (codeOf(error) === 'EEXIST') throw servedError(layout);
    throw error;
  });
  return openLedger(layout);
};

/** The programs of a folder that live now: the launcher first, when it does. */
export const livingPrograms = async (layout: Layout): Promise<readonly Program[]> => {
  const launcher = await readJson(layout.launcherFile, Program);
  const children = (await readJson(layout.childrenFile, Programs)) ?? [];
  const living: Program[] = [];
  for (const program of launcher === undefined ? children : [launcher, ...children]) {
    if (await isLiving(program)) living.push(program);
  }
  return living;
};

/** Whether a launcher served the folder once and lives no more; `false` also when nothing tells. */
export const hasLauncherEnded = async (layout: Layout): Promise<boolean> => {
  const launcher = await readJson(layout.launcherFile, Program);
  return launcher !== undefined && !(await isLiving(launcher));
};

const openLedger = (layout: Layout): Ledger => {
  const programs: Program[] = [];
  let written: Promise<void> = Promise.resolve();
  return {
    record: async (child) => {
      const birth = await birthOf(child.pid);
      if (birth === undefined) return; // it ended already
      programs.push({ name: child.name, pid: child.pid, birth });
      // One after the other: of two renames at once, the older list could be the last.
      written = written.then(() => writePrivateJson(layout.childrenFile, programs));
      await written;
    },
    release: async () => {
      await written.catch(() => undefined);
      for (const path of [layout.descriptionFile, layout.childrenFile, layout.launcherFile]) {
        await rm(path, { force: true });
      }
    },
  };
};

const refuseWhenServed = async (layout: Layout): Promise<void> => {
  const launcher = await readJson(layout.launcherFile, Program);
  if (launcher !== undefined && (await isLiving(launcher))) throw servedError(layout, launcher.pid);
};

const servedError = (layout: Layout, pid?: number): Unavailable =>
  new Unavailable(
    `a registry is already running on ${layout.folder}${pid === undefined ? '' : ` (pid ${pid})`}; ` +
      'stop it with Ctrl-C first, or use another folder with --data-dir',
  );

/** Ends what lives of a folder's recorded programs, the last started first. */
export const endLeftovers = async (layout: Layout, report: (line: string) => void): Promise<void> => {
  for (const program of (await livingPrograms(layout)).toReversed()) {
    report(`ending ${program.name} (pid ${program.pid}), left behind by a launcher that was killed`);
    await endProgram(program);
  }
  await rm(layout.childrenFile, { force: true });
};

const endProgram = async (program: Program): Promise<void> => {
  const hasEnded = async (): Promise<true | undefined> => ((await isLiving(program)) ? undefined : true);
  try {
    // SIGINT is an orderly end for every program started here, PostgreSQL's “fast” shutdown included.
    process.kill(program.pid, 'SIGINT');
    await waitUntil(`the end of ${program.name}`, END_MS, hasEnded);
  } catch {
    if (await isLiving(program)) process.kill(program.pid, 'SIGKILL');
    await waitUntil(`the forced end of ${program.name}`, FORCED_END_MS, hasEnded);
  }
};

const isLiving = async ({ pid, birth }: Program): Promise<boolean> => (await birthOf(pid)) === birth;
