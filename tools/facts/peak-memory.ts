import { existsSync, readFileSync } from 'node:fs';

const STATUS = '/proc/self/status';

/**
 * The most resident memory that this process had, in bytes. On Linux by its own high-water mark: `maxRSS` there begins
 * with that of the process that started this one (execve(2) keeps it), and a small program looks as large as its parent.
 */
export const peakMemoryBytes = (): number => {
  const status = existsSync(STATUS) ? readFileSync(STATUS, 'utf8') : '';
  const kib = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return (kib === undefined ? process.resourceUsage().maxRSS : Number(kib)) * 1_024;
};
