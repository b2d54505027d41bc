import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

// In /proc/<pid>/stat, counted after the closing parenthesis of the program's name: state, then … start time.
const STATE = 0;
const START_TIME = 19;

/**
 * When the program with this pid began, in the system's own words; `undefined` when there is none. A pid alone
 * proves nothing, because systems give pids again: the pair does.
 */
export const birthOf = async (pid: number): Promise<string | undefined> => {
  try {
    return process.platform === 'linux' ? await linuxBirth(pid) : await psBirth(pid);
  } catch {
    return undefined;
  }
};

const linuxBirth = async (pid: number): Promise<string | undefined> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const hasEnded = fields[STATE] === 'Z' || fields[STATE] === 'X';
  if (hasEnded) return undefined;
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
  return `${boot.trim()} ${fields[START_TIME]}`;
};

const psBirth = async (pid: number): Promise<string | undefined> => {
  const { stdout } = await run('ps', ['-o', 'lstart=', '-p', String(pid)]);
  return stdout.trim() === '' ? undefined : stdout.trim();
};
