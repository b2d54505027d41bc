import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

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

let folder = '';
const started: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policy-registry-launcher-'));
});

afterAll(async () => {
  for (const child of started) await stop(child, 'SIGTERM');
  await resetFolder(layoutOf(folder));
}, START_MS);

const launch = (
  ...args: readonly string[]
): { child: ChildProcess; said: () => string; printed: () => string } => {
  const main = join(import.meta.dirname, 'main.ts');
  const env = { ...process.env, NODE_OPTIONS: '' };
  const child = spawn(process.execPath, [main, '--runners', '1', '--json', ...args], { env });
  started.push(child);
  let [printed, said] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  return { child, said: () => said, printed: () => printed };
};

const start = async (...args: readonly string[]): Promise<Launcher> => {
  const { child, said, printed } = launch(...args);
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
