import { parseTimestamp, type EpochMs } from '@policy-registry/kernel';

// What a waiver's expiry means is said here alone. Simulations, gates, the API and policyctl ask these functions; a spec
// looks for comparisons anywhere else.

/** What decides when a waiver is active: absent is what has not happened. */
export type Lasting = {
  readonly approvedAt: string | undefined;
  readonly expiresAt: string;
  /** When it was revoked, or another one took its place. */
  readonly endedAt: string | undefined;
};

/** The instants at which a waiver is active: from the first on and before the second. `undefined` where it never was approved. */
export const activityOf = ({
  approvedAt,
  expiresAt,
  endedAt,
}: Lasting): { readonly from: string; readonly until: string } | undefined =>
  approvedAt === undefined
    ? undefined
    : { from: approvedAt, until: endedAt !== undefined && at(endedAt) < at(expiresAt) ? endedAt : expiresAt };

/** Whether a waiver is active at an instant: approved by then, and neither expired nor ended before. */
export const activeAt = (waiver: Lasting, t: EpochMs): boolean => {
  const activity = activityOf(waiver);
  return activity !== undefined && at(activity.from) <= t && t < at(activity.until);
};

/** How long it is to the expiry; nothing and less where it has come. */
export const msToExpiry = ({ expiresAt }: Pick<Lasting, 'expiresAt'>, t: EpochMs): number =>
  at(expiresAt) - t;

const at = (timestamp: string): EpochMs => parseTimestamp(timestamp) ?? 0;
