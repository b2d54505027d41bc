import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';

import { webhookHeaders, webhookKeyOf } from './sign-webhook.ts';

const secretOf = (bytes: Uint8Array): string => `whsec_${Buffer.from(bytes).toString('base64')}`;
const secret = fc.uint8Array({ minLength: 24, maxLength: 64 }).map(secretOf);
const keyOf = (text: string): Uint8Array => {
  const key = webhookKeyOf(text);
  if (key === undefined) throw new Error(`${text} is no secret`);
  return key;
};
const headersOf = (body: string, ...secrets: readonly string[]) =>
  webhookHeaders('d-1', { body, nowMs: Date.now(), keys: secrets.map(keyOf) });

describe('a signature', () => {
  it('is one that the library of Standard Webhooks takes, over exactly that body', () =>
    fc.assert(
      fc.property(secret, fc.json(), (text, body) => {
        const headers = { ...headersOf(body, text) };
        expect(new Webhook(text).verify(body, headers)).toStrictEqual(JSON.parse(body));
        expect(() => new Webhook(text).verify(`${body} `, headers)).toThrow();
        expect(() => new Webhook(text).verify(body, { ...headers, 'webhook-id': 'd-2' })).toThrow();
      }),
    ));

  it('of two secrets is taken by who knows either of them, and by nobody else', () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(secret, { minLength: 3, maxLength: 3 }),
        ([one = '', two = '', other = '']) => {
          const headers = { ...headersOf('{}', one, two) };
          for (const known of [one, two]) expect(new Webhook(known).verify('{}', headers)).toStrictEqual({});
          expect(() => new Webhook(other).verify('{}', headers)).toThrow();
        },
      ),
    ));
});

it.each([
  ['without its prefix', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
  ['that is no base64', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS!'],
  ['of too few bytes', secretOf(new Uint8Array(23))],
  ['of too many bytes', secretOf(new Uint8Array(65))],
  ['of nothing', ''],
])('a secret %s is none', (_what, text) => expect(webhookKeyOf(text)).toBeUndefined());
