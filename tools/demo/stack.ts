import { spawn, type ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

import { z } from 'zod';

import { RunFailed } from './failure.ts';
import type { Options } from './options.ts';

/** The folder of the project. */
export const PROJECT = resolve(import.meta.dirname, '..', '..');

const START_MS_MAX = 10 * 60_000;
const STOP_MS_MAX = 60_000;

const Description = z.looseObject({
  folder: z.string(),
  gatewayUrl: z.string(),
  runnerUrls: z.array(z.string()),
  nats: z.looseObject({ url: z.string(), admin: z.string() }),
  database: z.looseObject({ ownerUrl: z.string() }),
  objectStore: z.looseObject({ S3_ENDPOINT: z.string() }).optional(),
  trustFile: z.string(),
  tenants: z.array(z.string()).min(1),
});
export type Description = z.infer<typeof Description>;

/** A registry that runs for this run alone. */
export type Stack = Description & {
  readonly file: string;
  /** Rejects when it ends by itself. */
  readonly lost: Promise<never>;
  readonly stop: () => Promise<void>;
};

export type StackRequest = {
  readonly runners: number;
  readonly store: Options['store'];
  /** An application and the point at which it is killed. */
  readonly fault: { readonly app: string; readonly point: string } | undefined;
  readonly note: (line: string) => void;
  readonly signal: AbortSignal;
};

/** Starts a fresh registry through its launcher, and resolves when all of it is ready. */
export const startStack = async ({ runners, store, fault, note, signal }: StackRequest): Promise<Stack> => {
  const args = ['--ephemeral', '--runners', String(runners), '--store', store, '--json'];
  if (fault !== undefined) args.push('--fault', `${fault.app}=${fault.point}`);
  const main = join(PROJECT, 'tools', 'stack', 'main.ts');
  // In a group of its own: Ctrl-C reaches this program, which ends the launcher in order.
  const child = spawn(process.execPath, [main, ...args], {
    cwd: PROJECT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((end) => child.once('close', end));
  createInterface({ input: child.stderr }).on('line', note);
  const abort = (): void => void child.kill('SIGTERM');
  signal.addEventListener('abort', abort, { once: true });

  const description = await firstLine(child, ended);
  let isStopping = false;
  const lost = ended.then((code) =>
    isStopping
      ? new Promise<never>(() => undefined)
      : Promise.reject(new RunFailed(`the registry ended by itself (exit code ${String(code)})`)),
  );
  lost.catch(() => undefined); // raced against each step; alone it must not end the program
  return {
    ...description,
    file: join(description.folder, 'stack.json'),
    lost,
    stop: async () => {
      isStopping = true;
      signal.removeEventListener('abort', abort);
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
      await ended;
      clearTimeout(timer);
    },
  };
};

const firstLine = async (child: ChildProcess, ended: Promise<number | null>): Promise<Description> => {
  const { stdout } = child;
  if (stdout === null) throw new RunFailed('the launcher has no output');
  const timeout = AbortSignal.timeout(START_MS_MAX);
  const line = await new Promise<string>((found, fail) => {
    createInterface({ input: stdout }).once('line', found);
    timeout.addEventListener('abort', () => {
      child.kill('SIGTERM');
      fail(new RunFailed(`the registry did not start within ${START_MS_MAX / 60_000} minutes`));
    });
    void ended.then((code) =>
      fail(new RunFailed(`the registry did not start (exit code ${code}); it said why above`)),
    );
  });
  return Description.parse(JSON.parse(line));
};
