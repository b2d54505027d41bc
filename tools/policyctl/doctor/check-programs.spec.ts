import { describe, expect, it } from '@jest/globals';

import { checkClocks, checkTrust } from './check-programs.ts';

const NOW_MS = Date.UTC(2026, 5, 1);
const DAY_MS = 24 * 60 * 60 * 1_000;

describe('evidence keys', () => {
  const key = (tenant: string, fromDays: number, toDays: number) => ({
    keyId: 'k',
    tenant,
    validFrom: new Date(NOW_MS + fromDays * DAY_MS).toISOString(),
    validTo: new Date(NOW_MS + toDays * DAY_MS).toISOString(),
  });
  const judged = (...keys: readonly ReturnType<typeof key>[]) => checkTrust(keys, ['acme', 'globex'], NOW_MS);

  it('are well when each tenant has one for a while', () => {
    expect(judged(key('acme', -1, 31), key('globex', -1, 31), key('acme', -90, -30))).toStrictEqual({
      name: 'evidence keys',
      status: 'ok',
      detail: 'a valid one for each of 2 tenants',
    });
  });

  it.each([
    ['has none', [key('acme', -1, 99)]],
    ['has one that expired', [key('acme', -1, 99), key('globex', -9, -1)]],
    ['has one that is not valid yet', [key('acme', -1, 99), key('globex', 1, 99)]],
  ])('are at fault when a tenant %s', (_what, keys) => {
    expect(judged(...keys)).toMatchObject({ status: 'fault', detail: 'no valid key of globex' });
  });

  it('are warned of a month before the last one expires', () => {
    expect(judged(key('acme', -1, 99), key('globex', -1, 29))).toMatchObject({
      status: 'warning',
      detail: expect.stringMatching(/globex$/),
      remedy: expect.stringMatching(/make a new key/),
    });
  });
});

describe('clocks', () => {
  const reading = (saysMs: number) => ({ whose: 'the broker', askedMs: 10_000, saysMs, answeredMs: 13_000 });

  it.each([10_000, 13_000, 8_000, 15_000])('are together when one says %i', (saysMs) => {
    expect(checkClocks([reading(saysMs)])).toMatchObject({ status: 'ok' });
  });

  it.each([
    [7_999, /the broker is 2.001 s behind/],
    [15_001, /the broker is 2.001 s ahead of/],
  ])('are apart when one says %i', (saysMs, detail) => {
    expect(checkClocks([reading(saysMs)])).toMatchObject({
      status: 'fault',
      detail: expect.stringMatching(detail),
      remedy: expect.stringMatching(/synchronise/),
    });
  });

  it('were not compared where nobody was asked', () => {
    expect(checkClocks([])).toMatchObject({ status: 'unknown' });
  });
});
