import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { SealBroken } from './sealing.ts';
import { newTenantKey, unwrapKey, wrapKey } from './tenant-keys.ts';
import { openText, sealText } from './text-cipher.ts';

const tenantKey = new Uint8Array(32).fill(7);
const otherKey = new Uint8Array(32).fill(8);
const reason = {
  tenantKey,
  tenant: 'acme',
  purpose: 'reason',
  commandId: 'c1',
  text: 'urgent: CVE-2030-1',
} as const;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('sealText', () => {
  it('opens to the same text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const sealed = sealText({ ...reason, text });
        expect(openText({ tenantKey, tenant: 'acme', purpose: 'reason', sealed })).toBe(text);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps a byte order mark', () => {
    const sealed = sealText({ ...reason, text: '\uFEFFx' });
    expect(openText({ tenantKey, tenant: 'acme', purpose: 'reason', sealed })).toBe('\uFEFFx');
  });

  it('seals the same command to the same bytes', () => {
    expect(hex(sealText(reason))).toBe(hex(sealText(reason)));
    // Stored bytes of version 1: they must stay readable, and a retry after an upgrade must still meet them.
    expect(hex(sealText(reason))).toBe(
      '014e80e608cfbef222ea049555885982633bd6122ac1d1f6f1ed642fd1ab04f55d16c0a6f4ef807dad9fbe71ed3a6b',
    );
  });

  it('uses another nonce for every other command, purpose, text and key', () => {
    const nonceOf = (change: Partial<Parameters<typeof sealText>[0]>): string =>
      hex(sealText({ ...reason, ...change }).subarray(1, 13));
    const nonces = [
      nonceOf({}),
      nonceOf({ commandId: 'c2' }),
      nonceOf({ purpose: 'ticket' }),
      nonceOf({ text: 'urgent: CVE-2030-2' }),
      nonceOf({ tenantKey: otherKey }),
    ];
    expect(new Set(nonces).size).toBe(nonces.length);
  });

  it.each([
    ['another key', { tenantKey: otherKey }],
    ['another tenant', { tenant: 'globex' }],
    ['another purpose', { purpose: 'comment' as const }],
  ])('does not open with %s', (_what, change) => {
    const opening = { tenantKey, tenant: 'acme', purpose: 'reason' as const, sealed: sealText(reason) };
    expect(() => openText({ ...opening, ...change })).toThrow(SealBroken);
  });

  it('does not open when any byte was changed or cut off', () => {
    const whole = sealText(reason);
    const opened = (sealed: Uint8Array) => () =>
      openText({ tenantKey, tenant: 'acme', purpose: 'reason', sealed });
    for (let at = 0; at < whole.length; at += 1) {
      const changed = Uint8Array.from(whole, (byte, index) => (index === at ? byte ^ 1 : byte));
      expect(opened(changed)).toThrow(SealBroken);
      expect(opened(whole.subarray(0, at))).toThrow(SealBroken);
    }
  });

  it('refuses text that UTF-8 cannot hold, and a key of another length', () => {
    expect(() => sealText({ ...reason, text: '\uD800' })).toThrow(RangeError);
    expect(() => sealText({ ...reason, tenantKey: new Uint8Array(16) })).toThrow(RangeError);
  });
});

describe('wrapKey', () => {
  const kek = new Uint8Array(32).fill(1);

  it('opens for the same installation and tenant alone', () => {
    const wrapped = wrapKey({ kek, tenantKey, tenant: 'acme' });
    expect(unwrapKey({ kek, wrapped, tenant: 'acme' })).toStrictEqual(tenantKey);
    expect(() => unwrapKey({ kek, wrapped, tenant: 'globex' })).toThrow(SealBroken);
    expect(() => unwrapKey({ kek: otherKey, wrapped, tenant: 'acme' })).toThrow(SealBroken);
  });

  it('never gives the same bytes twice', () => {
    const wrapped = Array.from({ length: 50 }, () => hex(wrapKey({ kek, tenantKey, tenant: 'acme' })));
    expect(new Set(wrapped).size).toBe(50);
  });

  it('wraps keys only', () => {
    expect(() => wrapKey({ kek, tenantKey: new Uint8Array(31), tenant: 'acme' })).toThrow(RangeError);
    expect(newTenantKey()).toHaveLength(32);
  });
});
