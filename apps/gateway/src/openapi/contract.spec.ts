import process from 'node:process';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { theTenant } from '@policy-registry/read-models';
import fc from 'fast-check';

import { requestsTo } from '../testing/arbitrary-request.ts';
import { contractFault, describedOperations, resolved } from '../testing/described-operations.ts';
import { runningGateway, type RunningGateway } from '../testing/running-gateway.ts';

const RUNS = 40;
const FUZZ_MS = 60_000;

let gateway: RunningGateway;
let requests = 0;
beforeAll(async () => {
  gateway = await runningGateway();
  gateway.put('acme', theTenant(), {
    tenant: 'acme',
    status: 'open',
    revision: 1,
    settings: { authenticationAgeMaxMs: 1, simulationAgeMaxMs: 1 },
    approvalPolicy: { version: 1, approvals: 1 },
    openedAt: '2026-03-02T09:00:00.000Z',
  });
});
afterAll(async () => {
  process.stderr.write(
    `contract of the API: ${describedOperations.length} operations, ${requests} requests\n`,
  );
  await gateway.close();
});

describe('whatever is asked of it, as the document describes it and otherwise', () => {
  it.each(describedOperations.map((operation) => [operation.operationId, operation] as const))(
    '%s answers as the document says',
    async (_name, operation) => {
      await fc.assert(
        fc.asyncProperty(requestsTo(operation), async ({ path, headers, body }) => {
          requests += 1;
          const { 'Idempotency-Key': key, ...others } = headers;
          const answer = await gateway.ask(operation.method, path, {
            headers: others,
            key: key === '' ? undefined : key,
            ...(body !== undefined && { body }),
          });
          expect(contractFault(operation, answer)).toBeUndefined();
        }),
        { numRuns: RUNS },
      );
    },
    FUZZ_MS,
  );
});

/** Every member that a body may go without. */
const optionalMembers = describedOperations.flatMap((operation) => {
  const schema = operation.requestBody?.content['application/json']?.schema;
  const { properties = {}, required = [] } = schema === undefined ? {} : resolved(schema);
  return Object.keys(Object(properties))
    .filter((member) => !Array.isArray(required) || !required.includes(member))
    .map((member) => [operation.operationId, member, operation] as const);
});

describe('a member that a body may go without', () => {
  it.each(optionalMembers)('is not null: %s %s', async (_operation, member, { method, path }) => {
    const address = path.replaceAll(/\{\w+\}/g, '1');
    const answer = await gateway.ask(method, address, { json: { [member]: null } });
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: expect.arrayContaining([expect.objectContaining({ pointer: `/${member}` })]) },
    });
  });
});

describe('text that has no bytes, or that no table takes', () => {
  it.each(
    describedOperations
      .filter(({ requestBody }) => requestBody?.content['application/json'])
      .map((operation) => [operation.operationId, operation] as const),
  )('is refused by %s, as value and as name', async (_operation, { method, path }) => {
    const address = path.replaceAll(/\{\w+\}/g, '1');
    for (const body of [
      '{"reason":"\\ud800"}',
      '{"\\udc00":1}',
      '{"tags":["x\\ud800"]}',
      '{"reason":"a\\u0000"}',
    ])
      expect(
        await gateway.ask(method, address, { body, headers: { 'content-type': 'application/json' } }),
      ).toMatchObject({
        status: 400,
        body: {
          code: 'INPUT_INVALID',
          detail: expect.stringContaining('lone surrogate (RFC 7493 §2.1) or NUL'),
        },
      });
  });
});
