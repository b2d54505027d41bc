import type { Aggregate } from '../aggregate.ts';
import type { Bundle } from '../bundle/bundle.ts';
import type { Tenant } from '../tenant/state.ts';
import { ConsumersCommand } from './commands.ts';
import { decide } from './decide.ts';
import { ConsumersFact } from './events.ts';
import { evolve, initialState, type Consumers } from './state.ts';

export type ConsumersNeeds = { readonly tenant: Tenant; readonly bundle: Bundle };

/**
 * Who runs which bundle of an environment. Heartbeats are no commands: what they say that is not known yet comes here, so
 * that one which says the same as before is no event.
 */
export const consumers: Aggregate<Consumers, ConsumersCommand, ConsumersFact, ConsumersNeeds> = {
  type: 'consumers',
  Command: ConsumersCommand,
  commandTypes: ConsumersCommand.options.map(({ shape }) => shape.type.value),
  Fact: ConsumersFact,
  idOf: ({ data }) => data.environmentId,
  needsOf: ({ data }, tenant) => ({
    tenant: { type: 'tenant', id: tenant },
    bundle: { type: 'bundle', id: data.environmentId },
  }),
  initialState,
  evolve,
  decide,
};
