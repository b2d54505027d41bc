import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newTenantKey, wrapKey } from '@policy-registry/access';
import type { Scope } from '@policy-registry/domain';
import { environmentById, gatesById, simulationOfSubmission, theTenant } from '@policy-registry/read-models';

import { runningGateway, type RunningGateway } from '../testing/running-gateway.ts';

const PATH = '/api/v1/environments/prod';
const digest = expect.stringMatching(/^[0-9a-f]{64}$/);
const contentDigest = 'c'.repeat(64);
let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runningGateway();
  gateway.put('acme', theTenant(), { tenant: 'acme' });
  gateway.put('acme', environmentById('prod'), { environmentId: 'prod', revision: 4 });
  gateway.put('acme', gatesById('prod'), { environmentId: 'prod', revision: 4, gates: null });
  gateway.put('acme', simulationOfSubmission('gate', 2), { simulationId: 'sim-2' });
  const tenantKey = newTenantKey();
  gateway.keepTextKey('acme', wrapKey({ kek: gateway.ports.kek, tenantKey, tenant: 'acme' }));
});
afterAll(() => gateway.close());
beforeEach(() => gateway.decide({ accepted: 7 }));

const tokenWith = (...scopes: readonly Scope[]) => gateway.tokenOf({ scopes: [...scopes] });
const problem = (status: number, code: string) => expect.objectContaining({ status, code });

describe('the gates of an environment', () => {
  it('are read with the revision that changes them', async () => {
    const answer = await gateway.ask('GET', `${PATH}/gates`, { token: tokenWith('policy:read') });
    expect([answer.status, answer.body]).toStrictEqual([
      200,
      { environmentId: 'prod', revision: 4, gates: null },
    ]);
    expect(answer.headers.get('etag')).toBe('"4"');
  });

  const put = (json: object, headers: object = { 'if-match': '"4"' }, scope: Scope = 'tenant:admin') =>
    gateway.ask('PUT', `${PATH}/gates`, { json, headers: { ...headers }, token: tokenWith(scope) });

  it('are sent as they came, with the digest of the reason and under the revision', async () => {
    const gates = {
      coverage: { percentMin: 80 },
      windows: {
        maintenance: [{ days: ['mon'], from: '22:00', to: '24:00', utcOffset: '+01:00' }],
        freezes: [{ name: 'fair', from: '2026-12-24T00:00:00+01:00', to: '2026-12-27T00:00:00+01:00' }],
      },
    };
    const { status, body } = await put({ gates, reason: 'audit' });
    expect([status, body]).toStrictEqual([200, { environmentId: 'prod', revision: 4, gates: null }]);
    const command = gateway.commands.at(-1);
    expect([command?.type, command?.ifMatch]).toStrictEqual(['SetGates', '4']);
    expect(command?.data).toStrictEqual({ environmentId: 'prod', gates, reasonDigest: digest });
  });

  it('are not set blindly, nor by whoever does not administer the tenant', async () => {
    expect((await put({ gates: {} }, {})).body).toStrictEqual(problem(428, 'IF_MATCH_REQUIRED'));
    const byOperator = await put({ gates: {} }, {}, 'policy:operate');
    expect(byOperator.body).toStrictEqual(problem(403, 'ERR_SCOPE_MISMATCH'));
  });

  it('are refused with the pointer of what is none', async () => {
    const window = { days: ['mon'], from: '22:00', to: '25:00', utcOffset: 'Europe/Berlin' };
    const { body } = await put({
      gates: { coverage: { percentMin: 101 }, windows: { maintenance: [window] } },
    });
    expect(body).toStrictEqual(problem(400, 'INPUT_INVALID'));
    expect(
      Object(body)
        .errors.map(({ pointer }: { pointer: string }) => pointer)
        .sort(),
    ).toStrictEqual([
      '/gates/coverage/percentMin',
      '/gates/windows/maintenance/0/to',
      '/gates/windows/maintenance/0/utcOffset',
    ]);
  });
});

describe('POST …/promotion-approvals', () => {
  const seen = { policyId: 'gate', version: 2, contentDigest, gatesVersion: 3 };
  const approve = (json: object, scope: Scope = 'policy:approve') =>
    gateway.ask('POST', `${PATH}/promotion-approvals`, { json, token: tokenWith(scope) });

  it('sends what was seen, with the simulation of the submission unless another is named', async () => {
    const { status, body } = await approve({ ...seen, stable: 1, reason: 'looks good' });
    expect([status, body]).toStrictEqual([200, { environmentId: 'prod', revision: 4 }]);
    const of = { environmentId: 'prod', ...seen };
    const command = gateway.commands.at(-1);
    expect(command?.type).toBe('ApprovePromotion');
    expect(command?.data).toStrictEqual({
      ...{ ...of, stable: 1, simulationId: 'sim-2', reasonDigest: digest },
    });
    await approve({ ...seen, simulationId: 'sim-9', ticket: 'T-1' });
    expect(gateway.commands.at(-1)?.data).toStrictEqual({
      ...of,
      simulationId: 'sim-9',
      ticketDigest: digest,
    });
  });

  it('is closed to whoever may only promote', async () => {
    const { body } = await approve(seen, 'policy:promote');
    expect(body).toStrictEqual(problem(403, 'ERR_SCOPE_MISMATCH'));
  });
});
