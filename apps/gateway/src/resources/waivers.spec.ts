import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newTenantKey, wrapKey } from '@policy-registry/access';
import type { Scope } from '@policy-registry/domain';
import { theTenant, waiverById } from '@policy-registry/read-models';

import { runningGateway, type RunningGateway } from '../testing/running-gateway.ts';

const PATH = '/api/v1/waivers';
const expiresAt = '2026-04-01T09:00:00.000Z';
const asked = { policyId: 'gate', scope: { advisory: 'CVE-2021-23337' }, expiresAt };
const WHY = { reason: 'no fix yet', ticket: 'SEC-1' };
const digest = expect.stringMatching(/^[0-9a-f]{64}$/);
const digests = { reasonDigest: digest, ticketDigest: digest };
let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runningGateway();
  gateway.put('acme', theTenant(), { tenant: 'acme' });
  gateway.put('acme', waiverById('gate.3'), { waiverId: 'gate.3', revision: 2 });
  const tenantKey = newTenantKey();
  gateway.keepTextKey('acme', wrapKey({ kek: gateway.ports.kek, tenantKey, tenant: 'acme' }));
});
afterAll(() => gateway.close());
beforeEach(() => gateway.decide({ accepted: 7 }));

const last = () => gateway.commands.at(-1);
const tokenWith = (...scopes: readonly Scope[]) => gateway.tokenOf({ id: 'ann', scopes: [...scopes] });
const problem = (status: number, code: string) => expect.objectContaining({ status, code });

describe('a waiver', () => {
  it('is asked for in the name of who asks, unless somebody else owns it', async () => {
    const token = tokenWith('policy:author');
    await gateway.ask('POST', PATH, { json: { ...asked, ...WHY }, token });
    expect([last()?.type, last()?.data]).toStrictEqual([
      'RequestWaiver',
      { ...asked, owner: 'ann', ...digests },
    ]);
    await gateway.ask('POST', PATH, { json: { ...asked, owner: 'ben', ...WHY }, token });
    expect(last()?.data).toMatchObject({ owner: 'ben' });
  });

  it('is asked for with an expiry and a scope of a possible form, or refused', async () => {
    for (const json of [
      { ...asked, expiresAt: 'tomorrow' },
      { ...asked, scope: [] },
      { ...asked, scope: { package: 'lodash' } },
      { ...asked, owner: '' },
    ])
      expect((await gateway.ask('POST', PATH, { json })).body).toStrictEqual(problem(400, 'INPUT_INVALID'));
  });

  it('is renewed with another expiry', async () => {
    const { status } = await gateway.ask('POST', `${PATH}/gate.3/renew`, {
      json: { expiresAt, ...WHY },
      headers: { 'if-match': '"2"' },
    });
    expect([status < 300, last()?.type, last()?.ifMatch, last()?.data]).toStrictEqual([
      ...[true, 'RenewWaiver', '2'],
      { waiverId: 'gate.3', expiresAt, ...digests },
    ]);
  });

  it.each([
    ['approve', 'ApproveWaiver', 'policy:approve'],
    ['reject', 'RejectWaiver', 'policy:approve'],
    ['withdraw', 'WithdrawWaiver', 'policy:author'],
    ['revoke', 'RevokeWaiver', 'policy:operate'],
  ] as const)('is one to %s for who may, and is answered as it is then', async (verb, type, scope) => {
    const path = `${PATH}/gate.3/${verb}`;
    const answer = await gateway.ask('POST', path, {
      ...{ json: WHY, headers: { 'if-match': '"1"' } },
      token: tokenWith(scope),
    });
    expect([answer.status, answer.body, answer.headers.get('etag')]).toStrictEqual([
      ...[200, { waiverId: 'gate.3', revision: 2 }, '"2"'],
    ]);
    expect([last()?.type, last()?.ifMatch, last()?.data]).toStrictEqual([
      ...[type, '1'],
      { waiverId: 'gate.3', ...digests },
    ]);
    const refused = await gateway.ask('POST', path, { json: WHY, token: tokenWith('policy:read') });
    expect(refused.body).toStrictEqual(problem(403, 'ERR_SCOPE_MISMATCH'));
  });

  it('tells whoever reads it why it was asked for', async () => {
    await gateway.ask('POST', PATH, { json: { ...asked, ...WHY } });
    const { reasonDigest, ticketDigest } = Object(last()?.data);
    gateway.put('acme', waiverById('gate.4'), { waiverId: 'gate.4', reasonDigest, ticketDigest });
    const { body } = await gateway.ask('GET', `${PATH}/gate.4/texts`, { token: tokenWith('policy:read') });
    expect(body).toStrictEqual(WHY);
  });

  it.each(['gate', 'gate.0', 'Gate.1', 'gate.1.2/../x', '.1'])('is none that is called %s', async (id) => {
    const { status } = await gateway.ask('GET', `${PATH}/${encodeURIComponent(id)}`);
    expect(status).toBe(404);
  });
});

describe('the list of waivers', () => {
  it('takes filters of a possible form, and no others', async () => {
    const filter = `policyId=gate&state=approved&expiringBefore=${expiresAt}&activeAt=${expiresAt}&unused=true`;
    expect((await gateway.ask('GET', `${PATH}?${filter}`)).status).toBe(200);
    for (const wrong of ['state=expired', 'activeAt=now', 'policyId=Gate!', 'expired=true', 'unused=maybe'])
      expect((await gateway.ask('GET', `${PATH}?${wrong}`)).body).toStrictEqual(
        problem(400, 'INPUT_INVALID'),
      );
  });
});
