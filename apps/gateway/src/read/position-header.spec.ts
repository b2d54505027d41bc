import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { runningGateway, type RunningGateway } from '../testing/running-gateway.ts';
import { positionToken } from './tokens.ts';

const document = JSON.parse(
  readFileSync(new URL('../../../../openapi/openapi.json', import.meta.url), 'utf8'),
);

const FORMED: Readonly<Record<string, string>> = {
  waiverId: 'pay-gate.1',
  ...{ digest: 'a'.repeat(64), from: 'r1' },
  ...{ version: '1', revision: '1', seq: '1', proposal: '1', thread: '1', attempt: '1' },
};

/** Every read that says it waits for a position, with some address of it. */
const reads: readonly (readonly [string, string])[] = Object.entries(Object(document.paths)).flatMap(
  ([path, methods]) => {
    const parameters: readonly { name: string; in: string; required: boolean }[] =
      Object(methods).get?.parameters ?? [];
    if (!parameters.some(({ name }) => name === 'X-Registry-Position')) return [];
    const valueOf = (name: string): string => FORMED[name] ?? 'one';
    const query = parameters
      .filter((parameter) => parameter.in === 'query' && parameter.required)
      .map(({ name }) => `${name}=${valueOf(name)}`);
    const filled = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => valueOf(name));
    return [[Object(methods).get.operationId, [filled, ...query].join('?')] as const];
  },
);

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runningGateway();
});
afterAll(() => gateway.close());

describe('a position that a read sends back', () => {
  it.each(reads)('is refused by %s when another tenant was given it', async (_operation, path) => {
    const headers = { 'x-registry-position': positionToken('globex', 1) };
    expect(await gateway.ask('GET', path, { headers })).toMatchObject({
      status: 400,
      body: { code: 'POSITION_INVALID' },
    });
  });

  it('is listed for every read of a tenant', () => {
    expect(reads.length).toBeGreaterThan(30);
  });
});
