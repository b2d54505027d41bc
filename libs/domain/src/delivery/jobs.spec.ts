import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '@policy-registry/kernel';

import { giveUpDelivery } from '../follow-ups.ts';
import { Job, jobClassOf } from '../jobs.ts';
import { fact, recorded } from '../testing/recorded.ts';
import { sha } from '../testing/samples.ts';
import type { Webhook } from '../webhooks/events.ts';
import { deliveryJobsOf, redeliveryJobOf, requestedDelivery } from './jobs.ts';

const webhook = (webhookId: string, more: Partial<Webhook> = {}): Webhook => ({
  webhookId,
  url: `https://${webhookId}.example/hook`,
  events: [],
  isEnabled: true,
  secrets: [{ keyId: sha('key'), sealed: 'c2VhbGVk', sealedDigest: sha('c2VhbGVk') }],
  ...more,
});
const webhooks = (...all: readonly Webhook[]) => ({ webhooks: all, changes: 1 });
const published = recorded('policy', [
  fact('VersionPublished', {
    policyId: 'pay-gate',
    version: 2,
    attestationId: sha('bundle'),
    statementDigest: sha('statement'),
    comment: 'what somebody wrote',
    by: ['u-ann'],
  }),
]);
const idsOf = (event: RecordedEvent, ...all: readonly Webhook[]) =>
  deliveryJobsOf(event, webhooks(...all)).map(({ data }) => data.deliveryId);

describe('the deliveries of an event', () => {
  it('are one for each webhook that is on and wants it', () => {
    const jobs = deliveryJobsOf(
      published,
      webhooks(
        webhook('all'),
        webhook('policies', { events: ['policy'] }),
        webhook('off', { isEnabled: false }),
        webhook('others', { events: ['environment'] }),
      ),
    );
    expect(jobs.map(({ data }) => data.webhookId)).toStrictEqual(['all', 'policies']);
    for (const job of jobs) {
      expect(Job.parse(job)).toStrictEqual(job);
      expect(jobClassOf(job)).toBe('outgoing');
    }
  });

  it('have an id of event and webhook: the same at each redelivery, another for each of both', () => {
    const [ci, cd] = idsOf(published, webhook('ci'), webhook('cd'));
    expect(idsOf(published, webhook('ci', { url: 'https://elsewhere.example/' }))).toStrictEqual([ci]);
    const other = idsOf(recorded('policy', published.event.facts, 'e-2'), webhook('ci'));
    expect(new Set([ci, cd, ...other]).size).toBe(3);
  });

  it('are none of a delivery, of a queue, or of the inside of a simulation', () => {
    for (const event of [
      recorded('delivery', [fact('DeliverySucceeded')]),
      recorded('queue', [fact('SimulationLeft')]),
      recorded('simulation', [fact('ShardEvaluated')]),
    ])
      expect(idsOf(event, webhook('all'))).toStrictEqual([]);
  });

  it('tell names, numbers and digests, and nothing that somebody wrote', () => {
    const [job] = deliveryJobsOf(published, webhooks(webhook('ci')));
    expect(JSON.parse(job?.data.body ?? '')).toStrictEqual({
      type: 'policy.VersionPublished',
      timestamp: '2026-03-02T09:00:00.000Z',
      data: {
        eventId: 'e-1',
        tenant: 'acme',
        aggregate: { type: 'policy', id: 'a-1', version: 1 },
        actor: { type: 'user', id: 'u-ann' },
        attestationIds: [],
        facts: [
          {
            type: 'policy.VersionPublished',
            policyId: 'pay-gate',
            version: 2,
            attestationId: sha('bundle'),
            statementDigest: sha('statement'),
          },
        ],
      },
    });
  });

  it('are signed by the secrets that count by then', () => {
    const old = { keyId: sha('key'), sealed: 'b2xk', sealedDigest: sha('b2xk') };
    const both = (until: string) => {
      const { secrets } = webhook('ci');
      const [job] = deliveryJobsOf(
        published,
        webhooks(webhook('ci', { secrets: [...secrets, { ...old, until }] })),
      );
      return job?.data.secrets.map(({ sealed }) => sealed);
    };
    expect(both('2026-03-02T09:00:00.001Z')).toStrictEqual(['c2VhbGVk', 'b2xk']);
    expect(both('2026-03-02T09:00:00.000Z')).toStrictEqual(['c2VhbGVk']);
  });
});

describe('a further attempt', () => {
  const source = {
    type: 'policy',
    id: 'a-1',
    version: 1,
    eventId: 'e-1',
    name: 'policy.VersionPublished',
  } as const;
  const request = { deliveryId: 'd-1', webhookId: 'ci', source, attempt: 2 };
  const asking = recorded('delivery', [fact('DeliveryRequested', request)], 'e-9');

  it('is asked for by an event of its delivery', () => {
    expect(requestedDelivery(asking)).toStrictEqual(request);
    const died = fact('DeliveryDied', { ...request, fault: 'TIMED_OUT' });
    expect(requestedDelivery(recorded('delivery', [died]))).toBeUndefined();
    expect(requestedDelivery(published)).toBeUndefined();
  });

  it('tells the same under the same id, and goes to where the webhook is by now', () => {
    const [first] = deliveryJobsOf(published, webhooks(webhook('ci')));
    const moved = webhook('ci', { url: 'https://elsewhere.example/' });
    const job = redeliveryJobOf(asking, request, published.event, webhooks(moved));
    expect(job?.data).toStrictEqual({ ...first?.data, ...request, url: moved.url });
    expect(job?.jobId).not.toBe(first?.jobId);
  });

  it('is given up where there is nobody to tell', () => {
    for (const none of [webhooks(), webhooks(webhook('ci', { isEnabled: false }))])
      expect(redeliveryJobOf(asking, request, published.event, none)).toBeUndefined();
    expect(giveUpDelivery(asking, request)).toMatchObject({
      type: 'RecordDelivery',
      data: { ...request, outcome: { ok: false, fault: 'WEBHOOK_GONE' } },
    });
  });
});
