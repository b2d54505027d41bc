import type { AggregateType, DecisionContext } from '@policy-registry/kernel';

import { refuse } from '../rejection-codes.ts';
import type { Tenant } from './state.ts';

/** How many of each a tenant may have where its settings say nothing. */
const QUOTAS = {
  policiesMax: 100_000,
  snapshotsMax: 100_000,
  environmentsMax: 100,
};

/** What is there for good once it was begun, and which quota counts it. What hangs on one of them needs none of its own. */
const QUOTA_OF: Readonly<Partial<Record<AggregateType, keyof typeof QUOTAS>>> = {
  policy: 'policiesMax',
  snapshot: 'snapshotsMax',
  environment: 'environmentsMax',
};

/** Whether a tenant may have only so many of this type, so that who decides on another one has to count them. */
export const isCounted = (type: AggregateType): boolean => QUOTA_OF[type] !== undefined;

/**
 * One more of a type begins only while the tenant has fewer than its quota. `siblings`: how many there are at least;
 * `undefined` where nothing begins. Two that begin at the same moment may not see each other, and both stand.
 */
export const requireRoom = (
  type: AggregateType,
  tenant: Tenant | undefined,
  context: Pick<DecisionContext, 'siblings' | 'reasons'>,
): void => {
  const { siblings } = context;
  const name = QUOTA_OF[type];
  if (name === undefined || siblings === undefined) return;
  const quota = (tenant?.status === 'open' ? tenant.settings[name] : undefined) ?? QUOTAS[name];
  if (siblings >= quota)
    refuse(context, 'QUOTA_REACHED', `the tenant has ${siblings}, and may have ${quota} (${name})`);
};
