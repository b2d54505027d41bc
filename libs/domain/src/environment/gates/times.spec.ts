import { describe, expect, it } from '@jest/globals';
import { toTimestamp } from '@policy-registry/kernel';
import fc from 'fast-check';

import { DAYS, type MaintenanceWindow } from './settings.ts';
import { freezeAt, isMaintainedAt } from './times.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const twoDigits = (value: number): string => String(value).padStart(2, '0');
const timeOf = (minute: number): string => `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;
const times = fc.integer({ min: 0, max: 24 * 60 - 1 });
const windows: fc.Arbitrary<MaintenanceWindow> = fc
  .record({
    days: fc.uniqueArray(fc.constantFrom(...DAYS), { minLength: 1 }),
    from: times,
    to: fc.integer({ min: 1, max: 24 * 60 }),
    offset: fc.integer({ min: -14 * 60, max: 14 * 60 }),
  })
  .filter(({ from, to }) => from !== to)
  .map(({ days, from, to, offset }) => ({
    days,
    ...{ from: timeOf(from), to: timeOf(to) },
    utcOffset: `${offset < 0 ? '-' : '+'}${timeOf(Math.abs(offset))}`,
  }));
/** Also close to midnights and to the ends of weeks, where mistakes are. */
const instants = fc.oneof(
  fc.integer({ min: -10 * 365 * DAY_MS, max: 80 * 365 * DAY_MS }),
  fc
    .record({ day: fc.integer({ min: -30, max: 30_000 }), off: fc.integer({ min: -2, max: 2 }) })
    .map(({ day, off }) => day * DAY_MS + off * MINUTE_MS),
);

/** Told by the calendar of the platform, and by the days before and after. */
const isWithin = ({ days, from, to, utcOffset }: MaintenanceWindow, now: number): boolean =>
  [-1, 0].some((shift) => {
    const local = new Date(Date.parse(`1970-01-01T00:00:00${utcOffset}`) * -1 + now);
    const midnight = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate() + shift);
    const day = DAYS[(new Date(midnight).getUTCDay() + 6) % 7];
    const ms = (time: string): number => {
      const [hours = 0, minutes = 0] = time.split(':').map(Number);
      return (hours * 60 + minutes) * MINUTE_MS;
    };
    const begin = midnight + ms(from);
    const end = midnight + ms(to) + (ms(to) > ms(from) ? 0 : DAY_MS);
    return day !== undefined && days.includes(day) && begin <= local.getTime() && local.getTime() < end;
  });

describe('a maintenance window', () => {
  it('is open as the calendar says, in every offset and over every midnight', () => {
    fc.assert(
      fc.property(windows, instants, (window, now) => {
        expect(isMaintainedAt([window], now)).toBe(isWithin(window, now));
      }),
      { numRuns: 5_000 },
    );
  });

  it('begins with its first minute and is over with its last', () => {
    const window = { days: ['sun' as const], from: '22:30', to: '02:00', utcOffset: '+02:00' };
    const at = (text: string) => isMaintainedAt([window], Date.parse(text));
    expect(at('2026-03-01T20:29:59.999Z')).toBe(false);
    expect(at('2026-03-01T20:30:00.000Z')).toBe(true);
    expect(at('2026-03-01T23:59:59.999Z')).toBe(true);
    expect(at('2026-03-02T00:00:00.000Z')).toBe(false);
  });

  it('is one of several, and where there is none it is always time', () => {
    const whole = (day: (typeof DAYS)[number]) => ({
      ...{ days: [day], from: '00:00', to: '24:00', utcOffset: '-00:00' },
    });
    fc.assert(
      fc.property(instants, (now) => {
        expect(isMaintainedAt(DAYS.map(whole), now)).toBe(true);
        expect(isMaintainedAt([], now)).toBe(true);
      }),
    );
  });
});

describe('a freeze', () => {
  it('holds from its first instant on, and no longer at its last', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e12 }),
        fc.integer({ min: 1, max: 1e9 }),
        fc.integer({ min: -5, max: 5 }),
        (from, length, off) => {
          const freeze = { name: 'f', from: toTimestamp(from), to: toTimestamp(from + length) };
          expect(freezeAt([freeze], from + off) !== undefined).toBe(off >= 0 && off < length);
          expect(freezeAt([freeze], from + length + off) !== undefined).toBe(off < 0 && -off <= length);
        },
      ),
    );
  });

  it('that ends last is the one that is told', () => {
    const freeze = (name: string, day: number) => ({
      ...{ name, from: toTimestamp(0), to: toTimestamp(day * DAY_MS) },
    });
    expect(freezeAt([freeze('short', 1), freeze('long', 3), freeze('middle', 2)], 0)?.name).toBe('long');
  });
});
