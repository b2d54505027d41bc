import { readFile, writeFile } from 'node:fs/promises';

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

/** Seconds of processor time that each program has used so far. */
export const processorSecondsOf = async (
  programs: readonly Watched[],
): Promise<ReadonlyMap<string, number>> => {
  const used = new Map<string, number>();
  for (const { name, pid } of programs) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name of the program, in parentheses, may hold blanks; utime and stime are the 12th and 13th field behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    used.set(name, (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND);
  }
  return used;
};
