import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DOCUMENTS_MAX, FILES_MAX } from '@policy-registry/domain';
import { policyById } from '@policy-registry/read-models';

import { BODY_BYTES_MAX, runningGateway, type RunningGateway } from '../testing/running-gateway.ts';
import { BODY_DEPTH_MAX } from './request-pipe.ts';

// A busy machine takes its time.
jest.setTimeout(60_000);

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runningGateway();
  gateway.put('acme', policyById('gate'), { policyId: 'gate' });
});
afterAll(() => gateway.close());

const digest = 'a'.repeat(64);
const many = <T>(count: number, item: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => item(index));
/** A body of exactly so many bytes. */
const ofBytes = (bytes: number): string => {
  const body = JSON.stringify({ policyId: 'gate', name: 'Gate' });
  return `${body}${' '.repeat(bytes - body.length)}`;
};
/** Nested exactly so deep, in a member that nobody knows. */
const ofDepth = (levels: number): string =>
  `{"policyId":"gate","name":"Gate","x":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;

const JSON_TYPE = { 'content-type': 'application/json' };
const post = (path: string) => (body: string) => gateway.ask('POST', path, { body, headers: JSON_TYPE });
const files = (count: number) =>
  JSON.stringify({ files: many(count, (index) => ({ path: `f${index}`, digest })) });
const documents = (count: number) =>
  JSON.stringify({ documents: many(count, (index) => ({ name: `d${index}`, kind: 'trivy', digest })) });

const publish = (body: object) => post('/api/v1/policies/gate/versions/1/publish')(JSON.stringify(body));

const cases = [
  {
    what: 'bytes of a JSON body',
    max: BODY_BYTES_MAX,
    ask: (bytes: number) => post('/api/v1/policies')(ofBytes(bytes)),
    within: { status: 201 },
    beyond: [413, 'BODY_TOO_LARGE', 'longer'],
  },
  {
    what: 'levels of a JSON body',
    max: BODY_DEPTH_MAX,
    ask: (levels: number) => post('/api/v1/policies')(ofDepth(levels)),
    within: { status: 400, body: { detail: 'the body has 1 fault' } },
    beyond: [400, 'INPUT_INVALID', 'nested deeper'],
  },
  {
    what: 'rows of a page',
    max: 500,
    ask: (size: number) => gateway.ask('GET', `/api/v1/policies?page_size=${size}`),
    within: { status: 200 },
    beyond: [400, 'INPUT_INVALID', 'the query has'],
  },
  {
    what: 'files of a workspace',
    max: FILES_MAX,
    ask: (count: number) =>
      gateway.ask('PUT', '/api/v1/policies/gate/workspace', {
        body: files(count),
        headers: { ...JSON_TYPE, 'if-none-match': '*' },
      }),
    within: { status: 422, body: { code: 'BLOB_UNKNOWN' } },
    beyond: [400, 'INPUT_INVALID', 'the body has'],
  },
  {
    what: 'documents of a snapshot',
    max: DOCUMENTS_MAX,
    ask: (count: number) => post('/api/v1/snapshots')(documents(count)),
    within: { status: 422, body: { code: 'BLOB_UNKNOWN' } },
    beyond: [400, 'INPUT_INVALID', 'the body has'],
  },
  {
    what: 'characters of an Idempotency-Key',
    max: 200,
    ask: (chars: number) =>
      gateway.ask('POST', '/api/v1/policies', {
        key: 'k'.repeat(chars),
        body: ofBytes(100),
        headers: JSON_TYPE,
      }),
    within: { status: 201 },
    beyond: [400, 'INPUT_INVALID', ''],
  },
  {
    what: 'characters of a reason',
    max: 2_000,
    ask: (chars: number) => publish({ reason: 'r'.repeat(chars), ticket: 'T-1' }),
    within: { status: 202 },
    beyond: [400, 'INPUT_INVALID', 'the body has'],
  },
  {
    what: 'characters of a ticket',
    max: 200,
    ask: (chars: number) => publish({ reason: 'because', ticket: 't'.repeat(chars) }),
    within: { status: 202 },
    beyond: [400, 'INPUT_INVALID', 'the body has'],
  },
] as const;

describe('a request', () => {
  // Whatever else it is told: its files and documents were never uploaded, and the member that is so deep is not known.
  it.each(cases)('may have $max $what', async ({ max, ask, within }) => {
    expect(await ask(max)).toMatchObject(within);
  });

  it.each(cases)('has no more than $max $what', async ({ max, ask, beyond: [status, code, because] }) => {
    const refused = await ask(max + 1);
    expect(refused.body).toMatchObject({ status, code, detail: expect.stringContaining(because) });
  });

  it('is refused with lists that go on and on, and is told of the first faults alone', async () => {
    const body = JSON.stringify({ policyId: 'gate', name: 'Gate', tags: many(20_000, () => 1) });
    const refused = await post('/api/v1/policies')(body);
    expect(refused.status).toBe(400);
    expect(Object(refused.body).errors.length).toBeLessThanOrEqual(50);
  });

  it('is told of 50 faults, and of no more where there are more', async () => {
    const faultsOf = async (count: number): Promise<number> => {
      const wrong = many(count, (index) => ({ path: `f${index}`, digest: 'none' }));
      const { body } = await gateway.ask('PUT', '/api/v1/policies/gate/workspace', {
        body: JSON.stringify({ files: wrong }),
        headers: { ...JSON_TYPE, 'if-none-match': '*' },
      });
      return Object(body).errors.length;
    };
    expect([await faultsOf(49), await faultsOf(50), await faultsOf(51)]).toStrictEqual([49, 50, 50]);
  });
});
