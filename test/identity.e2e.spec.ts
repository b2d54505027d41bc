import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { clientWith } from './support/client.ts';
import { at, jsonOf, listAt, textAt } from './support/json.ts';
import { policyctl } from './support/policyctl.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';

jest.setTimeout(60_000);

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, START_MS);
afterAll(() => stack?.stop(), START_MS);

describe('a token that is bound to a key of the session', () => {
  it('lets policyctl read and write, with a proof for each request', async () => {
    const login = await policyctl(stack, 'login', '--as', 'alice', '--tenant', 'acme', '--dpop');
    expect([login.exitCode, at(login.document, 'isBound')]).toStrictEqual([0, true]);
    const made = await policyctl(stack, 'policy', 'create', 'bound-gate', '--name', 'Bound gate');
    const listed = await policyctl(stack, 'policy', 'list');
    const ids = listAt(listed.document, 'items').map((item) => textAt(item, 'policyId'));
    expect([made.exitCode, listed.exitCode, ids]).toStrictEqual([0, 0, ['bound-gate']]);
    expect(at((await policyctl(stack, 'whoami')).document, 'isBound')).toBe(true);
  });

  it('is of no use to somebody who has the token alone', async () => {
    const home = join(stack.folder, 'policyctl');
    const [file = ''] = (await readdir(home)).filter((name) => name.endsWith('-dpop.json'));
    const token = textAt(jsonOf(await readFile(join(home, file), 'utf8')), 'token');
    const asBearer = await clientWith(stack, token, 'acme').get('/api/v1/policies');
    const headers = { authorization: `DPoP ${token}` };
    const unproven = await clientWith(stack, token, 'acme').get('/api/v1/policies', { headers });
    expect([asBearer, unproven].map(({ status, body }) => [status, at(body, 'code')])).toStrictEqual([
      [401, 'TOKEN_REFUSED'],
      [401, 'DPOP_PROOF_REFUSED'],
    ]);
  });
});
