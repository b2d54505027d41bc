import { rollOffOf, suspicionsAfter, type FollowUp } from '@policy-registry/domain';
import type { EventLog, RecordedEvent } from '@policy-registry/kernel';

import type { StateCache } from '../decide/state-cache.ts';
import { latestEnvironment, latestPolicy } from './typed-states.ts';

export type RollOffOptions = { readonly log: Pick<EventLog, 'ids'>; readonly states: StateCache };

/**
 * What rolls environments off versions that may be bound nowhere. Which environments there are is asked of the log: one that
 * is begun later is no matter, since what it binds is looked at then.
 */
export const rollOffsAfter = async (
  { log, states }: RollOffOptions,
  { event }: RecordedEvent,
): Promise<readonly FollowUp[]> => {
  const { tenant, eventId } = event;
  const commands: FollowUp[] = [];
  for (const { policyId, environmentId: only } of suspicionsAfter(event)) {
    const policy = await latestPolicy(states, tenant, policyId);
    const environmentIds = only === undefined ? await log.ids({ tenant, type: 'environment' }) : [only];
    for (const environmentId of environmentIds) {
      const environment = await latestEnvironment(states, tenant, environmentId);
      commands.push(...rollOffOf(eventId, { environmentId, policyId }, { environment, policy }));
    }
  }
  return commands;
};
