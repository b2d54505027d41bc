import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { idFromCommand } from '@policy-registry/kernel';
import { queuedSimulations, simulationById } from '@policy-registry/read-models';

import { runningGateway, type RunningGateway } from '../testing/running-gateway.ts';

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runningGateway();
});
afterAll(() => gateway.close());
beforeEach(() => gateway.decide({ accepted: 7 }));

const named = { policyId: 'gate', snapshotId: 'snap' };
const post = (path: string, json: object, key = 'k') =>
  gateway.ask('POST', `/api/v1/simulations${path}`, { json, key });
const sent = () => gateway.commands.at(-1);

/** The simulation that a request with this key starts, as the read models have it. */
const known = async (path: string, json: object, row: object): Promise<string> => {
  gateway.decide('undecided');
  await post(path, json);
  gateway.decide({ accepted: 7 });
  const simulationId = idFromCommand(sent()?.commandId ?? '');
  gateway.put('acme', simulationById(simulationId), { simulationId, ...row });
  return simulationId;
};

describe('starting a batch', () => {
  it('hands on what it is to be compared with, by which engines, how often, how urgently and with which samples', async () => {
    const how = {
      base: { kind: 'version', version: 1 },
      engines: { base: 'e@1', candidate: 'e@2' },
      twin: false,
      priority: 'emergency',
      captureExplain: false,
    };
    await post('', { ...named, version: 2, ...how });
    expect(sent()).toMatchObject({ type: 'StartSimulation', data: { version: 2, ...how } });
  });

  it.each([
    [{ base: { kind: 'version' } }, '/base/version'],
    [{ base: { kind: 'whatever' } }, '/base/kind'],
    [{ engines: { base: '' } }, '/engines/base'],
    [{ priority: 'urgent' }, '/priority'],
    [{ twin: 'no' }, '/twin'],
    [{ captureExplain: 'no' }, '/captureExplain'],
    [{ revision: 1 }, '/revision'],
  ])('refuses %j with a pointer to it', async (more, pointer) => {
    const { status, body } = await post('', { ...named, version: 1, ...more });
    expect(status).toBe(400);
    expect(Reflect.get(Object(body), 'errors')).toContainEqual(expect.objectContaining({ pointer }));
  });

  it('answers 429 with the time to come again when as many wait as may', async () => {
    gateway.decide({ rejected: 'SIMULATION_QUEUE_FULL' });
    const { status, headers, body } = await post('', { ...named, version: 1 });
    expect([status, headers.get('retry-after')]).toStrictEqual([429, '10']);
    expect(body).toMatchObject({ code: 'SIMULATION_QUEUE_FULL' });
  });
});

describe('a quick simulation', () => {
  const asked = { ...named, revision: 3, sampleTuples: 50, captureExplain: false };

  it('is answered 201 when it is over', async () => {
    const simulationId = await known('/quick', asked, { state: 'succeeded', twin: 'none' });
    const { status, headers, body } = await post('/quick', asked);
    expect([status, body]).toMatchObject([201, { simulationId, state: 'succeeded' }]);
    expect(headers.get('location')).toBe(`/api/v1/simulations/${simulationId}`);
    expect(sent()?.data).toMatchObject({ ...asked, mode: 'quick', simulationId });
  });

  it('is answered 202 with its place while it runs on', async () => {
    const simulationId = await known('/quick', asked, { state: 'queued' });
    const { status, headers, body } = await post('/quick', asked);
    expect([status, body]).toMatchObject([202, { simulationId, state: 'queued' }]);
    expect(headers.get('location')).toBe(`/api/v1/simulations/${simulationId}`);
  });

  it.each([
    [{}, '/version'],
    [{ revision: 1, sampleTuples: 2_001 }, '/sampleTuples'],
    [{ revision: 1, shardTuples: 5 }, '/shardTuples'],
  ])('refuses %j with a pointer to it', async (more, pointer) => {
    const { status, body } = await post('/quick', { ...named, ...more });
    expect(status).toBe(400);
    expect(Reflect.get(Object(body), 'errors')).toContainEqual(expect.objectContaining({ pointer }));
  });
});

describe('what is asked of a simulation', () => {
  it.each([
    ['cancel', 'CancelSimulation'],
    ['retry', 'RetrySimulation'],
    ['twin', 'RequestTwin'],
  ])('%s is the command %s, answered with the simulation', async (wish, type) => {
    gateway.put('acme', simulationById('sim'), { simulationId: 'sim', state: 'running' });
    const { status, body } = await post(`/sim/${wish}`, {}, wish);
    expect([status, body]).toMatchObject([200, { simulationId: 'sim' }]);
    expect(sent()).toMatchObject({ type, data: { simulationId: 'sim' } });
  });

  it('needs the right to simulate', async () => {
    const token = gateway.tokenOf({ scopes: ['policy:read'] });
    const headers = { authorization: `Bearer ${token}` };
    const { status } = await gateway.ask('POST', '/api/v1/simulations/sim/cancel', {
      json: {},
      headers,
      key: 'x',
    });
    expect(status).toBe(403);
  });
});

describe('the queue', () => {
  it('is a list of its own, and no simulation of that name', async () => {
    const place = { simulationId: 'a', state: 'running', priority: 'normal' };
    gateway.put('acme', queuedSimulations(), place);
    const { status, body } = await gateway.ask('GET', '/api/v1/simulations/queue', {});
    expect([status, body]).toStrictEqual([200, { items: [place], next_page_token: null }]);
  });
});
