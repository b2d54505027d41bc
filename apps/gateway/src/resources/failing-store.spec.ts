import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { faultyBlobStore, inMemoryBlobStore } from '@policy-registry/object-store/testing';
import { theTenant } from '@policy-registry/read-models';

import { runningGateway, type RunningGateway } from '../testing/running-gateway.ts';

const { store, suffer } = faultyBlobStore(inMemoryBlobStore());
let gateway: RunningGateway;
let digest = '';
beforeAll(async () => {
  gateway = await runningGateway({ blobs: store });
  gateway.put('acme', theTenant(), { tenant: 'acme' });
  digest = Object((await put()).body).digest;
});
afterEach(() => suffer(undefined));
afterAll(() => gateway.close());

const headers = { 'content-type': 'application/octet-stream' };
const put = () => gateway.ask('POST', '/api/v1/blobs', { body: 'policy', headers, key: undefined });
const get = () => gateway.ask('GET', `/api/v1/blobs/${digest}`);
const problem = (status: number, code: string) => expect.objectContaining({ status, code });

describe('a store that fails', () => {
  it('late is answered late, and rightly', async () => {
    suffer('late');
    expect([(await put()).status, (await get()).body]).toStrictEqual([201, 'policy']);
  });

  it('to answer is 503, and says when to try again', async () => {
    suffer('away');
    for (const { status, body, headers: given } of [await put(), await get()])
      expect([status, body, given.get('retry-after')]).toStrictEqual([503, problem(503, 'UNAVAILABLE'), '1']);
  });

  it.each([
    ['corrupt', 500, 'BLOB_CORRUPT'],
    ['forgetful', 404, 'NOT_FOUND'],
  ] as const)('by being %s is told so, and no wrong byte is shown', async (fault, status, code) => {
    suffer(fault);
    const answer = await get();
    expect([answer.status, answer.body]).toStrictEqual([status, problem(status, code)]);
  });
});
