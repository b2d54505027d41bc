import { describe, expect, it } from '@jest/globals';
import type { FactShape, Row } from '@policy-registry/kernel';

import { fact, folded, historyOf, inStream, sha } from './testing/history.ts';

const rowsOf = (
  table: string,
  type: 'webhooks' | 'delivery',
  ...said: readonly (readonly FactShape[])[]
): readonly Row[] => {
  const say = historyOf('acme');
  const id = type === 'webhooks' ? 'webhooks' : 'd-1';
  return folded(inStream(said.map((some) => say(type, id, ...some)))).rowsOf('acme', table);
};
const at = (event: number) => `2026-03-02T12:00:0${event}.000Z`;

const secret = { keyId: sha('key'), sealed: 'c2VhbGVk', sealedDigest: sha('c2VhbGVk') };
const definition = { webhookId: 'ci', url: 'https://ci.example/hook', events: ['policy'], isEnabled: true };
const defined = (more: object = {}) => fact('WebhookDefined', { ...definition, secrets: [secret], ...more });
const shown = (more: object = {}) => ({
  ...definition,
  attemptsMax: null,
  secrets: [{ keyId: sha('key'), sealedDigest: secret.sealedDigest, until: null }],
  ...more,
});

describe('the webhooks of a tenant', () => {
  const rows = (...said: readonly FactShape[]) =>
    rowsOf('tenant_webhooks', 'webhooks', ...said.map((one) => [one]));

  it('are shown without what was sealed', () => {
    const until = at(9);
    const secrets = [secret, { ...secret, until }];
    expect(rows(defined(), defined({ webhookId: 'cd', attemptsMax: 3, secrets }))).toStrictEqual([
      {
        tenant: 'acme',
        webhooks: [
          shown(),
          shown({
            webhookId: 'cd',
            attemptsMax: 3,
            secrets: [...shown().secrets, { ...shown().secrets[0], until }],
          }),
        ],
        changes: 2,
      },
    ]);
  });

  it('are as they were defined last, and gone when they were removed', () => {
    const removed = fact('WebhookRemoved', { webhookId: 'ci' });
    expect(rows(defined(), defined({ isEnabled: false }))).toMatchObject([
      { webhooks: [{ isEnabled: false }], changes: 2 },
    ]);
    expect(rows(defined(), removed)).toStrictEqual([{ tenant: 'acme', webhooks: [], changes: 2 }]);
  });
});

describe('a delivery', () => {
  const source = {
    type: 'policy',
    id: 'pay-gate',
    version: 8,
    eventId: 'e-22',
    name: 'policy.VersionPublished',
  };
  const attempted = (attempt: number) => ({ deliveryId: 'd-1', webhookId: 'ci', source, attempt });
  const failed = fact('DeliveryFailed', {
    ...attempted(1),
    fault: 'STATUS_REFUSED',
    status: 503,
    nextAttemptAt: at(7),
  });
  const row = {
    delivery_id: 'd-1',
    webhook_id: 'ci',
    event: 'policy.VersionPublished',
    event_id: 'e-22',
    aggregate_type: 'policy',
    aggregate_id: 'pay-gate',
    aggregate_version: 8,
    state: 'waiting',
    attempts: 1,
    last_status: 503,
    last_fault: 'STATUS_REFUSED',
    next_attempt_at: at(7),
    changed_at: at(1),
    first_seq: 1,
  };
  const rows = (...said: readonly FactShape[]) =>
    rowsOf('delivery_catalog', 'delivery', ...said.map((one) => [one]));

  it('has how its last attempt ended, and when the next one is', () =>
    expect(rows(failed)).toStrictEqual([row]));

  it('keeps that while another attempt is under way', () =>
    expect(rows(failed, fact('DeliveryRequested', attempted(2)))).toStrictEqual([
      { ...row, state: 'under_way', attempts: 2, next_attempt_at: null, changed_at: at(2) },
    ]));

  it('is delivered or dead in the end', () => {
    const over = { ...row, attempts: 2, next_attempt_at: null, changed_at: at(3) };
    const requested = fact('DeliveryRequested', attempted(2));
    expect(
      rows(failed, requested, fact('DeliverySucceeded', { ...attempted(2), status: 204 })),
    ).toStrictEqual([{ ...over, state: 'delivered', last_status: 204, last_fault: null }]);
    expect(
      rows(failed, requested, fact('DeliveryDied', { ...attempted(2), fault: 'TIMED_OUT' })),
    ).toStrictEqual([{ ...over, state: 'dead', last_status: null, last_fault: 'TIMED_OUT' }]);
  });
});
