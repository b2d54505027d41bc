import { readdir, readFile, writeFile } from 'node:fs/promises';

/** A program that is watched. */
export type Watched = { readonly name: string; readonly pid: number };

/** Peak resident memory in MiB by program, since {@link forgetPeaks}. */
export const peaksOf = async (programs: readonly Watched[]): Promise<ReadonlyMap<string, number>> => {
  const peaks = new Map<string, number>();
  for (const { name, pid } of programs) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const kib = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
    if (kib === undefined) throw new Error(`/proc/${pid}/status of ${name} names no peak of its memory`);
    peaks.set(name, Number(kib) / 1_024);
  }
  return peaks;
};

/** Begins to measure peaks anew: 5 resets the high-water mark of a process (proc(5), `clear_refs`). */
export const forgetPeaks = async (programs: readonly Watched[]): Promise<void> => {
  for (const { pid } of programs) await writeFile(`/proc/${pid}/clear_refs`, '5');
};

// Ticks of user and system time in /proc/<pid>/stat are hundredths of a second on every Linux (sysconf `_SC_CLK_TCK`).
const TICKS_PER_SECOND = 100;

/** Seconds of processor time that each program has used so far, with those of the processes it started (PostgreSQL). */
export const processorSecondsOf = async (
  programs: readonly Watched[],
): Promise<ReadonlyMap<string, number>> => {
  const all = await processes();
  const used = new Map<string, number>();
  for (const { name, pid } of programs) {
    if (!all.has(pid)) throw new Error(`${name} (${pid}) runs no longer`);
    used.set(name, ticksOf(all, pid) / TICKS_PER_SECOND);
  }
  return used;
};

/** What each program used between two looks. */
export const usedBetween = (
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> =>
  new Map([...after].map(([name, seconds]) => [name, seconds - (before.get(name) ?? 0)]));

type ProcessTimes = { readonly parent: number; readonly ticks: number };

const ticksOf = (all: ReadonlyMap<number, ProcessTimes>, pid: number): number =>
  [...all].reduce(
    (sum, [child, { parent }]) => (parent === pid ? sum + ticksOf(all, child) : sum),
    all.get(pid)?.ticks ?? 0,
  );

const processes = async (): Promise<ReadonlyMap<number, ProcessTimes>> => {
  const found = new Map<number, ProcessTimes>();
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    // Some end while they are looked at.
    const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
    // The name of the program, in parentheses, may hold blanks. Behind it the 2nd field is the parent, the 12th to 15th
    // are user and system time of the process and of those of its children that have ended.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    if (stat !== '') found.set(Number(entry), { parent: Number(fields[1]), ticks });
  }
  return found;
};
