import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { BlobNotFound } from '@policy-registry/kernel';
import { policyById } from '@policy-registry/read-models';

import { runningGateway, type Asked, type RunningGateway } from '../testing/running-gateway.ts';

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runningGateway();
  gateway.put('acme', policyById('gate'), { policyId: 'gate' });
});
afterAll(() => gateway.close());
beforeEach(() =>
  gateway.decide({ accepted: 7, facts: [{ type: 'PolicyCreated', schemaVersion: 1, data: {} }] }),
);

const json = { policyId: 'gate', name: 'Gate' };
const create = (query: string, asked: Asked = {}) =>
  gateway.ask('POST', `/api/v1/policies${query}`, { json, ...asked });
const publish = (query: string) =>
  gateway.ask('POST', `/api/v1/policies/gate/versions/1/publish${query}`, {
    json: { reason: 'it is time', ticket: 'T-1' },
  });

describe('a dry run', () => {
  it('answers what the mutation would come to, wherever it would have made something', async () => {
    const { status, body, headers } = await create('?dryRun=true');
    expect([status, body]).toStrictEqual([
      200,
      { dryRun: true, wouldBe: 'accepted', facts: ['PolicyCreated'] },
    ]);
    expect([headers.get('location'), headers.get('x-registry-position')]).toStrictEqual([null, null]);
    expect(gateway.commands.at(-1)).toMatchObject({ type: 'CreatePolicy', dryRun: true });
  });

  it('says where nothing would change', async () => {
    gateway.decide({ unchanged: 7 });
    expect(await create('?dryRun=true')).toMatchObject({
      status: 200,
      body: { dryRun: true, wouldBe: 'unchanged', facts: [] },
    });
  });

  it('is refused as the mutation would be, with every reason and what was found', async () => {
    const faults = [{ code: 'POLICY_TEST_FAILED', detail: 'one.test', line: 3, column: 1 }];
    gateway.decide({ rejected: 'VERSION_TESTS_FAILED', detail: '1 of 1 failed', faults });
    expect(await publish('?dryRun=true')).toMatchObject({
      status: 422,
      body: {
        code: 'VERSION_TESTS_FAILED',
        detail: '1 of 1 failed',
        errors: [
          { code: 'VERSION_TESTS_FAILED', detail: '1 of 1 failed' },
          ...faults,
          { code: 'TICKET_MISSING', detail: 'it needs a ticket' },
        ],
      },
    });
  });

  it('needs no key, and has an id of its own each time that no command has which is meant', async () => {
    for (const query of ['?dryRun=true', '?dryRun=true', '', '?dryRun=false'])
      await create(query, { key: 'same' });
    expect(await create('?dryRun=true', { key: undefined })).toMatchObject({ status: 200 });
    const [first, second, meant, alsoMeant, keyless] = gateway.commands.slice(-5);
    expect(new Set([first, second, meant, keyless].map((one) => one?.commandId)).size).toBe(4);
    expect(alsoMeant?.commandId).toBe(meant?.commandId);
    expect([meant?.dryRun, alsoMeant?.dryRun]).toStrictEqual([undefined, undefined]);
  });

  it('is unavailable where nobody tells in time, and leaves nothing to look at', async () => {
    gateway.decide('undecided');
    const { status, body, headers } = await create('?dryRun=true');
    expect([status, body, headers.get('retry-after'), headers.get('location')]).toStrictEqual([
      503,
      expect.objectContaining({ code: 'UNAVAILABLE' }),
      '1',
      null,
    ]);
  });

  it('stores none of its texts', async () => {
    const stored = async (digest: unknown): Promise<boolean> => {
      try {
        await gateway.ports.blobs.get({ tenant: 'acme', digest: String(digest) });
        return true;
      } catch (error) {
        if (error instanceof BlobNotFound) return false;
        throw error;
      }
    };
    const keeps: boolean[] = [];
    for (const query of ['?dryRun=true', '']) {
      await publish(query);
      const { reasonDigest, ticketDigest } = gateway.commands.at(-1)?.data ?? {};
      keeps.push(await stored(reasonDigest), await stored(ticketDigest));
    }
    expect(keeps).toStrictEqual([false, false, true, true]);
  });

  it.each(['?dry=true', '?dryRun', '?dryRun=1', '?dryRun=true&dryRun=true', '?dryRun=true&x=1'])(
    'is not asked for by %s, which is refused',
    async (query) => {
      const sent = gateway.commands.length;
      expect(await create(query)).toMatchObject({ status: 400, body: { code: 'INPUT_INVALID' } });
      expect(gateway.commands.length).toBe(sent);
    },
  );
});
