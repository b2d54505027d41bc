import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newTenantKey, wrapKey } from '@policy-registry/access';
import type { Scope } from '@policy-registry/domain';
import { rollOffsOf, versionByNumber } from '@policy-registry/read-models';

import { runningGateway, type RunningGateway } from '../testing/running-gateway.ts';

const PATH = '/api/v1/policies/gate/versions/1';
const TEXTS = { reason: 'the rule is too broad', ticket: 'SEC-9' };

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runningGateway();
  gateway.keepTextKey('acme', wrapKey({ kek: gateway.ports.kek, tenantKey: newTenantKey(), tenant: 'acme' }));
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.decide({ accepted: 7 });
  put(null);
});

const put = (stepBack: object | null): void => {
  const version = { policyId: 'gate', version: 1, state: 'draft', revision: 5 };
  gateway.put('acme', versionByNumber('gate', 1), { ...version, stepBack: stepBack && { ...stepBack } });
};
const tokenWith = (...scopes: readonly Scope[]) => gateway.tokenOf({ scopes: [...scopes] });
const problem = (status: number, code: string) => expect.objectContaining({ status, code });

describe.each([
  ['request-changes', 'RequestChanges', 'policy:review'],
  ['withdraw', 'WithdrawVersion', 'policy:author'],
  ['deprecate', 'DeprecateVersion', 'policy:operate'],
  ['archive', 'ArchiveVersion', 'policy:archive'],
  ['recall', 'RecallVersion', 'policy:operate'],
] as const)('POST …/%s', (step, type, scope) => {
  it('sends digests of the texts and the condition, and answers the version', async () => {
    const headers = { 'if-match': '"4"' };
    const asked = { json: TEXTS, headers, token: tokenWith(scope) };
    const { status, body, headers: answered } = await gateway.ask('POST', `${PATH}/${step}`, asked);
    expect([status, answered.get('etag')]).toStrictEqual([200, '"5"']);
    expect(body).toMatchObject({ policyId: 'gate', version: 1 });
    const digest = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(gateway.commands.at(-1)).toMatchObject({
      type,
      ifMatch: '4',
      data: { policyId: 'gate', version: 1, reasonDigest: digest, ticketDigest: digest },
    });
  });

  it('is refused without its scope, and sends nothing', async () => {
    const sent = gateway.commands.length;
    const others = ['policy:read', 'policy:approve', 'policy:publish', 'tenant:admin'] as const;
    const { body } = await gateway.ask('POST', `${PATH}/${step}`, {
      json: TEXTS,
      token: tokenWith(...others),
    });
    expect([body, gateway.commands.length]).toStrictEqual([problem(403, 'ERR_SCOPE_MISMATCH'), sent]);
  });

  it('leaves it to the domain to miss a reason', async () => {
    gateway.decide({ rejected: 'REASON_MISSING' });
    const { body } = await gateway.ask('POST', `${PATH}/${step}`, { json: {}, token: tokenWith(scope) });
    expect(body).toStrictEqual(problem(422, 'REASON_MISSING'));
    expect(gateway.commands.at(-1)?.data).toStrictEqual({ policyId: 'gate', version: 1 });
  });
});

describe('POST …/recall', () => {
  it('takes the range that ends with the version, too', async () => {
    const json = { ...TEXTS, fromVersion: 1 };
    const token = tokenWith('policy:operate');
    expect((await gateway.ask('POST', `${PATH}/recall`, { json, token })).status).toBe(200);
    expect(gateway.commands.at(-1)?.data).toMatchObject({ policyId: 'gate', version: 1, fromVersion: 1 });
    const zero = await gateway.ask('POST', `${PATH}/recall`, { json: { ...json, fromVersion: 0 }, token });
    expect(zero.body).toStrictEqual(problem(400, 'INPUT_INVALID'));
  });
});

describe('GET …/roll-offs', () => {
  it('says where the version is bound and what became of it elsewhere, to whoever reads it', async () => {
    const rollOffs = { policyId: 'gate', version: 1, boundIn: [], rolledOff: [] };
    gateway.put('acme', rollOffsOf('gate', 1), rollOffs);
    const ask = (number: number, ...scopes: readonly Scope[]) =>
      gateway.ask('GET', `/api/v1/policies/gate/versions/${number}/roll-offs`, {
        token: tokenWith(...scopes),
      });
    expect((await ask(1, 'policy:read')).body).toStrictEqual(rollOffs);
    expect((await ask(2, 'policy:read')).body).toStrictEqual(problem(404, 'NOT_FOUND'));
    expect((await ask(1, 'policy:operate')).body).toStrictEqual(problem(403, 'ERR_SCOPE_MISMATCH'));
  });
});

describe('GET …/step-back', () => {
  it('gives the texts of the last one to whoever reads the version', async () => {
    const token = tokenWith('policy:review');
    await gateway.ask('POST', `${PATH}/request-changes`, { json: TEXTS, token });
    const { reasonDigest, ticketDigest } = Object(gateway.commands.at(-1)?.data);
    const read = () => gateway.ask('GET', `${PATH}/step-back`, { token: tokenWith('policy:read') });
    put({ step: 'changes_requested', reasonDigest, ticketDigest });
    expect((await read()).body).toStrictEqual(TEXTS);
    put({ step: 'changes_requested', reasonDigest, ticketDigest: null });
    expect((await read()).body).toStrictEqual({ reason: TEXTS.reason });
  });

  it('is not found for a version that took none', async () => {
    const { body } = await gateway.ask('GET', `${PATH}/step-back`);
    expect(body).toStrictEqual(problem(404, 'NOT_FOUND'));
  });
});
