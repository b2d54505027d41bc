import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { rateLimiter, type RateLimiter } from './rate-limiter.ts';

const tenInFive = { name: 'spec', quota: 10, windowSeconds: 5 };

const limiterAt = (policy = tenInFive, keysMax = 1_000) => {
  let now = 1_000_000;
  return {
    limiter: rateLimiter(policy, { nowMs: () => now, keysMax }),
    pass: (ms: number) => void (now += ms),
  };
};

/** Counts as many as pass now. */
const passing = (limiter: RateLimiter, key = 'a'): number => {
  let passed = 0;
  for (; limiter.look(key).retryAfterSeconds === 0; passed += 1) limiter.count(key);
  return passed;
};

describe('a rate', () => {
  it('lets its whole quota pass at once, and nothing beyond', () => {
    expect(passing(limiterAt().limiter)).toBe(10);
  });

  it('comes back evenly', () => {
    const { limiter, pass } = limiterAt();
    passing(limiter);
    pass(499);
    expect(passing(limiter)).toBe(0);
    pass(1);
    expect(passing(limiter)).toBe(1);
    pass(2_000);
    expect(passing(limiter)).toBe(4);
    pass(60_000);
    expect(passing(limiter)).toBe(10);
  });

  it('says what is left, when all is there again, and when one more passes', () => {
    const { limiter, pass } = limiterAt();
    expect(limiter.look('a')).toStrictEqual({ remaining: 10, resetSeconds: 0, retryAfterSeconds: 0 });
    limiter.count('a');
    expect(limiter.look('a')).toStrictEqual({ remaining: 9, resetSeconds: 1, retryAfterSeconds: 0 });
    passing(limiter);
    expect(limiter.look('a')).toStrictEqual({ remaining: 0, resetSeconds: 5, retryAfterSeconds: 1 });
    pass(500);
    expect(limiter.look('a')).toStrictEqual({ remaining: 1, resetSeconds: 5, retryAfterSeconds: 0 });
  });

  it('tells its keys apart', () => {
    const { limiter } = limiterAt();
    passing(limiter, 'a');
    expect(passing(limiter, 'b')).toBe(10);
  });

  it('counts amounts, and what is too much has to come back first', () => {
    const { limiter, pass } = limiterAt();
    limiter.count('a', 25);
    expect(limiter.look('a')).toStrictEqual({ remaining: 0, resetSeconds: 13, retryAfterSeconds: 8 });
    pass(8_000);
    expect(passing(limiter)).toBe(1);
  });

  it('is given back, but never more than it was', () => {
    const { limiter } = limiterAt();
    passing(limiter);
    limiter.count('a', -3);
    expect(limiter.look('a').remaining).toBe(3);
    limiter.count('b', -3);
    expect(limiter.look('b').remaining).toBe(10);
  });

  it('lets further keys share one quota when it knows as many as it may', () => {
    const { limiter, pass } = limiterAt(tenInFive, 2);
    limiter.count('a');
    limiter.count('b');
    expect(passing(limiter, 'c')).toBe(10);
    expect(limiter.look('d').remaining).toBe(0);
    expect(limiter.look('a').remaining).toBe(9);

    pass(60_000);
    limiter.count('d');
    expect(limiter.look('d').remaining).toBe(9);
    expect(limiter.look('e').remaining).toBe(10);
  });

  it('never lets more pass in any time than its quota and what came back', () => {
    const steps = fc.array(fc.tuple(fc.nat(3_000), fc.integer({ min: 1, max: 5 })), { maxLength: 60 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 500 }), (asked, quota) => {
        const { limiter, pass } = limiterAt({ name: 'spec', quota, windowSeconds: 7 });
        let passed = 0;
        let elapsedMs = 0;
        for (const [ms, requests] of asked) {
          pass(ms);
          elapsedMs += ms;
          for (let request = 0; request < requests; request += 1) {
            if (limiter.look('a').retryAfterSeconds > 0) continue;
            limiter.count('a');
            passed += 1;
          }
        }
        expect(passed).toBeLessThanOrEqual(quota + (elapsedMs * quota) / 7_000 + 1e-6);
      }),
    );
  });
});
