import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';

import { leaderKill, partition } from './cluster/faults.ts';
import { killUnderLoad } from './processes/run.ts';
import { openBroker } from './support/broker.ts';
import { signInAll } from './support/client.ts';
import { GOLDEN, GOLDEN_INPUTS, GOLDEN_INSTANT, GOLDEN_POLICY } from './support/golden.ts';
import { at, listAt, numberAt, textAt } from './support/json.ts';
import { startSimulation, succeeded, versionOverEstate } from './support/lifecycle.ts';
import { startRunner } from './support/more-runners.ts';
import { policyctl } from './support/policyctl.ts';
import { dataOfFacts } from './support/simulation-events.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';

const RUN_MS = 600_000;
const WAIT_MS = 60_000;
const SEED = 9;
const SIZE = { whole: 0, short: 2, nightly: 0 };
/** Few enough for each runner to get several shards. */
const SHARD_TUPLES = 50;

jest.setTimeout(RUN_MS);

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ nodes: 3, gateways: 2, projectors: 2, runners: 1 });
}, START_MS);
afterAll(() => stack?.stop(), START_MS);

const isReady = async (url: string): Promise<true | undefined> =>
  (await fetch(`${url}/readyz`).catch(() => undefined))?.status === 200 ? true : undefined;

it('loses and doubles no command when a leader is killed and a leader is cut off', async () => {
  const kills = [leaderKill('COMMANDS'), partition('EVENTS')];
  const { ok, findings } = await killUnderLoad({
    stack,
    size: SIZE,
    seed: SEED,
    kills,
    say: () => undefined,
  });
  expect(findings).toStrictEqual([]);
  expect(ok).toBeGreaterThan(0);
});

it('evaluates every shard once and gives the committed digest while its runners become four instead of one', async () => {
  const { alice } = await signInAll(stack, 'acme');
  const what = await versionOverEstate(stack, alice, GOLDEN_POLICY, GOLDEN_INPUTS);
  const request = { ...what, evaluatedAt: GOLDEN_INSTANT, shardTuples: SHARD_TUPLES };
  const simulationId = await startSimulation(alice, request);
  await stack.until('some shards of the first runner', WAIT_MS, async () => {
    const { body } = await alice.get(`/api/v1/simulations/${simulationId}`);
    return numberAt(body, 'evaluations') > 2 ? true : undefined;
  });

  // The first one waits until the others are there, so that something is left for them on any machine.
  const first = await stack.pidOf('runner-1');
  process.kill(first, 'SIGSTOP');
  const more = await Promise.all(
    ['runner-2', 'runner-3', 'runner-4'].map((name) => startRunner(stack, name)),
  );
  try {
    for (const { url } of more) await stack.until(`a ready runner at ${url}`, WAIT_MS, () => isReady(url));
    process.kill(first, 'SIGCONT');
    const simulation = await succeeded(stack, alice, simulationId);
    expect(textAt(simulation, 'result', 'resultDigest')).toBe(GOLDEN.first);
    expect(at(simulation, 'twin')).toBe('equal');
    expect(Object.keys(Object(at(simulation, 'runners'))).toSorted()).toStrictEqual([
      'runner-1',
      ...['runner-2', 'runner-3', 'runner-4'],
    ]);

    const admin = await openBroker(stack.broker('admin'));
    const evaluated = await dataOfFacts(admin, { tenant: 'acme', simulationId, type: 'ShardEvaluated' });
    await admin.close();
    const shards = new Set(evaluated.map((one) => `${numberAt(one, 'index')} ${numberAt(one, 'replica')}`));
    expect([evaluated.length, shards.size]).toStrictEqual(
      [1, 1].map(() => 2 * numberAt(simulation, 'shards')),
    );
  } finally {
    process.kill(first, 'SIGCONT');
    await Promise.all(more.map((runner) => runner.stop()));
  }
});

it('is sound to the doctor, who asks every program, also after that', async () => {
  // Servers that were faulted a moment ago are given time to have everything again.
  const { exitCode, document } = await stack.until('a doctor who finds no fault', WAIT_MS, async () => {
    const answer = await policyctl(stack, 'doctor', '--replicas', '3');
    return answer.exitCode === 0 ? answer : undefined;
  });
  const checks = listAt(document, 'checks');
  expect(checks.filter((check) => at(check, 'status') === 'fault')).toStrictEqual([]);
  expect(exitCode).toBe(0);
  expect(checks).toContainEqual(
    expect.objectContaining({ name: 'replicas', status: 'ok', detail: 'at least 3 of each message' }),
  );
  const asked = checks.map((check) => textAt(check, 'name')).filter((name) => name.startsWith('ready: '));
  expect(asked).toHaveLength(2 + 2 + 1);
});

it('is backed up whole, and the backup verifies', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'policy-registry-cluster-backup-'));
  try {
    const taken = await policyctl(stack, 'backup', '--out', folder);
    expect([taken.exitCode, taken.stderr]).toStrictEqual([0, expect.not.stringContaining('fault')]);
    const verified = await policyctl(stack, 'backup', 'verify', '--from', folder);
    expect(verified.exitCode).toBe(0);
    expect(at(verified.document, 'manifestSha256')).toBe(textAt(taken.document, 'manifestSha256'));
    expect(numberAt(taken.document, 'manifest', 'events', 'lastSeq')).toBeGreaterThan(0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
