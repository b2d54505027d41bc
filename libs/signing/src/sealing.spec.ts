import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
  newSealingKeyPem,
  openWebhookSecret,
  publicSealingKeyOf,
  SealingKey,
  sealWebhookSecret,
} from './sealing.ts';
import { newSigningKeyPem } from './signing-key.ts';

const pem = newSealingKeyPem();
const key = publicSealingKeyOf(pem);
const purpose = { tenant: 'acme', webhookId: 'ci' };
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

describe('a sealed secret', () => {
  it('opens to what was sealed, whatever it was', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (text) => {
        expect(await openWebhookSecret(pem, purpose, await sealWebhookSecret(key, purpose, text))).toBe(text);
      }),
      { numRuns: 50 },
    ));

  it('is another text each time, and does not hold the secret', async () => {
    const [one, two] = await Promise.all([1, 2].map(() => sealWebhookSecret(key, purpose, secret)));
    expect(one?.sealed).not.toBe(two?.sealed);
    expect(Buffer.from(one?.sealed ?? '', 'base64').includes(Buffer.from(secret))).toBe(false);
  });

  it('opens for no other webhook, for no other tenant, and not with another key', async () => {
    const sealed = await sealWebhookSecret(key, purpose, secret);
    expect(await openWebhookSecret(pem, { ...purpose, webhookId: 'cd' }, sealed)).toBeUndefined();
    expect(await openWebhookSecret(pem, { ...purpose, tenant: 'globex' }, sealed)).toBeUndefined();
    const other = newSealingKeyPem();
    expect(await openWebhookSecret(other, purpose, sealed)).toBeUndefined();
    const { keyId } = publicSealingKeyOf(other);
    expect(await openWebhookSecret(other, purpose, { ...sealed, keyId })).toBeUndefined();
  });

  it('does not open when any byte of it was changed, or some are missing', async () => {
    const sealed = await sealWebhookSecret(key, purpose, secret);
    const bytes = Buffer.from(sealed.sealed, 'base64');
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const damaged = Buffer.from(bytes);
        // The highest bit of an X25519 public key is not looked at (RFC 7748 §5), but HPKE hashes the key as it was sent.
        damaged[at] = (damaged[at] ?? 0) ^ flip;
        const cut = bytes.subarray(0, at);
        for (const wrong of [damaged, cut])
          expect(
            await openWebhookSecret(pem, purpose, { ...sealed, sealed: wrong.toString('base64') }),
          ).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });
});

describe('a sealing key', () => {
  it('has the public half of the private one, as its file says', () => {
    expect(SealingKey.parse(key)).toStrictEqual(key);
    const spki = `-----BEGIN PUBLIC KEY-----\n${key.spki}\n-----END PUBLIC KEY-----\n`;
    expect(publicSealingKeyOf(spki)).toStrictEqual(key);
  });

  it('is X25519, and is named by its own digest', async () => {
    expect(() => publicSealingKeyOf(newSigningKeyPem())).toThrow('no X25519 key');
    expect(SealingKey.safeParse({ ...key, keyId: '0'.repeat(64) }).success).toBe(false);
  });
});
