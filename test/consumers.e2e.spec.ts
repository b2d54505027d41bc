import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { problemOf } from './support/audit.ts';
import { accepted, signInAll, type Client } from './support/client.ts';
import { sha256 } from './support/digests.ts';
import { estate, policyFiles } from './support/examples.ts';
import { at, listAt, numberAt, textAt } from './support/json.ts';
import {
  createPolicy,
  draftVersion,
  importFrozen,
  release,
  saveCompiled,
  simulate,
  WHY,
  type People,
} from './support/lifecycle.ts';
import { policyctl } from './support/policyctl.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';

jest.setTimeout(180_000);

const SEEN_MS = 60_000;
const policyId = 'production-baseline';
const versions = `/api/v1/policies/${policyId}/versions`;
const prod = '/api/v1/environments/prod';
const OWN = sha256(Buffer.from('not from here'));

let stack: Stack;
let acme: People;

beforeAll(async () => {
  stack = await startStack({ runners: 1 });
  acme = await signInAll(stack, 'acme');
  const { alice } = acme;
  await createPolicy(alice, policyId);
  const snapshotId = textAt(await importFrozen(stack, alice, estate()), 'snapshotId');
  for (const [version, files] of [
    [1, 'v1'],
    [2, 'v2'],
  ] as const) {
    await saveCompiled(stack, alice, policyId, policyFiles(files), version === 1 ? undefined : 1);
    await draftVersion(alice, policyId, { revision: version, semver: `${version}.0.0` });
    const simulation = await simulate(stack, alice, { policyId, version, snapshotId });
    await release(stack, acme, `${versions}/${version}`, simulation);
  }
}, START_MS + 120_000);

afterAll(() => stack?.stop(), START_MS);

const promote = async (version: number): Promise<void> => {
  accepted(await acme.carol.post(`${prod}/promotions`, { policyId, version, ...WHY }));
};
const newestOf = async (revision: number): Promise<string> =>
  stack.until(`a bundle behind revision ${revision}`, SEEN_MS, async () => {
    const { body, status } = await acme.erin.get(`${prod}/bundle/status`);
    return status === 200 && numberAt(body, 'built', 'revision') > revision
      ? textAt(body, 'built', 'bundleDigest')
      : undefined;
  });
const beat = (consumerId: string, digest: string, intervalSeconds = 3_600, by: Client = acme.robot) =>
  by.post(`${prod}/consumers/${consumerId}/heartbeat`, { digest, intervalSeconds }, { key: null });
const beats = async (...beating: Parameters<typeof beat>) => accepted(await beat(...beating), 200);

const consumers = async (query = '') =>
  listAt((await acme.erin.get(`${prod}/consumers${query}`)).body, 'items');
const consumerIs = (consumerId: string, wanted: object) =>
  stack.until(`${consumerId} ${JSON.stringify(wanted)}`, SEEN_MS, async () => {
    const found = (await consumers()).find((one) => at(one, 'consumerId') === consumerId);
    const isSo = Object.entries(wanted).every(([name, value]) => at(found, name) === value);
    return isSo ? found : undefined;
  });
const rolloutIs = (attempt: number, wanted: object) =>
  stack.until(`a rollout ${JSON.stringify(wanted)}`, SEEN_MS, async () => {
    const { body } = await acme.erin.get(`${prod}/policies/${policyId}/promotions/${attempt}`);
    const isSo = Object.entries(wanted).every(([name, value]) => at(body, 'rollout', name) === value);
    return isSo ? at(body, 'rollout') : undefined;
  });
/** Facts about the consumers of the environment, in their order. */
const told = async (): Promise<readonly unknown[]> => {
  const page = accepted(await acme.erin.get('/api/v1/audit/events?page_size=500'), 200);
  return listAt(page, 'items')
    .filter((event) => at(event, 'aggregate', 'type') === 'consumers')
    .flatMap((event) => listAt(event, 'facts'));
};

describe('consumers of an environment', () => {
  let first: string;

  it('say what they run, and a promotion is released until one of them runs it', async () => {
    await promote(1);
    first = await newestOf(0);
    await rolloutIs(1, { state: 'released', consumers: 0, reached: 0 });
    expect(await beats('edge-1', OWN)).toMatchObject({ bundleDigest: first, isCurrent: false });
    await consumerIs('edge-1', { revision: null, isCurrent: false, state: 'live' });
    await rolloutIs(1, { state: 'released', consumers: 1, reached: 0 });
    expect(await beats('edge-2', first)).toMatchObject({ isCurrent: true });
    await rolloutIs(1, { state: 'converging', consumers: 2, reached: 1 });
    await beats('edge-1', first);
    await rolloutIs(1, { state: 'converged', consumers: 2, reached: 2 });
    expect(await consumers(`?digest=${first}`)).toHaveLength(2);
  });

  it('that say the same again are no events', async () => {
    const before = await told();
    for (let again = 0; again < 5; again += 1) await beats('edge-2', first, 60 + again);
    // Behind them in the same stream.
    await beats('edge-3', first);
    await consumerIs('edge-3', { state: 'live' });
    await consumerIs('edge-2', { intervalSeconds: 64 });
    expect((await told()).slice(before.length)).toHaveLength(1);
  });

  it('converge to the next promotion, one by one', async () => {
    const { body } = await acme.erin.get(`${prod}/bundle/status`);
    await promote(2);
    const second = await newestOf(numberAt(body, 'built', 'revision'));
    await rolloutIs(2, { state: 'released', consumers: 3, reached: 0 });
    // What was promoted before is what they run.
    await rolloutIs(1, { state: 'converged' });
    await beats('edge-1', second);
    await beats('edge-2', second);
    await rolloutIs(2, { state: 'converging', consumers: 3, reached: 2 });
    await consumerIs('edge-3', { isCurrent: false });
    const shown = await policyctl(stack, 'env', 'consumers', 'prod', '--as', 'erin', '--tenant', 'acme');
    expect([shown.exitCode, listAt(shown.document, 'items').length]).toStrictEqual([1, 3]);
    const said = [
      'env',
      'heartbeat',
      'prod',
      'edge-2',
      '--every',
      '3600',
      '--as',
      'robot',
      '--tenant',
      'acme',
    ];
    const newest = await policyctl(stack, ...said, '--digest', second);
    expect([newest.exitCode, newest.document]).toMatchObject([0, { bundleDigest: second, isCurrent: true }]);
    const other = await policyctl(stack, ...said.with(3, 'edge-3'), '--digest', first);
    expect([other.exitCode, other.document]).toMatchObject([1, { bundleDigest: second, isCurrent: false }]);
  });

  it('that are silent are stale, and nobody waits for them until they are heard again', async () => {
    await beats('edge-3', first, 1);
    await consumerIs('edge-3', { state: 'stale' });
    await rolloutIs(2, { state: 'converged', consumers: 2, reached: 2 });
    expect(await consumers('?state=stale')).toMatchObject([{ consumerId: 'edge-3' }]);
    await beats('edge-3', first);
    await consumerIs('edge-3', { state: 'live' });
    await rolloutIs(2, { state: 'converging', consumers: 3, reached: 2 });
    expect((await told()).slice(-2)).toStrictEqual(['ConsumerWentStale', 'ConsumerRecovered']);
  });

  it('are apart from those of another tenant', async () => {
    const globex = await signInAll(stack, 'globex');
    const before = await consumers();
    expect(await beats('edge-1', first, 60, globex.robot)).toMatchObject({ bundleDigest: null });
    const theirs = await stack.until('a consumer of globex', SEEN_MS, async () => {
      const { body } = await globex.erin.get(`${prod}/consumers`);
      return listAt(body, 'items').length > 0 ? listAt(body, 'items') : undefined;
    });
    expect(theirs).toMatchObject([{ consumerId: 'edge-1', revision: null, isCurrent: false }]);
    expect(await consumers()).toStrictEqual(before);
  });

  it('are no persons, and in an environment that there is', async () => {
    expect(problemOf(await beat('edge-1', first, 60, acme.alice))).toStrictEqual([403, 'SERVICE_REQUIRED']);
    const nowhere = '/api/v1/environments/nowhere/consumers/edge-1/heartbeat';
    expect(problemOf(await acme.robot.post(nowhere, { digest: first }, { key: null }))).toStrictEqual([
      404,
      'NOT_FOUND',
    ]);
  });
});
