import type { FollowUp, Job } from '@policy-registry/domain';

/** What follows from an event: jobs of the runners, and what it asks of other aggregates. */
export type Reactions = { readonly jobs: readonly Job[]; readonly commands: readonly FollowUp[] };

export const NOTHING: Reactions = { jobs: [], commands: [] };
