import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { describe, expect, it, jest } from '@jest/globals';

import { at, listAt, numberAt, textAt } from './support/json.ts';
import { projectDir } from './support/stack.ts';

const RUN_MS = 180_000;
const SABOTAGES = ['evidence', 'event', 'readmodel', 'digest'] as const;
const KILLS = [
  'projector@after-append-before-outcome',
  'projector@after-commit-before-ack',
  'runner@after-partial-put-before-command',
  'runner@after-sign-before-put',
] as const;

jest.setTimeout(RUN_MS);

type Run = { readonly exitCode: number | null; readonly summary: unknown };

/** The guided run as a stranger starts it; its last line is one JSON document. */
const guidedRun = async (...options: readonly string[]): Promise<Run> => {
  const main = join(projectDir, 'tools/demo/main.ts');
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', main, '--json', ...options],
    { env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let [printed, said] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  await once(child, 'close');
  const last = printed.trimEnd().split('\n').at(-1) ?? '';
  if (last === '') throw new Error(`the guided run printed nothing:\n${said.slice(-2_000)}`);
  return { exitCode: child.exitCode, summary: JSON.parse(last) };
};

describe('the guided run', () => {
  it('ends well: two versions, a schedule, evidence verified, history replayed', async () => {
    const { exitCode, summary } = await guidedRun('--runners', '3');
    const evaluations = Object.values(Object(at(summary, 'simulation', 'shardsPerRunner')));
    expect({
      exitCode,
      ok: at(summary, 'ok'),
      state: at(summary, 'version', 'state'),
      verified: at(summary, 'evidence', 'verified'),
      active: at(summary, 'environment', 'active'),
      chainOk: at(summary, 'audit', 'chainOk'),
      stateHashEqual: at(summary, 'audit', 'stateHashEqual'),
      scheduled: at(summary, 'scheduler', 'isEqual'),
    }).toStrictEqual({
      exitCode: 0,
      ok: true,
      state: 'published',
      verified: true,
      active: textAt(summary, 'version', 'semver'),
      chainOk: true,
      stateHashEqual: true,
      scheduled: true,
    });
    expect(numberAt(summary, 'simulation', 'tuples')).toBeGreaterThanOrEqual(2_000);
    expect(numberAt(summary, 'simulation', 'shards')).toBeGreaterThanOrEqual(4);
    expect([evaluations.length, evaluations.every((count) => Number(count) > 0)]).toStrictEqual([3, true]);
  });

  it('ends as well with its blobs in an S3 server', async () => {
    const { exitCode, summary } = await guidedRun('--runners', '1', '--store', 's3');
    expect([exitCode, at(summary, 'ok'), listAt(summary, 'reasons')]).toStrictEqual([0, true, []]);
  });

  it('finds and names damage to the evidence in an S3 server', async () => {
    const { exitCode, summary } = await guidedRun(
      '--runners',
      '1',
      '--store',
      's3',
      '--sabotage',
      'evidence',
    );
    const names = listAt(summary, 'findings').map((one) => textAt(one, 'finding'));
    expect([exitCode, at(summary, 'ok'), names]).toStrictEqual([1, false, ['evidence']]);
  });

  it.each(SABOTAGES)('finds and names damage to the stored %s', async (sabotage) => {
    const { exitCode, summary } = await guidedRun('--runners', '1', '--sabotage', sabotage);
    const names = listAt(summary, 'findings').map((one) => textAt(one, 'finding'));
    expect([exitCode, at(summary, 'ok'), names]).toStrictEqual([1, false, [sabotage]]);
  });

  it.each(KILLS)('loses and doubles nothing when killed at %s', async (kill) => {
    const { exitCode, summary } = await guidedRun('--runners', '2', '--kill', kill);
    expect([exitCode, at(summary, 'ok'), listAt(summary, 'reasons')]).toStrictEqual([0, true, []]);
  });
});
