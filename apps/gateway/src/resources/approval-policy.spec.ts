import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { theApprovalPolicy } from '@policy-registry/read-models';

import { runningGateway, type RunningGateway } from '../testing/running-gateway.ts';

jest.setTimeout(60_000);

let gateway: RunningGateway;
const rules = { approvals: 2, groups: [{ groupId: 'security', approvals: 1 }] };
const inForce = { version: 1, rules: { approvals: 1 }, proposal: null, revision: 2 };
const BASE = '/api/v1/tenant/approval-policy';

beforeAll(async () => {
  gateway = await runningGateway();
});
afterAll(() => gateway.close());
beforeEach(() => gateway.put('acme', theApprovalPolicy(), inForce));

const last = () => gateway.commands.at(-1);

describe('the approval policy', () => {
  it('is read with the revision of the tenant as its tag', async () => {
    const answer = await gateway.ask('GET', BASE);
    expect(answer.body).toStrictEqual(inForce);
    expect(answer.headers.get('etag')).toBe('"2"');
  });

  it('is proposed without the members that were left out, its reason by a digest', async () => {
    const json = {
      rules: { ...rules, environments: [{ environmentId: 'prod', approvals: 3 }] },
      reason: 'more eyes',
    };
    expect((await gateway.ask('POST', `${BASE}/proposals`, { json })).status).toBe(200);
    expect(last()).toMatchObject({ type: 'ProposeApprovalPolicy' });
    expect(last()?.data).toStrictEqual({
      tenantId: 'acme',
      rules: json.rules,
      reasonDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('is proposed with rules, or refused for their lack', async () => {
    for (const json of [{}, { rules: null }, { rules: 1 }, { rules: [] }])
      expect(await gateway.ask('POST', `${BASE}/proposals`, { json })).toMatchObject({
        status: 400,
        body: { code: 'INPUT_INVALID' },
      });
  });

  it.each(['approve', 'withdraw'])('is one to %s by the number of its proposal', async (verb) => {
    await gateway.ask('POST', `${BASE}/proposals/3/${verb}`, { json: { reason: 'because' } });
    expect(last()).toMatchObject({
      type: verb === 'approve' ? 'ApproveApprovalPolicy' : 'WithdrawApprovalPolicy',
      data: { tenantId: 'acme', proposal: 3 },
    });
  });

  it('is read by whoever reads policies, proposed by administrators, approved by approvers', async () => {
    const reader = gateway.tokenOf({ id: 'ann', scopes: ['policy:read'] });
    const asked = [
      await gateway.ask('GET', BASE, { token: reader }),
      await gateway.ask('POST', `${BASE}/proposals`, { token: reader, json: { rules } }),
      await gateway.ask('POST', `${BASE}/proposals/1/approve`, { token: reader, json: {} }),
      await gateway.ask('POST', `${BASE}/proposals/1/withdraw`, { token: reader, json: {} }),
    ];
    expect(asked.map(({ status }) => status)).toStrictEqual([200, 403, 403, 403]);
  });

  it('has the reason of a proposal as long as that is open', async () => {
    const reason = 'more eyes';
    await gateway.ask('POST', `${BASE}/proposals`, { json: { rules, reason } });
    const { reasonDigest } = Object(last()?.data);
    const proposal = {
      proposal: 1,
      by: 'ann',
      at: '2026-03-02T09:00:00.000Z',
      reasonDigest,
      rules,
      approvals: [],
    };
    gateway.put('acme', theApprovalPolicy(), { ...inForce, proposal });
    expect((await gateway.ask('GET', `${BASE}/proposals/1/texts`)).body).toStrictEqual({ reason });
    expect((await gateway.ask('GET', `${BASE}/proposals/2/texts`)).status).toBe(404);
  });
});

it('settings of a tenant may go without approvals', async () => {
  const settings = { authenticationAgeMaxMs: 300_000, simulationAgeMaxMs: 86_400_000 };
  await gateway.ask('PUT', '/api/v1/tenant/settings', { json: { settings } });
  expect(last()?.data).toStrictEqual({ tenantId: 'acme', settings });
});
