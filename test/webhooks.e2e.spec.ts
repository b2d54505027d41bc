import { generateKeyPairSync } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Webhook } from 'standardwebhooks';

import { problemOf } from './support/audit.ts';
import { accepted, signIn, signInAll, type Answer } from './support/client.ts';
import { policyFiles } from './support/examples.ts';
import { at, listAt, numberAt, textAt } from './support/json.ts';
import { allOf, createPolicy, draftVersion, saveCompiled, type People } from './support/lifecycle.ts';
import { policyctl } from './support/policyctl.ts';
import { environmentOf, startProgram } from './support/program.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';
import { webhookReceiver, type WebhookReceiver } from './support/webhook-receiver.ts';

jest.setTimeout(120_000);

const DELIVERED_MS = 60_000;
const webhooks = '/api/v1/tenant/webhooks';
const deliveries = '/api/v1/tenant/webhook-deliveries';

let stack: Stack;
let acme: People;
let receiver: WebhookReceiver;
const secrets: string[] = [];

beforeAll(async () => {
  stack = await startStack({
    runners: 1,
    env: { WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8', WEBHOOK_PLAIN_HTTP: 'true' },
  });
  [acme, receiver] = await Promise.all([signInAll(stack, 'acme'), webhookReceiver()]);
}, START_MS);

afterAll(async () => {
  await receiver?.close();
  await stack?.stop();
}, START_MS);

const asAdministrator = (...args: readonly string[]) =>
  policyctl(stack, ...args, '--as', 'dave', '--tenant', 'acme');

/** A new secret in a file, as its owner would make it. */
const secretFile = async (): Promise<string> => {
  const secret = textAt((await asAdministrator('webhook', 'secret')).document, 'secret');
  const file = join(stack.folder, `secret-${secrets.length}`);
  secrets.push(secret);
  await writeFile(file, secret, { mode: 0o600 });
  return file;
};
const set = async (id: string, ...options: readonly string[]): Promise<unknown> => {
  const { exitCode, document, stderr } = await asAdministrator('webhook', 'set', id, ...options);
  expect([exitCode, stderr]).toStrictEqual([0, expect.any(String)]);
  return document;
};
/** The delivery in this state, of the webhook. */
const deliveryIn = (state: string, webhookId: string): Promise<unknown> =>
  stack.until(`a delivery of ${webhookId} that is ${state}`, DELIVERED_MS, async () => {
    const page = accepted(await acme.erin.get(`${deliveries}?state=${state}`), 200);
    return listAt(page, 'items').find((one) => at(one, 'webhookId') === webhookId);
  });

describe('a webhook', () => {
  it('is told of every event that it wants, signed, and of nothing that somebody wrote', async () => {
    await set(
      'ci',
      '--to',
      receiver.url,
      '--events',
      'policy',
      'workspace',
      '--secret-file',
      await secretFile(),
    );
    const { alice } = acme;
    await createPolicy(alice, 'gate');
    await saveCompiled(stack, alice, 'gate', policyFiles('v1'));
    await draftVersion(alice, 'gate', { revision: 1, semver: '1.0.0' });

    const events = await allOf(acme.erin, '/api/v1/audit/events');
    const wanted = events.filter((event) =>
      ['policy', 'workspace'].includes(textAt(event, 'aggregate', 'type')),
    );
    expect(wanted.length).toBeGreaterThanOrEqual(4);
    await stack.until('every event told', DELIVERED_MS, async () =>
      receiver.received.length >= wanted.length ? true : undefined,
    );
    const verifier = new Webhook(secrets[0] ?? '');
    const told = receiver.received.map(({ body, headers }) => {
      const signed = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [
        name,
        String(headers[name]),
      ]);
      return verifier.verify(body, Object.fromEntries(signed));
    });
    expect(told.map((one) => textAt(one, 'data', 'eventId')).sort()).toStrictEqual(
      wanted.map((event) => textAt(event, 'eventId')).sort(),
    );
    expect(new Set(told.map((one) => textAt(one, 'type')))).toStrictEqual(
      new Set([
        'policy.PolicyCreated',
        'policy.VersionDrafted',
        'workspace.RevisionSaved',
        'workspace.RevisionCompiled',
      ]),
    );
    expect(receiver.received.map(({ body }) => body).join()).not.toContain('Policy gate');
    const delivered = await stack.until('every delivery recorded', DELIVERED_MS, async () => {
      const items = await allOf(acme.erin, deliveries);
      return items.length >= wanted.length ? items : undefined;
    });
    expect(delivered.map((one) => textAt(one, 'deliveryId')).sort()).toStrictEqual(
      receiver.received.map(({ headers }) => headers['webhook-id']).sort(),
    );
    expect(new Set(delivered.map((one) => at(one, 'state')))).toStrictEqual(new Set(['delivered']));
  });

  it('is signed with both of its secrets for a while after it was given another one', async () => {
    const before = receiver.received.length;
    const shown = await set(
      'ci',
      '--to',
      receiver.url,
      '--events',
      'policy',
      '--secret-file',
      await secretFile(),
    );
    expect(at(shown, 'webhooks', 0, 'secrets')).toMatchObject([
      { until: null },
      { until: expect.stringMatching(/Z$/) },
    ]);
    await createPolicy(acme.alice, 'second-gate');
    const { body, headers } = await stack.until('told', DELIVERED_MS, async () => receiver.received[before]);
    const signed = Object.fromEntries(
      ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [name, String(headers[name])]),
    );
    expect(secrets).toHaveLength(2);
    for (const secret of secrets)
      expect(textAt(new Webhook(secret).verify(body, signed), 'type')).toBe('policy.PolicyCreated');
  });

  it('whose receiver fails is tried again, is dead in the end, and is replayed under the same id', async () => {
    const options = ['--to', receiver.url, '--events', 'policy.PolicyCreated', '--attempts', '2'];
    await set('ci', ...options);
    const before = receiver.received.length;
    receiver.answers = 302;
    await createPolicy(acme.alice, 'third-gate');
    const dead = await deliveryIn('dead', 'ci');
    expect(dead).toMatchObject({ attempts: 2, lastStatus: 302, lastFault: 'STATUS_REFUSED' });
    expect(receiver.received.length).toBe(before + 2);

    receiver.answers = 200;
    const deliveryId = textAt(dead, 'deliveryId');
    const { exitCode } = await asAdministrator('webhook', 'replay', deliveryId);
    expect(exitCode).toBe(0);
    await stack.until('it delivered', DELIVERED_MS, async () => {
      const one = accepted(await acme.erin.get(`${deliveries}/${deliveryId}`), 200);
      return at(one, 'state') === 'delivered' ? one : undefined;
    });
    const tries = receiver.received.slice(before);
    expect(tries.map(({ headers }) => headers['webhook-id'])).toStrictEqual([
      deliveryId,
      deliveryId,
      deliveryId,
    ]);
    expect(new Set(tries.map(({ body }) => body)).size).toBe(1);
  });

  it('is refused an address that the operator did not allow, without a connection', async () => {
    await set(
      'meta',
      '--to',
      'http://169.254.169.254/latest',
      '--attempts',
      '1',
      '--secret-file',
      await secretFile(),
    );
    await createPolicy(acme.alice, 'fourth-gate');
    expect(await deliveryIn('dead', 'meta')).toMatchObject({
      lastStatus: null,
      lastFault: 'ADDRESS_REFUSED',
    });
    const { exitCode, document } = await asAdministrator('webhook', 'remove', 'meta');
    expect([exitCode, listAt(document, 'webhooks').length]).toStrictEqual([0, 1]);
  });

  it('is the administrator’s, of a tenant alone, and as it was seen', async () => {
    const body = { url: receiver.url, events: [], isEnabled: true };
    const { alice, dave } = acme;
    const refused = async (answer: Promise<Answer>) => problemOf(await answer);
    expect(await refused(alice.put(`${webhooks}/ci`, body))).toStrictEqual([403, 'ERR_SCOPE_MISMATCH']);
    expect(await refused(dave.put(`${webhooks}/new`, body))).toStrictEqual([422, 'WEBHOOK_INVALID']);
    const stale = { headers: { 'if-match': '"1"' } };
    expect(await refused(dave.put(`${webhooks}/ci`, body, stale))).toStrictEqual([412, 'RESOURCE_STALE']);
    const globex = await signIn(stack, 'dave', 'globex');
    expect(accepted(await globex.get(webhooks), 200)).toStrictEqual({ webhooks: [], revision: 0 });
    expect(listAt(accepted(await globex.get(deliveries), 200), 'items')).toStrictEqual([]);
    expect(numberAt(accepted(await dave.get(webhooks), 200), 'revision')).toBeGreaterThan(3);
  });

  it('shows the key that secrets are sealed to, where it has one', async () => {
    const usual = accepted(await acme.dave.get('/api/v1/tenant/webhook-sealing-key'), 200);
    expect(Object.keys(Object(usual)).sort()).toStrictEqual(['keyId', 'spki']);
    const pem = generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'pem' });
    const WEBHOOK_PUBLIC_KEY_FILE = join(stack.folder, 'other.pub.pem');
    await writeFile(WEBHOOK_PUBLIC_KEY_FILE, pem);
    const shown = [];
    for (const more of [{ WEBHOOK_PUBLIC_KEY_FILE }, {}]) {
      const other = await startProgram('gateway', { ...environmentOf(stack, 'gateway'), ...more });
      const dave = await signIn({ ...stack, gatewayUrl: other.url }, 'dave', 'acme');
      shown.push(await dave.get('/api/v1/tenant/webhook-sealing-key'));
      await other.stop();
    }
    const [with_, without] = shown;
    expect(Buffer.from(textAt(with_?.body, 'spki'), 'base64').toString('base64')).toBe(
      String(pem).split('\n').slice(1, -2).join(''),
    );
    expect([without?.status, at(without?.body, 'code')]).toStrictEqual([404, 'NOT_FOUND']);
  });
});

it('no secret of a webhook is in the log of events, in an answer, or in what the processes say', async () => {
  const events = await allOf(acme.erin, '/api/v1/audit/events');
  const shown = [
    JSON.stringify(events),
    JSON.stringify(await acme.dave.get(webhooks).then(({ body }) => body)),
  ];
  const logs = await Promise.all(
    (await readdir(stack.logs)).map((name) => readFile(join(stack.logs, name), 'utf8')),
  );
  expect(logs.join('').length).toBeGreaterThan(1_000);
  const said = [...shown, ...logs].join('\n');
  for (const secret of secrets) {
    const plain = secret.replace('whsec_', '');
    expect(
      [plain, Buffer.from(plain, 'base64').toString('hex')].filter((form) => said.includes(form)),
    ).toStrictEqual([]);
  }
});
