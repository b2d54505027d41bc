import { expect } from '@jest/globals';

import { accepted, type Answer, type Client } from './client.ts';
import { at } from './json.ts';

/** The stored rows of an auditor's tenant, as hashes. */
export const stateOf = async (auditor: Client): Promise<unknown> =>
  accepted(await auditor.get('/api/v1/audit/state'), 200);

/** Does something that must leave every stored row of these auditors' tenants as it was. */
export const changingNothing = async <T>(auditors: readonly Client[], work: () => Promise<T>): Promise<T> => {
  const before = await Promise.all(auditors.map(stateOf));
  const result = await work();
  expect(await Promise.all(auditors.map(stateOf))).toStrictEqual(before);
  return result;
};

/** Status and code of a problem, after checking that it is one as RFC 9457 has it. */
export const problemOf = ({ status, headers, body }: Answer): readonly unknown[] => {
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(body).toMatchObject({
    type: expect.stringMatching(/^https:\/\/.*#[a-z0-9-]+$/),
    title: expect.stringMatching(/\S/),
    status,
    detail: expect.stringMatching(/\S/),
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  return [status, at(body, 'code')];
};
