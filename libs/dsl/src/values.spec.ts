import { BANDS } from '@policy-registry/finding';
import { parseDecimal } from '@policy-registry/kernel';
import { describe, expect, it } from '@jest/globals';

import { bandOfScore, every, lowerBoundOf, not, shownValue, some, type Truth } from './values.ts';

const T = true;
const F = false;
const U = undefined;
const same = (truth: Truth): Truth => truth;

describe("Kleene's logic", () => {
  it.each<[Truth, Truth, Truth, Truth]>([
    // a, b, a and b, a or b
    [T, T, T, T],
    [T, F, F, T],
    [T, U, U, T],
    [F, T, F, T],
    [F, F, F, F],
    [F, U, F, U],
    [U, T, U, T],
    [U, F, F, U],
    [U, U, U, U],
  ])('of %p and %p has `and` %p and `or` %p', (a, b, and, or) => {
    expect(every([a, b], same)).toBe(and);
    expect(some([a, b], same)).toBe(or);
  });

  it.each<[Truth, Truth]>([
    [T, F],
    [F, T],
    [U, U],
  ])('has `not %p` be %p', (a, negated) => {
    expect(not(a)).toBe(negated);
  });

  it('has `and` true and `or` false over nothing', () => {
    expect(every([], same)).toBe(true);
    expect(some([], same)).toBe(false);
  });

  it('stops at the item that decides', () => {
    const seen: Truth[] = [];
    const see = (truth: Truth): Truth => {
      seen.push(truth);
      return truth;
    };
    every([T, U, F, T], see);
    some([F, U, T, F], see);
    expect(seen).toStrictEqual([T, U, F, F, U, T]);
  });
});

describe('the band of a score', () => {
  it.each([
    ['0', 'None'],
    ['0.000000001', 'Low'],
    ['3.999999999', 'Low'],
    ['4', 'Medium'],
    ['6.999999999', 'Medium'],
    ['7', 'High'],
    ['8.95', 'High'],
    ['9', 'Critical'],
    ['10', 'Critical'],
  ])('of %s is %s', (score, band) => {
    expect(bandOfScore(parseDecimal(score) ?? lowerBoundOf('None'))).toBe(band);
  });

  it('of a lower bound is the band itself', () => {
    expect(BANDS.map((band) => bandOfScore(lowerBoundOf(band)))).toStrictEqual([...BANDS]);
  });
});

it('shows text in quotes, so that it is not taken for unknown', () => {
  const values = [undefined, 'unknown', parseDecimal('1.50'), 3, true, ['a', parseDecimal('-2')]];
  expect(values.map(shownValue)).toStrictEqual(['unknown', '"unknown"', '1.5', 'High', 'true', '["a", -2]']);
});
