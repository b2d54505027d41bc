import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { parseTimestamp, toTimestamp } from './time.ts';

const FIRST_MS = Date.parse('0000-01-01T00:00:00.000Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');
const instants = fc.integer({ min: FIRST_MS, max: LAST_MS });

describe('toTimestamp', () => {
  it('writes what the platform writes, from year 0000 to 9999', () => {
    fc.assert(
      fc.property(instants, (ms) => expect(toTimestamp(ms)).toBe(new Date(ms).toISOString())),
      { numRuns: 2_000, examples: [[FIRST_MS], [LAST_MS], [0], [-1], [-86_400_000]] },
    );
  });

  it('knows every leap day', () => {
    for (const year of [0, 4, 1600, 1900, 1904, 2000, 2024, 2100, 2400]) {
      for (const day of [0, 1, 2]) {
        const ms = new Date(0).setUTCFullYear(year, 1, 28) + day * 86_400_000;
        expect(toTimestamp(ms)).toBe(new Date(ms).toISOString());
      }
    }
  });

  it('orders as text as the instants do', () => {
    fc.assert(fc.property(instants, instants, (a, b) => toTimestamp(a) < toTimestamp(b) === a < b));
  });

  it.each([FIRST_MS - 1, LAST_MS + 1, 0.5, NaN, Infinity])('refuses %p', (ms) =>
    expect(() => toTimestamp(ms)).toThrow(RangeError),
  );
});

describe('parseTimestamp', () => {
  it('reads back what toTimestamp wrote', () => {
    fc.assert(fc.property(instants, (ms) => parseTimestamp(toTimestamp(ms)) === ms));
  });

  it('takes the zone into account as the platform does', () => {
    const zones = fc.tuple(
      fc.constantFrom('+', '-'),
      fc.integer({ min: 0, max: 23 }),
      fc.integer({ min: 0, max: 59 }),
    );
    const inner = fc.integer({ min: FIRST_MS + 86_400_000, max: LAST_MS - 86_400_000 });
    fc.assert(
      fc.property(inner, zones, (ms, [sign, hours, minutes]) => {
        const zone = `${sign}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
        const text = new Date(ms).toISOString().replace('Z', zone);
        expect(parseTimestamp(text)).toBe(Date.parse(text));
      }),
    );
  });

  it.each([
    ['2030-01-01T00:00:00Z', '2030-01-01T00:00:00.000Z'],
    ['2030-01-01t00:00:00z', '2030-01-01T00:00:00.000Z'],
    ['2030-01-01T00:00:00.5Z', '2030-01-01T00:00:00.500Z'],
    ['2030-01-01T00:00:00.123999999Z', '2030-01-01T00:00:00.123Z'],
    ['2030-01-01T00:00:00-00:00', '2030-01-01T00:00:00.000Z'],
    ['1969-12-31T23:59:59.999Z', '1969-12-31T23:59:59.999Z'],
  ])('reads %s', (text, same) => expect(parseTimestamp(text)).toBe(Date.parse(same)));

  it.each([
    '',
    '2030-01-01',
    '2030-01-01T00:00:00',
    '2030-01-01 00:00:00Z',
    '2030-1-01T00:00:00Z',
    '2030-00-01T00:00:00Z',
    '2030-13-01T00:00:00Z',
    '2030-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2030-04-31T00:00:00Z',
    '2030-01-00T00:00:00Z',
    '2030-01-01T24:00:00Z',
    '2030-01-01T00:60:00Z',
    '2016-12-31T23:59:60Z',
    '2030-01-01T00:00:00+24:00',
    '2030-01-01T00:00:00+00:60',
    '2030-01-01T00:00:00.Z',
    '2030-01-01T00:00:00.1234567890Z',
    '+02030-01-01T00:00:00Z',
    ' 2030-01-01T00:00:00Z',
    '2030-01-01T00:00:00Z\n',
    '0000-01-01T00:00:00+00:01',
    '9999-12-31T23:59:59-00:01',
  ])('does not read %j', (text) => expect(parseTimestamp(text)).toBeUndefined());
});
