import { parseTimestamp } from '@policy-registry/kernel';

/** An RFC 3339 instant whole: its milliseconds, and the nanoseconds within the last of them. */
export type Instant = { readonly ms: number; readonly finer: number };

const NEVER: Instant = { ms: Number.NEGATIVE_INFINITY, finer: 0 };
const FINER_THAN_MS = /\.\d{3}(\d{1,6})/;

/** An absent or unparsable time lies before every other. */
export const instantOf = (text: string | undefined): Instant => {
  // `parseTimestamp` cuts what is finer than a millisecond.
  const ms = text === undefined ? undefined : parseTimestamp(text);
  if (text === undefined || ms === undefined) return NEVER;
  return { ms, finer: Number((FINER_THAN_MS.exec(text)?.[1] ?? '').padEnd(6, '0')) };
};

export const compareInstants = (a: string | undefined, b: string | undefined): number => {
  if (a === b) return 0;
  const [atA, atB] = [instantOf(a), instantOf(b)];
  return atA.ms === atB.ms ? atA.finer - atB.finer : atA.ms < atB.ms ? -1 : 1;
};

/** Whether a whole millisecond lies before the instant. */
export const isBefore = (epochMs: number, { ms, finer }: Instant): boolean =>
  epochMs < ms || (epochMs === ms && finer > 0);
