import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

const TAIL_LINES = 12;

/** How a child ended: an exit code, or the signal that ended it. */
export type Ending = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

export type ChildOptions = {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly logFile: string;
  readonly stopSignal: NodeJS.Signals;
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
};

/** One program started here. Only what is started here can be stopped here. */
export type Child = {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  readonly ended: Promise<Ending>;
  readonly isRunning: () => boolean;
  /** Asks with the child's own stop signal, and ends it by force after `graceMs`. */
  readonly stop: (graceMs: number) => Promise<Ending>;
};

// Children live in their own process group, so Ctrl-C reaches the launcher alone and it can stop them in
// order. When the launcher itself ends without that, they are told here.
const alive = new Map<number, NodeJS.Signals>();
process.once('exit', () => {
  for (const [pid, signal] of alive) signalTo(pid, signal);
});

/** Starts a program with its output appended to a log file. Rejects when it cannot be executed at all. */
export const startChild = async (options: ChildOptions): Promise<Child> => {
  const log = openSync(options.logFile, 'a', 0o600);
  const child = spawn(options.command, options.args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', log, log],
    ...options.user,
  });
  closeSync(log);

  const ended = new Promise<Ending>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${options.name} started without a pid`);
  alive.set(pid, options.stopSignal);
  void ended.then(() => alive.delete(pid));

  return {
    name: options.name,
    pid,
    logFile: options.logFile,
    ended,
    isRunning: () => alive.has(pid),
    stop: (graceMs) => stop(pid, options.stopSignal, { ended, graceMs }),
  };
};

/** The last lines of a log, for an error a reader can act on. */
export const tailOf = (logFile: string): string => {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
  } catch {
    return '(no log was written)';
  }
};

const stop = async (
  pid: number,
  signal: NodeJS.Signals,
  { ended, graceMs }: { readonly ended: Promise<Ending>; readonly graceMs: number },
): Promise<Ending> => {
  if (!alive.has(pid)) return ended;
  signalTo(pid, signal);
  const timer = setTimeout(() => alive.has(pid) && signalTo(pid, 'SIGKILL'), graceMs);
  try {
    return await ended;
  } finally {
    clearTimeout(timer);
  }
};

const signalTo = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself between the look and the signal.
  }
};
