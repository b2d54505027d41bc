/** An instant as integer milliseconds since 1970-01-01T00:00:00Z; the only form of time inside pure code. */
export type EpochMs = number;

const DAY_MS = 86_400_000;

// Years of four digits only: 0000-01-01T00:00:00.000Z to 9999-12-31T23:59:59.999Z.
const INSTANT_MIN_MS = -62_167_219_200_000;
const INSTANT_MAX_MS = 253_402_300_799_999;

/** The one text form of an instant, `YYYY-MM-DDTHH:mm:ss.sssZ`, so that text order is time order. */
export const toTimestamp = (epochMs: EpochMs): string => {
  if (!Number.isInteger(epochMs) || epochMs < INSTANT_MIN_MS || epochMs > INSTANT_MAX_MS) {
    throw new RangeError(`${epochMs} is not an instant in the years 0000 to 9999`);
  }
  const days = Math.floor(epochMs / DAY_MS);
  const { year, month, day } = toCivil(days);
  const ms = epochMs - days * DAY_MS;
  const clock = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1_000) % 60].map((part) =>
    padded(Math.floor(part), 2),
  );
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}T${clock.join(':')}.${padded(ms % 1_000, 3)}Z`;
};

const RFC_3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:([Zz])|([+-])(\d{2}):(\d{2}))$/;

/**
 * Reads an RFC 3339 date-time with a zone; digits finer than a millisecond are cut. `undefined` when it is
 * none, names a day that does not exist, has a leap second (it has no epoch millisecond), or lies outside the
 * years 0000 to 9999 once its zone is taken into account.
 */
export const parseTimestamp = (text: string): EpochMs | undefined => {
  const match = RFC_3339.exec(text);
  if (match === null) return undefined;
  const localMs = toDayMs(match.slice(1, 4)) + toClockMs(match.slice(4, 7), match[7] ?? '');
  const zoneMs = (match[9] === '-' ? -1 : 1) * toClockMs([match[10] ?? '0', match[11] ?? '0', '0'], '');
  const epochMs = localMs - zoneMs;
  return epochMs >= INSTANT_MIN_MS && epochMs <= INSTANT_MAX_MS ? epochMs : undefined;
};

// Both answer NaN for a day or time that does not exist; no sum or comparison with it holds.
const toDayMs = (parts: readonly string[]): number => {
  const [year = NaN, month = NaN, day = NaN] = parts.map(Number);
  const exists = month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  return exists ? toDays(year, month, day) * DAY_MS : NaN;
};

const toClockMs = (parts: readonly string[], fraction: string): number => {
  const [hour = NaN, minute = NaN, second = NaN] = parts.map(Number);
  const exists = hour <= 23 && minute <= 59 && second <= 59;
  const fractionMs = Number(fraction.padEnd(3, '0').slice(0, 3));
  return exists ? (hour * 3_600 + minute * 60 + second) * 1_000 + fractionMs : NaN;
};

const padded = (value: number, width: number): string => String(value).padStart(width, '0');
const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const daysInMonth = (year: number, month: number): number =>
  month === 2 ? (isLeapYear(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;

// Proleptic Gregorian calendar, with years that begin in March so that the leap day comes last:
// 146,097 days make 400 years, and (153 m + 2) / 5 days precede month m of such a year.
const toDays = (year: number, month: number, day: number): number => {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
};

const toCivil = (days: number): { readonly year: number; readonly month: number; readonly day: number } => {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const leapDays =
    Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return { year, month, day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1 };
};
