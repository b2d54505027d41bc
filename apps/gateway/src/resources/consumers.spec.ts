import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CONSUMERS_MAX, ROLLOUT_STALLED_MS } from '@policy-registry/domain';
import { sha256Hex, toTimestamp } from '@policy-registry/kernel';
import { heartbeatStanding, promotionByAttempt, theTenant } from '@policy-registry/read-models';

import type { Resource } from '../read/read-models.ts';
import { NOW_MS } from '../testing/fake-registry.ts';
import { runningGateway, type RunningGateway } from '../testing/running-gateway.ts';

const HEARTBEAT = '/api/v1/environments/prod/consumers/edge-1/heartbeat';
const digest = sha256Hex('tar');

let gateway: RunningGateway;
let token: string;
beforeAll(async () => {
  gateway = await runningGateway();
  token = gateway.tokenOf({ id: 's-edge', isService: true, scopes: ['policy:read'] });
});
afterAll(() => gateway.close());

const stands = (standing: Resource | undefined) =>
  gateway.put(
    'acme',
    heartbeatStanding('prod', 'edge-1'),
    ...(standing === undefined ? [] : [{ environmentId: 'prod', bundleDigest: digest, ...standing }]),
  );
const isTenant = (status: string) => gateway.put('acme', theTenant(), { status });
beforeEach(() => {
  isTenant('open');
  stands({ principal: null, consumers: '3' });
});
const report = (json: object = { digest }, asked: object = {}) =>
  gateway.ask('POST', HEARTBEAT, { token, key: undefined, json, ...asked });
const refused = async (asked: ReturnType<typeof report>) => {
  const before = gateway.beats.length;
  const { status, body } = await asked;
  expect(gateway.beats.length).toBe(before);
  return [status, Object(body).code];
};

describe('a heartbeat', () => {
  it('is passed on as that of its sender, and answered with what there is to run', async () => {
    expect(await report({ digest, intervalSeconds: 5 })).toMatchObject({
      status: 200,
      body: { environmentId: 'prod', consumerId: 'edge-1', bundleDigest: digest, isCurrent: true },
    });
    expect(gateway.beats.at(-1)).toStrictEqual({
      ...{ tenant: 'acme', environmentId: 'prod', consumerId: 'edge-1' },
      ...{ principal: 's-edge', bundleDigest: digest, intervalSeconds: 5 },
    });
    expect(gateway.commands).toStrictEqual([]);
  });

  it('of a bundle that is not the newest, or that nobody knows, is taken and says so', async () => {
    const own = sha256Hex('own');
    expect(await report({ digest: own })).toMatchObject({ status: 200, body: { isCurrent: false } });
    expect(gateway.beats.at(-1)).toMatchObject({ bundleDigest: own, intervalSeconds: 60 });
    stands({ principal: 's-edge', consumers: '3', bundleDigest: null });
    expect(await report()).toMatchObject({ body: { bundleDigest: null, isCurrent: false } });
  });

  it('is refused of a person, and of an environment that there is not', async () => {
    const person = gateway.tokenOf({ scopes: ['policy:read'] });
    expect(await refused(report({ digest }, { token: person }))).toStrictEqual([403, 'SERVICE_REQUIRED']);
    stands(undefined);
    expect(await refused(report())).toStrictEqual([404, 'NOT_FOUND']);
  });

  it('is refused for the consumer of somebody else, and beyond the last place', async () => {
    stands({ principal: 's-other', consumers: '3' });
    expect(await refused(report())).toStrictEqual([403, 'CONSUMER_TAKEN']);
    stands({ principal: null, consumers: String(CONSUMERS_MAX) });
    expect(await refused(report())).toStrictEqual([409, 'CONSUMERS_FULL']);
    stands({ principal: 's-edge', consumers: String(CONSUMERS_MAX) });
    expect((await report()).status).toBe(200);
  });

  it('is refused of a suspended tenant', async () => {
    isTenant('suspended');
    expect(await refused(report())).toStrictEqual([403, 'TENANT_SUSPENDED']);
  });

  it.each([
    ['a digest that is none', { digest: 'tar' }],
    ['no digest', {}],
    ['no interval', { digest, intervalSeconds: 0 }],
    ['an interval of more than an hour', { digest, intervalSeconds: 3_601 }],
    ['something else', { digest, state: 'live' }],
  ])('is refused with %s', async (_what, json) => {
    expect(await refused(report(json))).toStrictEqual([400, 'INPUT_INVALID']);
  });
});

describe('a promotion that is bound', () => {
  const path = '/api/v1/environments/prod/policies/gate/promotions/2';
  const counted = (rollout: Resource | null, endedAt: string | null) =>
    gateway.put('acme', promotionByAttempt({ environmentId: 'prod', policyId: 'gate' }, 2), {
      attempt: 2,
      endedAt,
      rollout,
    });

  it.each([
    ['converging', ROLLOUT_STALLED_MS],
    ['stalled', ROLLOUT_STALLED_MS + 1],
  ])('is %s after %i ms', async (state, ms) => {
    const rollout = { revision: 6, consumers: 2, reached: 1 };
    counted(rollout, toTimestamp(NOW_MS - ms));
    expect((await gateway.ask('GET', path)).body).toMatchObject({ rollout: { state, ...rollout } });
  });

  it('says nothing of consumers where it was bound before they were known', async () => {
    counted(null, toTimestamp(NOW_MS));
    expect((await gateway.ask('GET', path)).body).toMatchObject({ rollout: null });
  });
});
