import { sha } from './samples.ts';

const ofDelivery = {
  deliveryId: 'd-1',
  webhookId: 'ci',
  source: { type: 'policy', id: 'pay-gate', version: 8, eventId: 'e-1', name: 'policy.VersionPublished' },
};

/** One well-formed command of every type about webhooks, deliveries, bundles and their consumers, and the aggregate it goes to. */
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
  RecordBundle: {
    to: 'bundle.prod',
    data: {
      ...{ environmentId: 'prod', revision: 5, bundleDigest: sha('tar'), sizeBytes: 10_240, policies: 1 },
      ...{ attestationId: sha('bundle'), keyId: sha('key') },
    },
  },
  RecordBundleFailure: {
    to: 'bundle.prod',
    data: { environmentId: 'prod', revision: 5, code: 'JOB_ABANDONED' },
  },
  ObserveConsumers: {
    to: 'consumers.prod',
    data: {
      environmentId: 'prod',
      heard: [
        {
          ...{ consumerId: 'edge-1', principal: 's-edge', bundleDigest: sha('tar') },
          seenAt: '2026-03-02T09:00:00.000Z',
        },
      ],
      silent: [{ consumerId: 'edge-2', seenAt: '2026-03-02T08:00:00.000Z', intervalSeconds: 60 }],
    },
  },
  ReplayDelivery: { to: 'delivery.d-1', data: { deliveryId: 'd-1' } },
} as const;
