import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { simulationById } from '@policy-registry/read-models';

import { openPosition, positionToken } from '../read/tokens.ts';
import { NOW_MS } from '../testing/fake-registry.ts';
import { runningGateway, type RunningGateway } from '../testing/running-gateway.ts';

let nowMs = NOW_MS;
let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runningGateway({ now: () => nowMs });
});
afterAll(() => gateway.close());

const simulation = (id: string, state: string, evaluations: number) => ({
  simulationId: id,
  state,
  evaluations,
});

/** The events of a stream, each when it is asked for; `undefined` at the end. */
const stream = async (id: string, headers: Record<string, string> = {}) => {
  const token = gateway.tokenOf();
  const response = await fetch(`${gateway.url}/api/v1/simulations/${id}/events`, {
    headers: { authorization: `Bearer ${token}`, 'x-stella-tenant': 'acme', ...headers },
  });
  const reader = (response.body ?? new ReadableStream<Uint8Array>()).getReader();
  let text = '';
  return {
    response,
    next: async () => {
      while (!text.includes('\n\n')) {
        const { done, value } = await reader.read();
        if (done) return undefined;
        text += new TextDecoder().decode(value);
      }
      const [event = '', ...rest] = text.split('\n\n');
      text = rest.join('\n\n');
      const fields = new Map(
        event.split('\n').map((line) => [line.split(': ', 1)[0], line.slice(line.indexOf(': ') + 2)]),
      );
      return {
        event: fields.get('event'),
        id: fields.get('id') ?? '',
        data: JSON.parse(fields.get('data') ?? 'null'),
      };
    },
  };
};

describe('the progress of a simulation', () => {
  it('is what it is now, then every change, until it is over', async () => {
    gateway.put('acme', simulationById('one'), simulation('one', 'running', 1));
    const { response, next } = await stream('one');
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const first = await next();
    expect(first).toStrictEqual({
      event: 'progress',
      id: expect.any(String),
      data: simulation('one', 'running', 1),
    });

    gateway.put('acme', simulationById('one'), simulation('one', 'running', 2));
    gateway.projectTo(1_000_001);
    const second = await next();
    expect([second?.data, openPosition('acme', second?.id ?? '')]).toStrictEqual([
      simulation('one', 'running', 2),
      1_000_001,
    ]);

    gateway.put('acme', simulationById('one'), simulation('one', 'succeeded', 2));
    gateway.projectTo(1_000_002);
    expect((await next())?.data).toStrictEqual(simulation('one', 'succeeded', 2));
    expect(await next()).toBeUndefined();
  });

  it('is told once where it is over already', async () => {
    gateway.put('acme', simulationById('done'), simulation('done', 'failed', 0));
    const { next } = await stream('done', { 'last-event-id': positionToken('acme', 5) });
    expect((await next())?.data).toStrictEqual(simulation('done', 'failed', 0));
    expect(await next()).toBeUndefined();
  });

  it('is not told again when the news is about something else', async () => {
    gateway.put('acme', simulationById('quiet'), simulation('quiet', 'running', 1));
    const { next } = await stream('quiet');
    await next();
    gateway.projectTo(1_000_010);
    gateway.put('acme', simulationById('quiet'), simulation('quiet', 'succeeded', 1));
    gateway.projectTo(1_000_011);
    expect((await next())?.data).toStrictEqual(simulation('quiet', 'succeeded', 1));
  });

  it('is not resumed from a position of another tenant, nor from before the read models are there', async () => {
    gateway.put('acme', simulationById('far'), simulation('far', 'running', 1));
    const foreign = await gateway.ask('GET', '/api/v1/simulations/far/events', {
      headers: { 'last-event-id': positionToken('globex', 1) },
    });
    const ahead = await gateway.ask('GET', '/api/v1/simulations/far/events', {
      headers: { 'last-event-id': positionToken('acme', 9_999_999) },
    });
    expect([foreign.status, ahead.status]).toStrictEqual([400, 503]);
  });

  it('is that of no simulation of another tenant', async () => {
    gateway.put('globex', simulationById('theirs'), simulation('theirs', 'running', 1));
    expect((await gateway.ask('GET', '/api/v1/simulations/theirs/events')).status).toBe(404);
  });

  it('ends with the token of who looks', async () => {
    gateway.put('acme', simulationById('long'), simulation('long', 'running', 1));
    const { next } = await stream('long');
    await next();
    nowMs = NOW_MS + 60_001;
    gateway.projectTo(1_000_020);
    expect(await next()).toBeUndefined();
    nowMs = NOW_MS;
  });

  it('ends when the gateway drains', async () => {
    const drained = await runningGateway();
    drained.put('acme', simulationById('long'), simulation('long', 'running', 1));
    const streaming = drained.ask('GET', '/api/v1/simulations/long/events');
    drained.stop();
    expect((await streaming).status).toBe(200);
    await drained.close();
  });
});
