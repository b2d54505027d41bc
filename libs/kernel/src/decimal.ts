declare const decimalBrand: unique symbol;

/**
 * An exact decimal with at most 15 integer and 9 fraction digits, held as an integer count of 10⁻⁹.
 * Compare with `<`, `===` and `>`; all arithmetic goes through the functions here.
 */
export type Decimal = bigint & { readonly [decimalBrand]: 'Decimal' };

const FRACTION_DIGITS_MAX = 9;
const ONE = 1_000_000_000n;
const MAGNITUDE_MAX = 10n ** 24n - 1n;

// Longer text can only be padded with zeros; it is not worth the time to find out.
const LITERAL_CHARS_MAX = 64;
const LITERAL = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/** Reads digits with an optional sign and fraction. `undefined` when it is no decimal or exceeds the limits. */
export const parseDecimal = (text: string): Decimal | undefined => parseShort(text) ?? parseAny(text);

const parseAny = (text: string): Decimal | undefined => {
  const match = text.length > LITERAL_CHARS_MAX ? null : LITERAL.exec(text);
  if (match === null) return undefined;
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > FRACTION_DIGITS_MAX) return undefined;
  const magnitude = BigInt((match[2] ?? '') + fraction.padEnd(FRACTION_DIGITS_MAX, '0'));
  return within(match[1] === '-' ? -magnitude : magnitude);
};

const POINT = '.'.charCodeAt(0);
const ZERO = '0'.charCodeAt(0);
const SHORT_CHARS_MAX = 15;
const SCALES = Array.from({ length: FRACTION_DIGITS_MAX + 1 }, (_, digits) => 10n ** BigInt(digits));

/**
 * The decimals that people write, without a sign and so short that a number counts their digits exactly: this is
 * several times faster. `undefined` for all others, decimals or not.
 */
const parseShort = (text: string): Decimal | undefined => {
  if (text.length > SHORT_CHARS_MAX) return undefined;
  let digits = 0;
  let point = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit >= 0 && digit <= 9) digits = digits * 10 + digit;
    else if (digit + ZERO === POINT && point === text.length) point = at;
    else return undefined;
  }
  const fractionDigits = Math.max(0, text.length - point - 1);
  const scale = SCALES[FRACTION_DIGITS_MAX - fractionDigits];
  const hasDigitsBeside = point > 0 && point !== text.length - 1;
  return hasDigitsBeside && scale !== undefined ? ((BigInt(digits) * scale) as Decimal) : undefined;
};

/** The canonical text, `-?(0|[1-9]\d{0,14})(\.\d{0,8}[1-9])?`; zero is `0`. */
export const formatDecimal = (value: Decimal): string => {
  const digits = (value < 0n ? -value : value).toString().padStart(FRACTION_DIGITS_MAX + 1, '0');
  const fraction = digits.slice(-FRACTION_DIGITS_MAX).replace(/0+$/, '');
  const integer = digits.slice(0, -FRACTION_DIGITS_MAX);
  return `${value < 0n ? '-' : ''}${integer}${fraction === '' ? '' : `.${fraction}`}`;
};

/** The text of a decimal in JSON. */
export const DECIMAL_TEXT = /^(?!-0$)-?(0|[1-9]\d{0,14})(\.\d{0,8}[1-9])?$/;

export const decimalOf = (integer: number): Decimal => {
  const value = Number.isSafeInteger(integer) ? within(BigInt(integer) * ONE) : undefined;
  if (value === undefined) throw new RangeError(`${integer} is not an integer of at most 15 digits`);
  return value;
};

/** `undefined` when the sum exceeds the limits. */
export const addDecimals = (a: Decimal, b: Decimal): Decimal | undefined => within(a + b);

/** Rounded half to even at the ninth fraction digit; `undefined` when the product exceeds the limits. */
export const multiplyDecimals = (a: Decimal, b: Decimal): Decimal | undefined =>
  within(divideHalfEven(a * b, ONE));

/** Rounded half to even at the ninth fraction digit; `undefined` for a zero divisor and beyond the limits. */
export const divideDecimals = (a: Decimal, b: Decimal): Decimal | undefined =>
  b === 0n ? undefined : within(divideHalfEven(a * ONE, b));

/** `part` in hundredths of `whole`, rounded and limited as a quotient is. */
export const percentOfDecimals = (part: Decimal, whole: Decimal): Decimal | undefined =>
  whole === 0n ? undefined : within(divideHalfEven(part * 100n * ONE, whole));

export const clampDecimal = (value: Decimal, low: Decimal, high: Decimal): Decimal =>
  value < low ? low : value > high ? high : value;

const within = (scaled: bigint): Decimal | undefined =>
  scaled > MAGNITUDE_MAX || scaled < -MAGNITUDE_MAX ? undefined : (scaled as Decimal);

const divideHalfEven = (dividend: bigint, divisor: bigint): bigint => {
  const quotient = dividend / divisor;
  const remainder = dividend % divisor;
  const twice = 2n * (remainder < 0n ? -remainder : remainder);
  const size = divisor < 0n ? -divisor : divisor;
  const roundsAway = twice > size || (twice === size && quotient % 2n !== 0n);
  if (!roundsAway) return quotient;
  return dividend < 0n === divisor < 0n ? quotient + 1n : quotient - 1n;
};
