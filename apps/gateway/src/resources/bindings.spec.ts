import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newTenantKey, wrapKey } from '@policy-registry/access';
import type { Scope } from '@policy-registry/domain';
import { environmentById, theTenant } from '@policy-registry/read-models';

import { runningGateway, type RunningGateway } from '../testing/running-gateway.ts';

const PATH = '/api/v1/environments/prod/policies/gate';
const OF = { environmentId: 'prod', policyId: 'gate' };
const digest = expect.stringMatching(/^[0-9a-f]{64}$/);
let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runningGateway();
  gateway.put('acme', theTenant(), { tenant: 'acme' });
  gateway.put('acme', environmentById('prod'), { environmentId: 'prod', revision: 4 });
  const tenantKey = newTenantKey();
  gateway.keepTextKey('acme', wrapKey({ kek: gateway.ports.kek, tenantKey, tenant: 'acme' }));
});
afterAll(() => gateway.close());
beforeEach(() => gateway.decide({ accepted: 7 }));

const tokenWith = (...scopes: readonly Scope[]) => gateway.tokenOf({ scopes: [...scopes] });
const token = () => tokenWith('policy:operate', 'policy:activate');
const problem = (status: number, code: string) => expect.objectContaining({ status, code });

describe.each([
  ['canary/pause', 'PauseCanary', {}],
  ['canary/continue', 'ContinueCanary', {}],
  ['canary/continue', 'ContinueCanary', { percentage: 12.5, complete: false }],
  ['canary/abort', 'AbortCanary', {}],
  ['rollback', 'RollBack', { incident: 'INC-1' }],
  ['rollback', 'RollBack', { incident: 'INC-1', version: 2 }],
] as const)('POST …/%s', (path, type, asked) => {
  it(`sends ${type} of ${JSON.stringify(asked)} with the digest of its reason, and answers the environment`, async () => {
    const { status, body } = await gateway.ask('POST', `${PATH}/${path}`, {
      json: { ...asked, reason: 'errors in the shop' },
      headers: { 'if-match': '"3"' },
      token: token(),
    });
    expect([status, body]).toStrictEqual([200, { environmentId: 'prod', revision: 4 }]);
    const command = gateway.commands.at(-1);
    expect([command?.type, command?.ifMatch]).toStrictEqual([type, '3']);
    const inDigits = 'percentage' in asked ? { percentage: String(asked.percentage) } : {};
    expect(command?.data).toStrictEqual({ ...OF, ...asked, ...inDigits, reasonDigest: digest });
  });

  it.each([['policy:operate'], ['policy:activate'], ['policy:promote']] as const)(
    'is closed to whoever has %s alone',
    async (scope) => {
      const { body } = await gateway.ask('POST', `${PATH}/${path}`, { json: {}, token: tokenWith(scope) });
      expect(body).toStrictEqual(problem(403, 'ERR_SCOPE_MISMATCH'));
    },
  );
});

describe('POST …/promotions with a canary', () => {
  const promote = (canary: unknown) =>
    gateway.ask('POST', '/api/v1/environments/prod/promotions', {
      json: { policyId: 'gate', version: 2, reason: 'r', ticket: 't', canary },
      token: tokenWith('policy:promote'),
    });

  it.each([
    [{ percentage: 5.25 }, { percentage: '5.25' }],
    [{ tags: ['tier:0'] }, { tags: ['tier:0'] }],
    [
      { percentage: -101, tags: [] },
      { percentage: '-101', tags: [] },
    ],
  ])('hands %j to the decision, whatever it says', async (canary, heard) => {
    expect((await promote(canary)).status).toBe(200);
    expect(gateway.commands.at(-1)?.data).toStrictEqual({
      ...{ ...OF, version: 2, reasonDigest: digest, ticketDigest: digest },
      canary: heard,
    });
  });

  it.each([['5 %'], [{ percentage: '5' }], [{ tags: 'tier:0' }], [{ share: 5 }], [null]])(
    'refuses %j by its shape',
    async (canary) => {
      expect((await promote(canary)).body).toStrictEqual(problem(400, 'INPUT_INVALID'));
    },
  );
});
