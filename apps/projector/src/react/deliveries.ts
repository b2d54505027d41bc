import {
  deliveryJobsOf,
  giveUpDelivery,
  redeliveryJobOf,
  requestedDelivery,
  transitionsOf,
} from '@policy-registry/domain';
import type { EventLog, RecordedEvent } from '@policy-registry/kernel';

import type { StateCache } from '../decide/state-cache.ts';
import { NOTHING, type Reactions } from './reactions.ts';
import { latestWebhooks } from './typed-states.ts';

type Sources = { readonly log: EventLog; readonly states: StateCache };

/** Whom the event has told: of itself, or once more of another one, where it asks for that. */
export const deliveriesAfter = async (sources: Sources, recorded: RecordedEvent): Promise<Reactions> => {
  const { tenant } = recorded.event;
  const request = requestedDelivery(recorded);
  if (request === undefined) {
    if (transitionsOf(recorded.event).length === 0) return NOTHING;
    return { jobs: deliveryJobsOf(recorded, await latestWebhooks(sources.states, tenant)), commands: [] };
  }
  const { type, id, version } = request.source;
  const { events } = await sources.log.load({ tenant, type, id });
  const told = events.find(({ event }) => event.aggregate.version === version)?.event;
  if (told === undefined) throw new Error(`${type} ${id} has no event ${version}, of which was told before`);
  const webhooks = await latestWebhooks(sources.states, tenant);
  const job = redeliveryJobOf(recorded, request, told, webhooks);
  return job === undefined
    ? { jobs: [], commands: [giveUpDelivery(recorded, request)] }
    : { jobs: [job], commands: [] };
};
