import type { Aggregate } from '../aggregate.ts';
import type { Tenant } from '../tenant/state.ts';
import { WEBHOOKS } from '../webhooks/events.ts';
import type { Webhooks } from '../webhooks/state.ts';
import { DeliveryCommand } from './commands.ts';
import { decide } from './decide.ts';
import { DeliveryFact } from './events.ts';
import { evolve, initialState, type Delivery } from './state.ts';

export type DeliveryNeeds = { readonly tenant: Tenant; readonly webhooks: Webhooks };

/** What became of telling one webhook of one event; its id is made of the two. */
export const delivery: Aggregate<Delivery, DeliveryCommand, DeliveryFact, DeliveryNeeds> = {
  type: 'delivery',
  Command: DeliveryCommand,
  commandTypes: DeliveryCommand.options.map(({ shape }) => shape.type.value),
  Fact: DeliveryFact,
  idOf: ({ data }) => data.deliveryId,
  needsOf: (_command, tenant) => ({
    tenant: { type: 'tenant', id: tenant },
    webhooks: { type: 'webhooks', id: WEBHOOKS },
  }),
  initialState,
  evolve,
  decide,
};
