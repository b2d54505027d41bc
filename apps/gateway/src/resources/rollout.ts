import { rolloutStateOf } from '@policy-registry/domain';
import { parseTimestamp, type EpochMs } from '@policy-registry/kernel';

import type { Resource } from '../read/read-models.ts';

/** A promotion with how far it has come by now; as it is where nothing of that is known. */
export const withRollout = (promotion: Resource, now: EpochMs): Resource => {
  const { rollout, endedAt } = promotion;
  const boundAt = typeof endedAt === 'string' ? parseTimestamp(endedAt) : undefined;
  if (rollout === null || rollout === undefined || boundAt === undefined)
    return { ...promotion, rollout: null };
  const { revision, consumers, reached } = Object(rollout);
  const state = rolloutStateOf({ boundAt, consumers, reached }, now);
  return { ...promotion, rollout: { state, revision, consumers, reached } };
};
