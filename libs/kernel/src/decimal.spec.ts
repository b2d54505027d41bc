import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
  addDecimals,
  clampDecimal,
  DECIMAL_TEXT,
  decimalOf,
  divideDecimals,
  formatDecimal,
  multiplyDecimals,
  parseDecimal,
  percentOfDecimals,
  type Decimal,
} from './decimal.ts';

const ONE = 10n ** 9n;
const LIMIT = 10n ** 24n;

const decimal = (text: string): Decimal => {
  const value = parseDecimal(text);
  if (value === undefined) throw new RangeError(`${text} is no decimal`);
  return value;
};
const written = (value: Decimal | undefined): string | undefined =>
  value === undefined ? undefined : formatDecimal(value);

/** Scaled values of every size, and the small ones where rounding shows. */
const decimals = fc
  .oneof(fc.bigInt({ min: 1n - LIMIT, max: LIMIT - 1n }), fc.bigInt({ min: -50n, max: 50n }))
  .map((scaled) => decimal(textOf(scaled)));

const textOf = (scaled: bigint): string => {
  const size = scaled < 0n ? -scaled : scaled;
  return `${scaled < 0n ? '-' : ''}${size / ONE}.${(size % ONE).toString().padStart(9, '0')}`;
};

/** The nearest integer to n/d, ties to even, by the two candidates around it and nothing else. */
const nearestEven = (n: bigint, d: bigint): bigint => {
  const [dividend, divisor] = d < 0n ? [-n, -d] : [n, d];
  let floor = dividend / divisor;
  if (floor * divisor > dividend) floor -= 1n;
  const below = dividend - floor * divisor;
  const above = divisor - below;
  if (below !== above) return below < above ? floor : floor + 1n;
  return floor % 2n === 0n ? floor : floor + 1n;
};
const within = (scaled: bigint): bigint | undefined =>
  scaled > -LIMIT && scaled < LIMIT ? scaled : undefined;

describe('parseDecimal', () => {
  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['+7', '7'],
    ['007.50', '7.5'],
    ['-0.10', '-0.1'],
    ['999999999999999.999999999', '999999999999999.999999999'],
    ['1.0000000000000', '1'],
  ])('reads %s as %s', (text, canonical) => expect(written(parseDecimal(text))).toBe(canonical));

  it.each([
    '',
    '.5',
    '5.',
    '1e3',
    '0x1',
    ' 1',
    '1 ',
    '1,5',
    '--1',
    'NaN',
    '٣',
    '1.0000000001',
    '1000000000000000',
  ])('does not read %j', (text) => expect(parseDecimal(text)).toBeUndefined());

  // Short texts go another way, which must not be another reading.
  it('reads a text as it reads the same one behind zeros', () => {
    const short = fc.string({ unit: fc.constantFrom('0', '1', '9', '.', '-', '+', 'e'), maxLength: 12 });
    fc.assert(
      fc.property(fc.oneof(short, decimals.map(formatDecimal)), (text) => {
        const sign = /^[+-]/.exec(text)?.[0] ?? '';
        const digits = text.slice(sign.length);
        const padded = /^\d/.test(digits) ? `${sign}${'0'.repeat(16)}${digits}` : text;
        expect(parseDecimal(text)).toBe(parseDecimal(padded));
      }),
      { numRuns: 2_000 },
    );
  });

  it('does not spend time on text that no decimal needs', () => {
    expect(parseDecimal('0'.repeat(1_000_000))).toBeUndefined();
    expect(parseDecimal(`0.${'0'.repeat(1_000_000)}1`)).toBeUndefined();
  });

  it('reads back what formatDecimal wrote, in one form', () => {
    fc.assert(
      fc.property(decimals, (value) => {
        const text = formatDecimal(value);
        expect(text).toMatch(DECIMAL_TEXT);
        expect(parseDecimal(text)).toBe(value);
      }),
    );
  });
});

describe('DECIMAL_TEXT', () => {
  it.each(['0', '-1', '0.5', '-0.5', '10', '999999999999999.999999999'])('takes %s', (text) =>
    expect(text).toMatch(DECIMAL_TEXT),
  );
  it.each(['-0', '+1', '01', '1.0', '1.', '.1', '1.0000000001', '1000000000000000', '-', '1\n'])(
    'refuses %j',
    (text) => expect(text).not.toMatch(DECIMAL_TEXT),
  );
});

describe('arithmetic', () => {
  it('is that of integers, rounded half to even at the ninth digit, or says that it went over', () => {
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        expect(addDecimals(a, b)).toBe(within(a + b));
        expect(multiplyDecimals(a, b)).toBe(within(nearestEven(a * b, ONE)));
        expect(divideDecimals(a, b)).toBe(b === 0n ? undefined : within(nearestEven(a * ONE, b)));
        expect(percentOfDecimals(a, b)).toBe(b === 0n ? undefined : within(nearestEven(a * 100n * ONE, b)));
      }),
      { numRuns: 1_000 },
    );
  });

  // A tie at the tenth digit goes to the even ninth one, below and above zero.
  it.each([
    ['0.000000001', '0.5', '0'],
    ['0.000000003', '0.5', '0.000000002'],
    ['0.000000005', '0.5', '0.000000002'],
    ['0.000000007', '0.5', '0.000000004'],
    ['-0.000000001', '0.5', '0'],
    ['-0.000000003', '0.5', '-0.000000002'],
    ['-0.000000005', '0.5', '-0.000000002'],
    ['0.000000001', '0.500000001', '0.000000001'],
    ['0.000000001', '0.499999999', '0'],
  ])('multiplies %s by %s to %s', (a, b, product) => {
    expect(written(multiplyDecimals(decimal(a), decimal(b)))).toBe(product);
  });

  it.each([
    ['1', '3', '0.333333333'],
    ['2', '3', '0.666666667'],
    ['0.000000001', '2', '0'],
    ['0.000000003', '2', '0.000000002'],
    ['0.000000003', '-2', '-0.000000002'],
    ['-0.000000005', '-2', '0.000000002'],
    ['7', '0', undefined],
    ['999999999999999', '0.1', undefined],
  ])('divides %s by %s to %s', (a, b, quotient) => {
    expect(written(divideDecimals(decimal(a), decimal(b)))).toBe(quotient);
  });

  it('adds without the error of doubles', () => {
    expect(written(addDecimals(decimal('0.1'), decimal('0.2')))).toBe('0.3');
  });

  it('clamps to its bounds', () => {
    const [low, high] = [decimalOf(0), decimalOf(10)];
    expect(
      ['-0.1', '0', '9.9', '10', '10.1'].map((text) => formatDecimal(clampDecimal(decimal(text), low, high))),
    ).toStrictEqual(['0', '0', '9.9', '10', '10']);
  });

  it('takes integers of at most 15 digits', () => {
    expect(written(decimalOf(-999_999_999_999_999))).toBe('-999999999999999');
    for (const number of [1_000_000_000_000_000, 0.5, NaN])
      expect(() => decimalOf(number)).toThrow(RangeError);
  });
});
