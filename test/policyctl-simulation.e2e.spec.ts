import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { signInAll } from './support/client.ts';
import { sha256 } from './support/digests.ts';
import { estate, policyFiles } from './support/examples.ts';
import { startHostileEngine, type HostileEngine } from './support/hostile-engine.ts';
import { at, jsonOf, listAt, numberAt, textAt } from './support/json.ts';
import { createPolicy, draftVersion, importFrozen, saveCompiled } from './support/lifecycle.ts';
import { policyctl, type Said } from './support/policyctl.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';

// What authors and pipelines do with simulations of a registry, from the command line alone.

const SETUP_MS = 90_000;
const WAIT_MS = 60_000;
const policyId = 'production-baseline';
/** Of the second version of the example against the first: findings that are decided otherwise. */
const CHANGED = 554;

jest.setTimeout(120_000);

let stack: Stack;
let engine: HostileEngine;
let folder: string;
let snapshotId: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policyctl-simulation-'));
  engine = await startHostileEngine('other');
  stack = await startStack({ runners: 1, env: { POLICY_ENGINE_URLS: engine.url } });
  const { alice } = await signInAll(stack, 'acme');
  await createPolicy(alice, policyId);
  await saveCompiled(stack, alice, policyId, policyFiles('v1'));
  await draftVersion(alice, policyId, { revision: 1, semver: '1.0.0' });
  await saveCompiled(stack, alice, policyId, policyFiles('v2'), 1);
  await draftVersion(alice, policyId, { revision: 2, semver: '2.0.0' });
  snapshotId = textAt(await importFrozen(stack, alice, estate()), 'snapshotId');
  expect((await policyctl(stack, 'login', '--as', 'alice')).exitCode).toBe(0);
}, START_MS + SETUP_MS);

afterEach(() => engine.treat());

afterAll(async () => {
  await stack?.stop();
  await engine?.stop();
  await rm(folder, { recursive: true, force: true });
}, START_MS);

const simulate = (...more: readonly string[]): Promise<Said> =>
  policyctl(
    stack,
    ...['simulate', policyId, '--version', '2', '--base', '1', '--snapshot', snapshotId],
    ...['--evaluated-at', '2025-05-14T00:00:00Z', ...more],
  );
const simulation = (step: string, id: string): Promise<Said> => policyctl(stack, 'simulation', step, id);
const idOf = ({ document }: Said): string => textAt(document, 'simulationId');

describe('policyctl simulate', () => {
  it('--quick answers a sample at once, which has the formats that need no list of findings', async () => {
    const quick = await simulate('--quick');
    expect([quick.exitCode, quick.document]).toMatchObject([
      0,
      { mode: 'quick', state: 'succeeded', ok: true },
    ]);
    expect(numberAt(quick.document, 'tuples')).toBeLessThanOrEqual(2_000);
    const out = join(folder, 'quick.xml');
    expect((await simulate('--quick', '--format', 'junit', '--out', out)).exitCode).toBe(0);
    expect(await readFile(out, 'utf8')).toContain('<testsuite');
    const refused = await simulate('--quick', '--format', 'sarif');
    expect([refused.exitCode, refused.stderr]).toMatchObject([2, expect.stringContaining('--format sarif')]);
  });

  it('--fail-on ends with 1 where a condition holds, with 0 where none does, and with 2 where it is none', async () => {
    const [holds, holdsNot, misspelt] = [
      await simulate('--no-twin', '--fail-on', 'newly_blocked>0.1%', '--fail-on', 'error_new > 15'),
      await simulate('--no-twin', '--fail-on', 'error_new > 15'),
      await simulate('--fail-on', 'newly_blokked > 1'),
    ];
    expect([holds.exitCode, at(holds.document, 'ok')]).toStrictEqual([1, false]);
    expect(listAt(holds.document, 'failOn').map((one) => at(one, 'fails'))).toStrictEqual([true, false]);
    expect([holdsNot.exitCode, at(holdsNot.document, 'ok')]).toStrictEqual([0, true]);
    expect(at(holdsNot.document, 'counts')).toMatchObject({ newly_blocked: 116, error_new: 15 });
    expect(misspelt.exitCode).toBe(2);
    expect((await simulate('--evaluated-at', 'yesterday')).exitCode).toBe(2);
  });

  it.each<[string, (text: string) => number, number]>([
    ['json', (text) => numberAt(jsonOf(text), 'tuples'), 2_510],
    ['ndjson', (text) => text.trimEnd().split('\n').filter(jsonOf).length, CHANGED],
    ['csv', (text) => text.trimEnd().split('\r\n').length - 1, CHANGED],
    ['junit', (text) => [...text.matchAll(/<testcase /g)].length, 8],
    ['sarif', (text) => listAt(jsonOf(text), 'runs', 0, 'results').length, CHANGED],
  ])('--format %s writes what the registry found', async (format, countOf, count) => {
    const out = join(folder, format);
    const said = await simulate('--no-twin', '--format', format, '--out', out);
    const text = await readFile(out, 'utf8');
    expect([said.exitCode, countOf(text)]).toStrictEqual([0, count]);
    if (format === 'json') expect(sha256(text)).toBe(textAt(said.document, 'resultDigest'));
  });

  it('compares two engine builds over one version, and ends with 1 for a build that is nowhere', async () => {
    const upgrade = (build: string): Promise<Said> =>
      policyctl(
        stack,
        ...['simulate', policyId, '--version', '1', '--base', '1', '--snapshot', snapshotId],
        ...['--engine-base', build, '--engine-candidate', engine.build, '--no-twin', '--wait'],
      );
    const equal = await upgrade(engine.build.replace('+other', ''));
    expect([equal.exitCode, at(equal.document, 'counts', 'unchanged')]).toStrictEqual([0, 2_510]);
    const nowhere = await upgrade('stella@99.0.0');
    expect([nowhere.exitCode, nowhere.document]).toMatchObject([
      1,
      { state: 'failed', failure: { code: 'ENGINE_UNAVAILABLE', problem: 'ERR_POL_003' } },
    ]);
  });
});

describe('policyctl simulation', () => {
  it('cancel ends one that runs, which is bad news to whoever waits for it alone', async () => {
    const started = await simulate('--shard-tuples', '5');
    expect([started.exitCode, idOf(started)]).toMatchObject([0, expect.any(String)]);
    const [cancelled, waited] = [
      await simulation('cancel', idOf(started)),
      await simulation('wait', idOf(started)),
    ];
    expect([cancelled.exitCode, at(cancelled.document, 'state')]).toStrictEqual([0, 'cancelled']);
    expect([waited.exitCode, at(waited.document, 'state')]).toStrictEqual([1, 'cancelled']);
    const again = await simulation('retry', idOf(started));
    expect([again.exitCode, at(again.document, 'problem', 'code')]).toStrictEqual([
      1,
      'SIMULATION_NOT_RETRYABLE',
    ]);
  });

  it('retry evaluates the shards that failed, and those alone', async () => {
    let wrong: string | undefined;
    engine.treat(async ({ path, body, sound, answer }) => {
      if (path === '/v1/evaluate') wrong ??= body;
      answer(body === wrong ? '{"build": "no such answer"}' : await sound());
    });
    const asked = ['--no-twin', '--shard-tuples', '500', '--engine-candidate', engine.build, '--wait'];
    const failed = await simulate(...asked);
    expect([failed.exitCode, failed.document]).toMatchObject([
      1,
      { state: 'failed', evaluationsFailed: 1, failure: { code: 'ENGINE_ANSWER_INVALID' } },
    ]);
    engine.treat();
    expect((await simulation('retry', idOf(failed))).exitCode).toBe(0);
    const retried = await simulation('wait', idOf(failed));
    expect([retried.exitCode, at(retried.document, 'state')]).toStrictEqual([0, 'succeeded']);
    const evaluations = engine.asked().filter(({ path }) => path === '/v1/evaluate');
    expect(evaluations.map(({ body }) => body)).toStrictEqual([wrong]);
  });

  it('twin proves one that ran once', async () => {
    const single = await simulate('--no-twin', '--wait');
    expect([single.exitCode, at(single.document, 'twin')]).toStrictEqual([0, 'none']);
    expect((await simulation('twin', idOf(single))).exitCode).toBe(0);
    const proven = await stack.until('an equal twin', WAIT_MS, async () => {
      const { document } = await simulation('show', idOf(single));
      return at(document, 'twin') === 'running' ? undefined : document;
    });
    expect(proven).toMatchObject({ state: 'succeeded', twin: 'equal' });
    const verified = await simulation('verify', idOf(single));
    expect(verified.exitCode).toBe(0);
  });
});
