import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { listAt, at, numberAt, textAt, jsonOf } from './json.ts';
import { waitUntil } from './wait-until.ts';

export const projectDir = resolve(import.meta.dirname, '../..');
/** How long a stack may take to start or to stop; hooks that do so need this as their own limit. */
export const START_MS = 120_000;

const STOP_MS = 60_000;
const READY_MS = 60_000;
const TAIL_LINES = 15;
const LINE_LENGTH_MAX = 2_000;

export type StackOptions = {
  readonly runners?: number;
  /** Broker and database without applications; `gatewayUrl` and the like are empty. */
  readonly isServersOnly?: boolean;
  readonly gateways?: number;
  readonly projectors?: number;
  /** Where blobs are; in the broker unless told. */
  readonly store?: 's3';
  /** Servers of the broker, linked so that `link-1-2` and the like can be stopped. */
  readonly nodes?: number;
  readonly syncInterval?: string;
  readonly duplicateWindowMs?: number;
  /** `projector=after-append-before-outcome`: where an application is killed, once. */
  readonly fault?: string;
  /** Whether {@link Stack.doom} can be used. */
  readonly hasFaults?: boolean;
  /** Kept there; without it in a temporary folder that goes with the stack. */
  readonly folder?: string;
  /** Variables of the launcher besides this process's own. */
  readonly env?: Readonly<Record<string, string>>;
};

export type BrokerLogin = { readonly url: string; readonly credentials: Uint8Array };

export type BrokerUser = 'admin' | 'auditor' | { readonly file: string };

/** A registry as its launcher started it, known by what the launcher printed. */
export type Stack = {
  readonly folder: string;
  readonly gatewayUrl: string;
  readonly gatewayUrls: readonly string[];
  readonly projectorUrl: string;
  readonly projectorUrls: readonly string[];
  readonly runnerUrls: readonly string[];
  readonly issuerUrl: string;
  readonly logs: string;
  readonly ownerUrl: string;
  /** The database as its superuser. */
  readonly adminUrl: string;
  readonly launcherPid: number;
  /** The broker's address, and who one is there: a user of the operator's, or somebody of a tenant by a file. */
  readonly broker: (user: BrokerUser) => BrokerLogin;
  /** The present pid of a program. */
  readonly pidOf: (program: string) => Promise<number>;
  /** Has an application killed at the next point of this name that it comes to, once. */
  readonly doom: (program: string, point: string) => Promise<void>;
  /** Kills a program and waits until the launcher's next one of it is ready. */
  readonly crash: (program: string) => Promise<void>;
  readonly until: typeof waitUntil;
  /** What the launcher has said. */
  readonly said: () => string;
  /** Stops as Ctrl-C does, and answers the launcher's exit code. */
  readonly stop: () => Promise<number | null>;
};

/** What the launcher said and how it ended, when it did not start a stack. */
export class StackRefused extends Error {
  override readonly name = 'StackRefused';
  readonly said: string;
  readonly exitCode: number | null;

  constructor(said: string, exitCode: number | null) {
    super(`the launcher ended with exit code ${exitCode}: ${said}`);
    this.said = said;
    this.exitCode = exitCode;
  }
}

/** A launcher under way, whether it comes to a stack or not. */
export type Launch = {
  /** What it printed and what it said until now. */
  readonly printed: () => string;
  readonly said: () => string;
  /** Rejects with {@link StackRefused} when it has ended. */
  readonly alive: () => Promise<void>;
  readonly stop: Stack['stop'];
};

/** Begins to start a registry as a stranger would, by its launcher alone. */
export const launch = (options: StackOptions): Launch => {
  const main = join(projectDir, 'tools/stack/main.ts');
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', main, '--json', ...argumentsOf(options)],
    {
      env: { ...process.env, NATS_URL: undefined, ...options.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let [printed, said] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  const closed = once(child, 'close');
  return {
    printed: () => printed,
    said: () => said,
    alive: async () => {
      if (child.exitCode === null && child.signalCode === null) return;
      await closed;
      throw new StackRefused(said, child.exitCode);
    },
    stop: async () => {
      child.kill('SIGINT');
      const deadline = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await closed;
      clearTimeout(deadline);
      return child.exitCode;
    },
  };
};

/** Starts a registry, and resolves when all of it is ready. */
export const startStack = async (options: StackOptions = {}): Promise<Stack> => started(launch(options));

/** The stack that a launcher comes to; one that does not is stopped. */
const started = async (launched: Launch): Promise<Stack> => {
  const { printed, said, alive, stop } = launched;
  try {
    const description = await waitUntil(`a stack (the launcher says: ${said()})`, START_MS, async () => {
      if (printed().includes('\n')) return jsonOf(printed());
      await alive();
      return undefined;
    });
    return toStack(description, { said, stop });
  } catch (error) {
    await stop();
    throw error;
  }
};

/** Deletes what a stopped stack has kept, also what of it lies outside of its folder. */
export const resetFolder = async (folder: string): Promise<void> => {
  const reset = join(projectDir, 'tools/stack/reset.ts');
  const flags = ['--disable-warning=ExperimentalWarning', reset, '--data-dir', folder];
  const child = spawn(process.execPath, flags, {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: 'ignore',
  });
  const [exitCode] = await once(child, 'exit');
  if (exitCode !== 0) throw new Error(`${folder} was not deleted: exit code ${String(exitCode)}`);
};

const argumentsOf = ({
  runners = 1,
  isServersOnly,
  gateways = 1,
  projectors = 1,
  nodes = 1,
  store,
  syncInterval,
  duplicateWindowMs,
  fault,
  hasFaults = false,
  folder,
}: StackOptions): readonly string[] => [
  ...(folder === undefined ? ['--ephemeral'] : ['--data-dir', folder]),
  ...(isServersOnly === true ? ['--servers-only'] : []),
  ...['--runners', String(runners), '--gateways', String(gateways), '--projectors', String(projectors)],
  ...(nodes === 1 ? [] : ['--nats-nodes', String(nodes), '--nats-links']),
  ...(store === undefined ? [] : ['--store', store]),
  ...(syncInterval === undefined ? [] : ['--sync-interval', syncInterval]),
  ...(duplicateWindowMs === undefined ? [] : ['--duplicate-window-ms', String(duplicateWindowMs)]),
  ...(fault === undefined ? [] : ['--fault', fault]),
  ...(hasFaults ? ['--faults'] : []),
];

const toStack = (description: unknown, { said, stop }: Pick<Stack, 'said' | 'stop'>): Stack => {
  const folder = textAt(description, 'folder');
  const logs = textAt(description, 'logs');
  const programs = async (): Promise<readonly unknown[]> =>
    listAt(jsonOf(await readFile(join(folder, 'stack.json'), 'utf8')), 'programs');
  const find = async (program: string): Promise<unknown> =>
    (await programs()).find((one) => at(one, 'name') === program);
  const until: Stack['until'] = (what, timeoutMs, look) =>
    waitUntil(what, timeoutMs, look).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${tailsOf(logs)}\nlauncher: ${said()}`, { cause: error });
    });

  return {
    folder,
    logs,
    gatewayUrl: textAt(description, 'gatewayUrl'),
    gatewayUrls: listAt(description, 'gatewayUrls').map(String),
    projectorUrl: textAt(description, 'projectorUrl'),
    projectorUrls: listAt(description, 'projectorUrls').map(String),
    runnerUrls: listAt(description, 'runnerUrls').map(String),
    issuerUrl: textAt(description, 'issuerUrl'),
    ownerUrl: textAt(description, 'database', 'ownerUrl'),
    adminUrl: textAt(description, 'database', 'adminUrl'),
    launcherPid: numberAt(description, 'launcherPid'),
    broker: (user) => ({
      url: textAt(description, 'nats', 'url'),
      credentials: readFileSync(typeof user === 'string' ? textAt(description, 'nats', user) : user.file),
    }),
    pidOf: async (program) => numberAt(await find(program), 'pid'),
    doom: (program, point) => writeFile(join(folder, 'faults', program), point),
    crash: async (program) => {
      const before = await find(program);
      process.kill(numberAt(before, 'pid'), 'SIGKILL');
      await until(`another ${program}`, READY_MS, async () => {
        const pid = at(await find(program), 'pid');
        return pid === undefined || pid === at(before, 'pid') ? undefined : pid;
      });
      // A server says nothing of itself: who needs it does.
      const url = at(before, 'url') ?? textAt(description, 'gatewayUrl');
      await until(`a ready ${program}`, READY_MS, () => isReady(String(url)));
    },
    until,
    said,
    stop,
  };
};

const isReady = async (url: string): Promise<true | undefined> => {
  const status = await fetch(`${url}/readyz`).then(
    async (response) => (await response.text(), response.status),
    () => undefined,
  );
  return status === 200 ? true : undefined;
};

const tailsOf = (logs: string): string =>
  readdirSync(logs)
    .map((file) => {
      const lines = readFileSync(join(logs, file), 'utf8').trimEnd().split('\n').slice(-TAIL_LINES);
      return `--- ${file}\n${lines.map((line) => line.slice(0, LINE_LENGTH_MAX)).join('\n')}`;
    })
    .join('\n');
