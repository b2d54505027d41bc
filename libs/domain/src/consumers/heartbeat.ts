import { AggregateId, Sha256, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

import type { Consumer } from './state.ts';

/** Enforcement points of an environment that are known at once. */
export const CONSUMERS_MAX = 1_000;
/** How often a consumer says that it will be heard. */
export const HEARTBEAT_SECONDS_DEFAULT = 60;
export const HEARTBEAT_SECONDS_MAX = 3_600;
/** A consumer that was not heard for more than so many of its intervals is stale. */
export const MISSED_HEARTBEATS_MAX = 3;
/** One that was not heard for longer than this is forgotten, and its place is free. */
export const CONSUMER_KEPT_MS = 7 * 24 * 3_600_000;

export const HeartbeatSeconds = z.int().positive().max(HEARTBEAT_SECONDS_MAX);

/** What a consumer says of itself, as the edge passes it on. */
export const Heartbeat = z.strictObject({
  principal: z.string().min(1).max(128),
  bundleDigest: Sha256,
  intervalSeconds: HeartbeatSeconds,
});
export type Heartbeat = z.infer<typeof Heartbeat>;

export const Heard = z.strictObject({
  consumerId: AggregateId,
  principal: Heartbeat.shape.principal,
  bundleDigest: Sha256,
  seenAt: Timestamp,
});
export type Heard = z.infer<typeof Heard>;

export const Silent = z.strictObject({
  consumerId: AggregateId,
  seenAt: Timestamp,
  intervalSeconds: HeartbeatSeconds,
});
export type Silent = z.infer<typeof Silent>;

/** How long nothing may be heard of a consumer before it is stale. */
export const staleAfterMs = (intervalSeconds: number): number =>
  MISSED_HEARTBEATS_MAX * intervalSeconds * 1_000;

export type HeartbeatRefusal = 'CONSUMER_TAKEN' | 'CONSUMERS_FULL';

/** Why a heartbeat counts for nothing: its consumer is somebody else's, or there is no room for another one. */
export const heartbeatRefusal = (
  { principal }: Pick<Heartbeat, 'principal'>,
  known: Pick<Consumer, 'principal'> | undefined,
  consumers: number,
): HeartbeatRefusal | undefined => {
  if (known !== undefined) return known.principal === principal ? undefined : 'CONSUMER_TAKEN';
  return consumers < CONSUMERS_MAX ? undefined : 'CONSUMERS_FULL';
};
