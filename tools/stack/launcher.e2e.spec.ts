import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { natsServerBinary } from '../servers/nats-binary.ts';
import { startNatsServer, type NatsOptions, type NatsServer } from '../servers/nats-server.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { birthOf } from './birth.ts';
import { readStack, StackDescription } from './description.ts';
import { resetFolder } from './folders.ts';
import { layoutOf } from './layout.ts';

const START_MS = 120_000;
const WAIT_MS = 30_000;

type Launcher = {
  readonly child: ChildProcess;
  readonly stack: StackDescription;
  readonly said: () => string;
};

jest.setTimeout(START_MS);

let folder = '';
let place = '';
const started: ChildProcess[] = [];
const foreign: NatsServer[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policy-registry-launcher-'));
  place = await mkdtemp(join(tmpdir(), 'policy-registry-launcher-'));
});

afterAll(async () => {
  for (const child of started) await stop(child, 'SIGTERM');
  for (const server of foreign) await server.stop();
  await resetFolder(layoutOf(folder));
  await resetFolder(layoutOf(join(place, 'registry')));
  await rm(place, { recursive: true });
}, START_MS);

const launch = (...args: readonly string[]) => launchWith({}, ...args);

const launchWith = (
  variables: NodeJS.ProcessEnv,
  ...args: readonly string[]
): { child: ChildProcess; said: () => string; printed: () => string } => {
  const main = join(import.meta.dirname, 'main.ts');
  const env = { ...process.env, NATS_URL: undefined, ...variables, NODE_OPTIONS: '' };
  const child = spawn(process.execPath, [main, '--runners', '1', '--json', ...args], { env });
  started.push(child);
  let [printed, said] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  return { child, said: () => said, printed: () => printed };
};

const start = (...args: readonly string[]): Promise<Launcher> => startWith({}, ...args);

const startWith = async (variables: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<Launcher> => {
  const { child, said, printed } = launchWith(variables, ...args);
  const line = await waitUntil('the description of the stack', START_MS, () => {
    if (child.exitCode !== null) throw new Error(`the launcher ended: ${said()}`);
    return printed().includes('\n') ? printed() : undefined;
  });
  return { child, said, stack: StackDescription.parse(JSON.parse(line)) };
};

const stop = async (child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> => {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  child.kill(signal);
  await once(child, 'exit');
  return child.exitCode;
};

const statusOf = async (url: string): Promise<number> => (await fetch(url)).status;

/** What the launcher says when it ends with exit code 1 by itself. */
const refusal = async (variables: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<string> => {
  const { child, said } = launchWith(variables, ...args);
  await once(child, 'close');
  if (child.exitCode !== 1) throw new Error(`the launcher ended with ${child.exitCode}: ${said()}`);
  return said();
};

/** A broker that is nobody's here. */
const startForeign = async (
  store: string,
  settings: Pick<NatsOptions, 'settings' | 'preferredPort'> = {},
): Promise<NatsServer> => {
  const { path: binary } = await natsServerBinary({ env: process.env, report: () => undefined });
  const server = await startNatsServer({
    binary,
    folder: store,
    logFile: join(store, 'nats.log'),
    ...settings,
  });
  foreign.push(server);
  return server;
};

const livingOf = async ({ programs }: StackDescription): Promise<readonly string[]> => {
  const living: string[] = [];
  for (const { name, pid } of programs)
    if (pid !== undefined && (await birthOf(pid)) !== undefined) living.push(name);
  return living;
};

describe('npm start', () => {
  it(
    'stops on Ctrl-C without leaving a program, and serves again under the same addresses',
    async () => {
      const first = await start('--data-dir', folder);
      expect(await statusOf(`${first.stack.gatewayUrl}/readyz`)).toBe(200);
      expect((await stat(join(folder, 'stack.json'))).mode & 0o777).toBe(0o600);
      expect(await stop(first.child, 'SIGINT')).toBe(0);
      expect(await livingOf(first.stack)).toStrictEqual([]);

      const second = await start('--data-dir', folder);
      const addresses = ({ gatewayUrl, issuerUrl, nats, database }: StackDescription) => [
        gatewayUrl,
        issuerUrl,
        nats,
        database,
      ];
      expect(addresses(second.stack)).toStrictEqual(addresses(first.stack));
      await stop(second.child, 'SIGINT');
    },
    2 * START_MS,
  );

  it(
    'starts an application again that was killed',
    async () => {
      const { child, stack } = await start('--data-dir', folder);
      const killed = stack.programs.find(({ name }) => name === 'projector')?.pid;
      process.kill(Number(killed), 'SIGKILL');
      const pid = await waitUntil('another pid of the projector', WAIT_MS, async () => {
        const now = (await readStack(folder)).programs.find(({ name }) => name === 'projector')?.pid;
        return now === killed ? undefined : now;
      });
      await waitUntil('a ready projector', WAIT_MS, async () => {
        const status = await statusOf(`${stack.projectorUrl}/readyz`).catch(() => undefined);
        return status === 200 || undefined;
      });
      expect(await birthOf(pid)).toBeDefined();
      await stop(child, 'SIGINT');
    },
    2 * START_MS,
  );

  it(
    'refuses a second launcher in one sentence, and ends what a killed launcher left behind',
    async () => {
      const first = await start('--data-dir', folder);
      const refused = launch('--data-dir', folder);
      await once(refused.child, 'close');
      expect([refused.child.exitCode, refused.said()]).toStrictEqual([
        1,
        `a registry is already running on ${folder} (pid ${first.child.pid}); ` +
          'stop it with Ctrl-C first, or use another folder with --data-dir\n',
      ]);

      await stop(first.child, 'SIGKILL');
      expect((await livingOf(first.stack)).length).toBe(first.stack.programs.length);
      const second = await start('--data-dir', folder);
      expect(await livingOf(first.stack)).toStrictEqual([]);
      expect(second.said()).toContain('left behind by a launcher that was killed');
      await stop(second.child, 'SIGTERM');
    },
    2 * START_MS,
  );

  it('refuses another number of servers of the broker than the folder was made with, and even numbers', async () => {
    const three = launch('--data-dir', folder, '--nats-nodes', '3');
    await once(three.child, 'close');
    expect([three.child.exitCode, three.said()]).toStrictEqual([
      1,
      expect.stringContaining(`${folder} was made with 1 servers of the broker`),
    ]);
    const two = launch('--ephemeral', '--nats-nodes', '2');
    await once(two.child, 'close');
    expect(two.said()).toBe('--nats-nodes is 2; give 1, 3 or 5\n');
  });

  it(
    'takes the broker at NATS_URL once it knows the accounts, leaves it running, and goes to no other after that',
    async () => {
      const [data, store] = [join(place, 'registry'), join(place, 'broker')];
      await mkdir(store);
      const first = await startForeign(store);
      const NATS_URL = first.url;
      const refused = await refusal({ NATS_URL }, '--data-dir', data);
      const accounts = join(data, 'broker', 'accounts.conf');
      expect(refused).toContain(
        `does not know the accounts of this registry: have its configuration include ${accounts}`,
      );
      await first.stop();

      const broker = await startForeign(store, {
        settings: await readFile(accounts, 'utf8'),
        preferredPort: first.port,
      });
      const { child, stack } = await startWith({ NATS_URL }, '--data-dir', data);
      expect(stack.nats.url).toBe(NATS_URL);
      expect(stack.programs.map(({ name }) => name)).not.toContain('nats-server');
      expect(await statusOf(`${stack.gatewayUrl}/readyz`)).toBe(200);
      expect(await stop(child, 'SIGINT')).toBe(0);
      expect(broker.child.isRunning()).toBe(true);
      await broker.stop();

      expect(await refusal({}, '--data-dir', data)).toMatch(
        `keeps its messages at the broker ${NATS_URL}: set NATS_URL to it`,
      );
    },
    2 * START_MS,
  );

  it('refuses NATS_URL for a folder with messages of its own, and what is chosen of a broker that it runs', async () => {
    const NATS_URL = 'nats://127.0.0.1:1';
    expect(await refusal({ NATS_URL }, '--data-dir', folder)).toMatch(
      /keeps its messages in .*unset the variable/,
    );
    for (const option of ['--ephemeral', '--nats-nodes=3'])
      expect(await refusal({ NATS_URL }, option)).toMatch(
        /is for a broker that npm start runs, and NATS_URL names another/,
      );
  });

  it(
    'leaves no folder of an ephemeral stack',
    async () => {
      const { child, stack } = await start('--ephemeral');
      await stop(child, 'SIGINT');
      expect(await readdir(tmpdir())).not.toContain(stack.folder.split('/').at(-1));
      await expect(readStack(stack.folder)).rejects.toThrow(/no registry runs on/);
    },
    START_MS,
  );
});
