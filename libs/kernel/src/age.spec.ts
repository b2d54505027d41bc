import { describe, expect, it } from '@jest/globals';

import { ageMsAt, CLOCK_SKEW_MAX_MS } from './age.ts';

const NOW = 1_800_000_000_000;

describe('the age of an instant', () => {
  it.each([
    ['what was a day ago', 86_400_000, 86_400_000],
    ['what is now', 0, 0],
    ['what a clock within the skew says is still to come', -CLOCK_SKEW_MAX_MS, 0],
    ['what is to come', -CLOCK_SKEW_MAX_MS - 1, undefined],
  ])('of %s', (_of, before, age) => {
    expect(ageMsAt(NOW, NOW - before)).toBe(age);
  });
});
