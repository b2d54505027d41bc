import { parseTimestamp, type EpochMs } from '@policy-registry/kernel';

import { DAYS, type Freeze, type MaintenanceWindow } from './settings.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
const WEEK_MINUTES = DAYS.length * DAY_MINUTES;
/** 1970-01-01 was a Thursday. */
const EPOCH_DAY = DAYS.indexOf('thu');

/** The freeze of that instant that ends last. What ends at an instant is over by then. */
export const freezeAt = (freezes: readonly Freeze[], now: EpochMs): Freeze | undefined =>
  freezes
    .filter(({ from, to }) => msOf(from) <= now && now < msOf(to))
    .reduce<Freeze | undefined>(
      (last, one) => (last === undefined || one.to > last.to ? one : last),
      undefined,
    );

/** Whether something may be promoted at that instant: at any time where there are no windows. */
export const isMaintainedAt = (windows: readonly MaintenanceWindow[], now: EpochMs): boolean =>
  windows.length === 0 || windows.some((window) => isWithin(window, now));

const isWithin = ({ days, from, to, utcOffset }: MaintenanceWindow, now: EpochMs): boolean => {
  const minute = minuteOfWeek(Math.floor(now / MINUTE_MS) + offsetMinutes(utcOffset));
  const begin = minutesOf(from);
  const end = minutesOf(to);
  const length = end > begin ? end - begin : end - begin + DAY_MINUTES;
  return days.some((day) => {
    const begun = DAYS.indexOf(day) * DAY_MINUTES + begin;
    return (minute - begun + WEEK_MINUTES) % WEEK_MINUTES < length;
  });
};

/** Of a local clock: 0 is midnight before Monday. */
const minuteOfWeek = (minuteSinceEpoch: number): number => {
  const minute = (minuteSinceEpoch + EPOCH_DAY * DAY_MINUTES) % WEEK_MINUTES;
  return minute < 0 ? minute + WEEK_MINUTES : minute;
};

const minutesOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
};

const offsetMinutes = (offset: string): number =>
  (offset.startsWith('-') ? -1 : 1) * minutesOf(offset.slice(1));

/** Stored instants have the one form, which always reads. */
const msOf = (instant: string): EpochMs => parseTimestamp(instant) ?? 0;
