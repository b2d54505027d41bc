import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { deliveryById, deliveryPage, theWebhooks } from '@policy-registry/read-models';

import { runningGateway, type RunningGateway } from '../testing/running-gateway.ts';

const BASE = '/api/v1/tenant';
const definition = { url: 'https://ci.example/hook', events: ['policy'], isEnabled: true };
const secret = { keyId: 'a'.repeat(64), sealed: 'c2VhbGVk' };

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runningGateway();
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.put('acme', theWebhooks(), { webhooks: [], revision: 3 });
  gateway.put('acme', deliveryById('d-1'), { deliveryId: 'd-1', state: 'under_way' });
});
const last = () => gateway.commands.at(-1);

describe('webhooks', () => {
  it('are changed by commands, at the revision that was seen', async () => {
    const headers = { 'if-match': '"3"' };
    const changes = [
      ['PUT', 'webhooks/ci', { ...definition, secret, attemptsMax: 3 }],
      ['PUT', 'webhooks/ci', definition],
      ['DELETE', 'webhooks/ci', undefined],
    ] as const;
    for (const [method, path, json] of changes) {
      const { status, headers: given } = await gateway.ask(method, `${BASE}/${path}`, { json, headers });
      expect([status, given.get('etag'), last()?.ifMatch]).toStrictEqual([200, '"3"', '3']);
    }
    expect(gateway.commands.slice(-3).map(({ type, data }) => [type, data])).toStrictEqual([
      ['DefineWebhook', { webhookId: 'ci', ...definition, secret, attemptsMax: 3 }],
      ['DefineWebhook', { webhookId: 'ci', ...definition }],
      ['RemoveWebhook', { webhookId: 'ci' }],
    ]);
  });

  it.each([
    ['a secret as it is', { ...definition, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }],
    ['a secret that is no base64', { ...definition, secret: { ...secret, sealed: 'whsec_x' } }],
    ['no address', { events: [], isEnabled: true }],
    ['too many attempts', { ...definition, attemptsMax: 21 }],
    ['one filter that is no text', { ...definition, events: [1] }],
  ])('are not taken with %s', async (_what, json) => {
    const before = gateway.commands.length;
    const { status, body } = await gateway.ask('PUT', `${BASE}/webhooks/ci`, { json });
    expect([status, gateway.commands.length]).toStrictEqual([400, before]);
    expect(JSON.stringify(body)).not.toContain('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
  });

  it('come with the key that their secrets are sealed to, for administrators', async () => {
    const shown = await gateway.ask('GET', `${BASE}/webhook-sealing-key`);
    expect([shown.status, Object.keys(Object(shown.body)).sort()]).toStrictEqual([200, ['keyId', 'spki']]);
    const token = gateway.tokenOf({ scopes: ['policy:audit'] });
    expect((await gateway.ask('GET', `${BASE}/webhook-sealing-key`, { token })).status).toBe(403);
    expect((await gateway.ask('GET', `${BASE}/webhooks`, { token })).status).toBe(200);
  });
});

describe('deliveries', () => {
  it('are listed by their state, and a page goes on in the same list alone', async () => {
    const item = (position: number) => ({ deliveryId: `d-${position}`, position });
    gateway.put('acme', deliveryPage('dead')({ size: 2, after: undefined }), item(9), item(7));
    const path = `${BASE}/webhook-deliveries?page_size=1`;
    const { body } = await gateway.ask('GET', `${path}&state=dead`);
    const { items, next_page_token: next } = Object(body);
    expect(items).toStrictEqual([item(9)]);
    const elsewhere = await gateway.ask('GET', `${path}&page_token=${next}`);
    expect(elsewhere.status).toBe(400);
    expect((await gateway.ask('GET', `${path}&state=lost`)).status).toBe(400);
  });

  it('are replayed by a command', async () => {
    const { status } = await gateway.ask('POST', `${BASE}/webhook-deliveries/d-1/replay`);
    expect(status).toBe(200);
    expect(last()).toMatchObject({ type: 'ReplayDelivery', data: { deliveryId: 'd-1' } });
  });
});
