import { changed, list, one, type Operation } from './answers.ts';

/** The operations on webhooks and their deliveries, by the names of their controllers' methods. */
export const WEBHOOK_OPERATIONS: Readonly<Record<string, Operation>> = {
  getWebhooks: { summary: 'Whom the tenant has told of its events', answers: one('Webhooks') },
  getSealingKey: {
    summary: 'The key that webhook secrets are sealed to; see docs/webhooks.md',
    answers: one('WebhookSealingKey'),
  },
  defineWebhook: {
    summary:
      'Define a webhook: where to, of which events, and its sealed secret. Beside another secret the one before signs for 24 h',
    answers: changed('Webhooks'),
    condition: 'optional',
  },
  removeWebhook: {
    summary: 'Remove a webhook; what waits for it is given up',
    answers: changed('Webhooks'),
    condition: 'optional',
  },
  listDeliveries: {
    summary: 'Deliveries that were tried, the youngest first; the dead ones with state=dead',
    answers: list('WebhookDelivery'),
  },
  getDelivery: { summary: 'A delivery and how its last attempt ended', answers: one('WebhookDelivery') },
  replayDelivery: {
    summary: 'Deliver once more what is dead, or was delivered',
    answers: changed('WebhookDelivery'),
  },
};
