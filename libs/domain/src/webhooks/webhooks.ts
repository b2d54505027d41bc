import type { Aggregate } from '../aggregate.ts';
import type { Tenant } from '../tenant/state.ts';
import { WebhooksCommand } from './commands.ts';
import { decide } from './decide.ts';
import { WEBHOOKS, WebhooksFact } from './events.ts';
import { evolve, initialState, type Webhooks } from './state.ts';

export type WebhooksNeeds = { readonly tenant: Tenant };

/** Where a tenant wants to be told of its events. */
export const webhooks: Aggregate<Webhooks, WebhooksCommand, WebhooksFact, WebhooksNeeds> = {
  type: 'webhooks',
  Command: WebhooksCommand,
  commandTypes: WebhooksCommand.options.map(({ shape }) => shape.type.value),
  Fact: WebhooksFact,
  idOf: () => WEBHOOKS,
  needsOf: (_command, tenant) => ({ tenant: { type: 'tenant', id: tenant } }),
  initialState,
  evolve,
  decide,
};
