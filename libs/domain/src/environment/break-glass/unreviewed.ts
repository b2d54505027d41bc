import type { PromotionFactOf } from '../promotion-events.ts';

/** A promotion past the gates that nobody else has looked at yet. */
export type Unreviewed = { readonly version: number; readonly by: string; readonly endsBy: string };
/** By policy. */
export type AllUnreviewed = ReadonlyMap<string, Unreviewed>;

export const unreviewedWith = (
  all: AllUnreviewed,
  { policyId, version, promotedBy: by, breakGlass }: PromotionFactOf<'VersionPromoted'>['data'],
): AllUnreviewed =>
  breakGlass === undefined ? all : new Map(all).set(policyId, { version, by, endsBy: breakGlass.endsBy });

export const unreviewedWithout = (all: AllUnreviewed, policyId: string): AllUnreviewed =>
  new Map([...all].filter(([reviewed]) => reviewed !== policyId));
