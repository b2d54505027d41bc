import { sha } from './samples.ts';

const ofDelivery = {
  deliveryId: 'd-1',
  webhookId: 'ci',
  source: { type: 'policy', id: 'pay-gate', version: 8, eventId: 'e-1', name: 'policy.VersionPublished' },
};

/** One well-formed command of every type about webhooks and deliveries, and the aggregate it goes to. */
export const webhookCommands = {
  DefineWebhook: {
    to: 'webhooks.webhooks',
    data: {
      webhookId: 'ci',
      url: 'https://ci.example/hook',
      events: ['policy'],
      isEnabled: true,
      secret: { keyId: sha('k'), sealed: 'c2VhbGVk' },
    },
  },
  RemoveWebhook: { to: 'webhooks.webhooks', data: { webhookId: 'ci' } },
  RecordDelivery: {
    to: 'delivery.d-1',
    data: { ...ofDelivery, attempt: 1, outcome: { ok: false, fault: 'TIMED_OUT' } },
  },
  RetryDelivery: { to: 'delivery.d-1', data: { deliveryId: 'd-1', attempt: 1 } },
  ReplayDelivery: { to: 'delivery.d-1', data: { deliveryId: 'd-1' } },
} as const;
