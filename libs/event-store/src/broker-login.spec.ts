import { describe, expect, it } from '@jest/globals';

import { createUser } from '@nats-io/nkeys';

import { brokerLogin } from './broker-login.ts';

const tokenOf = (claims: object): string =>
  ['{}', JSON.stringify(claims), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');
const fileOf = (token: string, seed: string): Uint8Array =>
  new TextEncoder().encode(`-----BEGIN NATS USER JWT-----
${token}
------END NATS USER JWT------

************************* IMPORTANT *************************

-----BEGIN USER NKEY SEED-----
${seed}
------END USER NKEY SEED------
`);

describe('brokerLogin', () => {
  it('knows the inbox by the name in the token, and the private key', () => {
    const seed = new TextDecoder().decode(createUser().getSeed());
    const login = brokerLogin(fileOf(tokenOf({ name: 'auditor-x1' }), seed));
    expect([login.inboxPrefix, login.seed]).toStrictEqual(['_INBOX_auditor-x1', seed]);
  });

  it.each([
    ['is empty', new Uint8Array()],
    ['has no token', fileOf('', 'SUSECRET')],
    ['has a token without a name', fileOf(tokenOf({}), 'SUSECRET')],
    ['has a name that would open other inboxes', fileOf(tokenOf({ name: '*' }), 'SUSECRET')],
    ['has no private key', fileOf(tokenOf({ name: 'auditor' }), '')],
  ])('refuses a file that %s, and tells nothing of its content', (_what, file) => {
    const refused = () => brokerLogin(file);
    expect(refused).toThrow('the file holds no credentials of a broker user');
    expect(refused).not.toThrow(/SUSECRET/);
  });
});
