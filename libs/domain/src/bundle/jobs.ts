import { reactionIdOf, type RecordedEvent } from '@policy-registry/kernel';

import type { FollowUp } from '../follow-ups.ts';
import type { JobOf } from '../jobs.ts';
import type { BundledPolicy } from './bound.ts';

/** An environment as it is by now, which is what is bundled. */
type Bundled = { readonly environmentId: string; readonly revision: number };

/** The job that makes and signs the bundle. An event that is reacted to later again asks for a newer one, which is as good. */
export const bundleJobOf = (
  { event }: RecordedEvent,
  { environmentId, revision }: Bundled,
  policies: readonly BundledPolicy[],
): JobOf<'bundle'> => {
  const { tenant, correlationId, eventId, recordedAt: causedAt } = event;
  return {
    jobId: reactionIdOf(eventId, `bundle ${revision}`),
    tenant,
    correlationId,
    causedAt,
    causationId: eventId,
    kind: 'bundle',
    data: { environmentId, revision, policies: [...policies] },
  };
};

/** What is bound is too much for one bundle. */
export const giveUpBundle = ({ event }: RecordedEvent, { environmentId, revision }: Bundled): FollowUp => ({
  commandId: reactionIdOf(event.eventId, `RecordBundleFailure ${revision}`),
  type: 'RecordBundleFailure',
  data: { environmentId, revision, code: 'BUNDLE_TOO_LARGE' },
});
