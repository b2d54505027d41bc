import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TooManyWaiting } from '@policy-registry/event-store';
import { COMMAND_LIFETIME_MS, commandIdOf, toTimestamp } from '@policy-registry/kernel';
import { policyById } from '@policy-registry/read-models';

import { positionToken } from '../read/tokens.ts';
import { NOW_MS } from '../testing/fake-registry.ts';
import { runningGateway, type RunningGateway } from '../testing/running-gateway.ts';

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runningGateway();
  gateway.put('acme', policyById('gate'), row);
});
afterAll(() => gateway.close());
beforeEach(() => gateway.decide({ accepted: 7 }));

const json = { policyId: 'gate', name: 'Gate' };
const row = { policyId: 'gate', name: 'Gate', description: '', tags: [], versions: 0 };
const create = (
  key: string,
  more: { readonly json?: unknown; readonly headers?: Record<string, string> } = {},
) => gateway.ask('POST', '/api/v1/policies', { json, key, ...more });
const idOf = (idempotencyKey: string) =>
  commandIdOf({
    tenant: 'acme',
    principalId: 'alice',
    method: 'POST',
    path: '/api/v1/policies',
    idempotencyKey,
  });

const problem = (status: number, code: string) => expect.objectContaining({ status, code });

describe('a mutation', () => {
  it('is sent as one command that says who asks, and by when it must be decided', async () => {
    await create('first', { headers: { 'x-request-id': 'request-1' } });
    expect(gateway.commands.at(-1)).toStrictEqual({
      commandId: idOf('first'),
      tenant: 'acme',
      type: 'CreatePolicy',
      data: { policyId: 'gate', name: 'Gate', description: '', tags: [] },
      principal: expect.objectContaining({ type: 'user', id: 'alice', isInteractive: true }),
      notAfter: toTimestamp(NOW_MS + COMMAND_LIFETIME_MS),
      correlationId: 'request-1',
    });
  });

  it('answers 201 with what it made, where that is, and how far a reader must be to see it', async () => {
    const { status, body, headers } = await create('made');
    expect([status, body]).toStrictEqual([201, row]);
    expect(headers.get('location')).toBe('/api/v1/policies/gate');
    expect(headers.get('x-registry-position')).toBe(positionToken('acme', 1_000_000));
  });

  it('answers 200 when it was so already', async () => {
    gateway.decide({ unchanged: 7 });
    const { status, body, headers } = await create('unchanged');
    expect([status, body, headers.get('location')]).toStrictEqual([200, row, null]);
  });

  it('answers the original result to a retry that the broker knows to be decided', async () => {
    await create('decided');
    gateway.decide({ accepted: 7 }, 'decided');
    const { status, body } = await create('decided');
    expect([status, body]).toStrictEqual([201, row]);
  });
});

describe('a mutation that is not over', () => {
  it('answers 202 and the place to look when nobody decides in time', async () => {
    gateway.decide('undecided');
    const { status, body, headers } = await create('slow');
    const location = `/api/v1/commands/${idOf('slow')}`;
    expect([status, headers.get('location')]).toStrictEqual([202, location]);
    expect(body).toStrictEqual({ commandId: idOf('slow'), status: 'pending' });
    expect(await gateway.ask('GET', location)).toMatchObject({
      status: 200,
      body: { commandId: idOf('slow'), status: 'pending' },
    });
  });

  it('answers 202 with its position when the read models are behind it', async () => {
    gateway.decide({ accepted: 1_000_001 });
    const { status, headers } = await create('ahead');
    expect([status, headers.get('x-registry-position')]).toStrictEqual([
      202,
      positionToken('acme', 1_000_001),
    ]);
  });

  it('answers 409 and the same place to a retry', async () => {
    gateway.decide('undecided', 'pending');
    const { status, body, headers } = await create('twice');
    expect([status, body]).toStrictEqual([409, problem(409, 'COMMAND_PENDING')]);
    expect(headers.get('location')).toBe(`/api/v1/commands/${idOf('twice')}`);
  });

  it('answers 422 when its key comes with another request', async () => {
    gateway.decide('undecided', 'reused');
    const { status, body } = await create('other');
    expect([status, body]).toStrictEqual([422, problem(422, 'IDEMPOTENCY_KEY_REUSED')]);
  });

  it('is unavailable when the broker does not confirm it', async () => {
    const cut = await runningGateway();
    cut.breakBroker();
    const { status, body, headers } = await cut.ask('POST', '/api/v1/policies', { json });
    expect([status, body, headers.get('retry-after')]).toStrictEqual([503, problem(503, 'UNAVAILABLE'), '1']);
    await cut.close();
  });

  it('is refused when as many of its tenant wait as may', async () => {
    const full = await runningGateway({ publish: () => Promise.reject(new TooManyWaiting()) });
    const { status, body, headers } = await full.ask('POST', '/api/v1/policies', { json });
    expect([status, body, headers.get('retry-after')]).toStrictEqual([
      429,
      problem(429, 'TOO_MANY_WAITING'),
      '1',
    ]);
    await full.close();
  });
});

describe('a key', () => {
  it('is needed', async () => {
    const { status, body } = await gateway.ask('POST', '/api/v1/policies', { json, key: undefined });
    expect([status, body]).toStrictEqual([400, problem(400, 'IDEMPOTENCY_KEY_REQUIRED')]);
  });

  it.each(['two words', 'x'.repeat(201)])('is no %s', async (key) => {
    const { status, body } = await create(key);
    expect([status, body]).toStrictEqual([400, problem(400, 'INPUT_INVALID')]);
  });

  it('is not taken for another request after that was decided', async () => {
    await create('once');
    gateway.decide({ accepted: 7 }, 'decided');
    const { status, body } = await create('once', { json: { ...json, name: 'Another' } });
    expect([status, body]).toStrictEqual([422, problem(422, 'IDEMPOTENCY_KEY_REUSED')]);
  });

  it('names another command for another caller, method and path', async () => {
    await create('same');
    const token = gateway.tokenOf({ id: 'bob' });
    await gateway.ask('POST', '/api/v1/policies', { json, key: 'same', token });
    await gateway.ask('POST', '/api/v1/policies/gate/versions', {
      json: { revision: 1, semver: '1.0.0' },
      key: 'same',
    });
    const ids = gateway.commands.slice(-3).map(({ commandId }) => commandId);
    expect(new Set(ids).size).toBe(3);
  });
});

describe('the outcome of a command', () => {
  it('says what came of it', async () => {
    await create('told');
    const { body } = await gateway.ask('GET', `/api/v1/commands/${idOf('told')}`);
    const aggregate = { type: 'policy', id: 'gate', version: 1 };
    expect(body).toStrictEqual({
      commandId: idOf('told'),
      status: 'accepted',
      aggregate,
      position: positionToken('acme', 7),
    });
  });

  it('says why it was refused, by the public code', async () => {
    gateway.decide({ rejected: 'VERSION_NOT_APPROVED', detail: 'version 1 is draft, not approved' });
    await create('refused');
    const { status, body } = await gateway.ask('GET', `/api/v1/commands/${idOf('refused')}`);
    expect(status).toBe(200);
    expect(body).toStrictEqual({
      commandId: idOf('refused'),
      status: 'rejected',
      code: 'ERR_POL_002',
      title: 'The version is not approved',
      detail: 'version 1 is draft, not approved',
      errors: [],
    });
  });

  it('is not told to another tenant', async () => {
    await create('private');
    const token = gateway.tokenOf({ tenant: 'globex' });
    const { status } = await gateway.ask('GET', `/api/v1/commands/${idOf('private')}`, {
      token,
      tenant: 'globex',
    });
    expect(status).toBe(404);
  });
});
