import { describe, expect, it } from '@jest/globals';

import { logDigest } from './log-digest.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const message = { seq: 1, storedAtMs: 5, subject: 'registry.evt.acme.policy.p', bytes: bytes('one') };
const log = [message, { ...message, seq: 2, subject: 'registry.evt.globex.policy.p', bytes: bytes('two') }];

const digestOf = (messages: readonly (typeof message)[]): string => {
  const digest = logDigest();
  for (const one of messages) digest.take(one);
  return digest.sha256();
};

describe('the digest of a log', () => {
  it.each([
    ['sequence', { seq: 3 }],
    ['time', { storedAtMs: 6 }],
    ['subject', { subject: 'registry.evt.globex.policy.q' }],
    ['bytes', { bytes: bytes('tw0') }],
  ])('is another when one message has another %s', (_what, change) => {
    const [first = message, second = message] = log;
    expect(digestOf([first, { ...second, ...change }])).not.toBe(digestOf(log));
  });

  it('is another in another order, and when what one message loses another gains', () => {
    expect(digestOf(log.toReversed())).not.toBe(digestOf(log));
    const [first = message, second = message] = log;
    const moved = [
      { ...first, bytes: bytes('onet') },
      { ...second, bytes: bytes('wo') },
    ];
    expect(digestOf(moved)).not.toBe(digestOf(log));
  });

  it('of the same messages is the same', () => expect(digestOf([...log])).toBe(digestOf(log)));

  it('names the first sequence that is missing, and every tenant', () => {
    const digest = logDigest();
    for (const seq of [1, 2, 4, 7]) digest.take({ ...message, seq });
    expect([digest.missingSeq(7), digest.tenants()]).toStrictEqual([3, ['acme']]);
    const whole = logDigest();
    for (const one of log) whole.take(one);
    expect([whole.missingSeq(2), whole.missingSeq(3), whole.tenants()]).toStrictEqual([
      undefined,
      3,
      ['acme', 'globex'],
    ]);
  });
});
