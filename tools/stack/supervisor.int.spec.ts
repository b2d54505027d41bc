import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { startChild, type Child } from '../servers/child.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { supervise, type SupervisionOptions } from './supervisor.ts';

const WAIT_MS = 10_000;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policy-registry-supervisor-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const shell = (script: string, attempt: number): Promise<Child> =>
  startChild({
    name: 'worker',
    command: 'sh',
    args: ['-c', script],
    env: { PATH: process.env['PATH'], ATTEMPT: String(attempt) },
    cwd: '/',
    logFile: join(folder, 'worker.log'),
    stopSignal: 'SIGTERM',
  });

const options = (script: string, reported: string[] = []): SupervisionOptions => ({
  name: 'worker',
  logFile: join(folder, 'worker.log'),
  start: (attempt) => shell(script, attempt),
  report: (line) => void reported.push(line),
});

const lineWritten = (line: string): Promise<string> =>
  waitUntil(`the line ${line}`, WAIT_MS, async () => {
    const text = await readFile(join(folder, 'worker.log'), 'utf8');
    return text.includes(line) ? text : undefined;
  });

describe('supervise', () => {
  it('starts a program again that was killed, and tells it that it is another attempt', async () => {
    const reported: string[] = [];
    const supervised = await supervise(options('echo "attempt $ATTEMPT"; exec sleep 600', reported));
    await lineWritten('attempt 1');
    process.kill(Number(supervised.pid()), 'SIGKILL');
    const log = await lineWritten('attempt 2');
    await supervised.stop();
    expect([log, reported]).toStrictEqual([
      'attempt 1\nattempt 2\n',
      ['worker ended (SIGKILL); starting it again'],
    ]);
    expect([supervised.pid(), supervised.failure()]).toStrictEqual([undefined, undefined]);
  });

  it('gives up on a crash loop and names the log', async () => {
    const supervised = await supervise(options('exit 3'));
    const failure = await supervised.failed;
    expect(failure.message).toBe(
      `worker ended 5 times within a minute and is not started again; its log is ${join(folder, 'worker.log')}`,
    );
    expect([supervised.starts(), supervised.failure()]).toStrictEqual([5, failure]);
    await supervised.stop();
  });

  it('does not start a program again that was stopped', async () => {
    const supervised = await supervise(options('exec sleep 600'));
    await supervised.stop();
    expect([supervised.starts(), supervised.pid()]).toStrictEqual([1, undefined]);
  });
});
