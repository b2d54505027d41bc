import { describe, expect, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';
import { parseTimestamp } from '@policy-registry/kernel';
import fc from 'fast-check';

import { absentTenant, context, HOUR_MS, NOW, openTenant, person, sha, system } from '../testing/samples.ts';
import type { Webhook } from '../webhooks/events.ts';
import type { Webhooks } from '../webhooks/state.ts';
import { ATTEMPTS_DEFAULT, delayMsOf } from './backoff.ts';
import type { DeliveryCommand } from './commands.ts';
import { delivery, type DeliveryNeeds } from './delivery.ts';
import type { DeliveryFact } from './events.ts';

const webhook: Webhook = {
  webhookId: 'ci',
  url: 'https://ci.example/hook',
  events: [],
  isEnabled: true,
  attemptsMax: 2,
  secrets: [{ keyId: sha('key'), sealed: 'c2VhbGVk', sealedDigest: sha('c2VhbGVk') }],
};
const withWebhook = (...webhooks: readonly Webhook[]): DeliveryNeeds => ({
  tenant: openTenant,
  webhooks: { webhooks, changes: 1 } satisfies Webhooks,
});
const needs = withWebhook(webhook);
const off = withWebhook({ ...webhook, isEnabled: false });
const gone = withWebhook();
const admin = person('u-dave', 'tenant:admin');
const bySystem = (now = NOW, found = needs) => deciderSpec(delivery, { ...context(system, found), now });
const byAdmin = (found = needs, by = admin) => deciderSpec(delivery, context(by, found));

const source = {
  type: 'policy',
  id: 'pay-gate',
  version: 8,
  eventId: 'e-1',
  name: 'policy.VersionPublished',
} as const;
const of = (attempt: number) => ({ deliveryId: 'd-1', webhookId: 'ci', source, attempt });
const failure = { fault: 'STATUS_REFUSED', status: 503 } as const;
const record = (attempt: number, isOk = false): DeliveryCommand => ({
  type: 'RecordDelivery',
  data: { ...of(attempt), outcome: isOk ? { ok: true, status: 204 } : { ok: false, ...failure } },
});
const retry = (attempt: number): DeliveryCommand => ({
  type: 'RetryDelivery',
  data: { deliveryId: 'd-1', attempt },
});
const replay: DeliveryCommand = { type: 'ReplayDelivery', data: { deliveryId: 'd-1' } };

const DUE_MS = NOW + delayMsOf('d-1', 1);
const said = <Type extends DeliveryFact['type']>(
  type: Type,
  data: Extract<DeliveryFact, { type: Type }>['data'],
) => ({ type, schemaVersion: 1, data }) as DeliveryFact;
const failed = said('DeliveryFailed', {
  ...of(1),
  ...failure,
  nextAttemptAt: new Date(DUE_MS).toISOString(),
});
const requested = (attempt: number, replayedBy?: string) =>
  said('DeliveryRequested', { ...of(attempt), ...(replayedBy !== undefined && { replayedBy }) });
const died = (attempt: number) => said('DeliveryDied', { ...of(attempt), ...failure });
const succeeded = (attempt: number) => said('DeliverySucceeded', { ...of(attempt), status: 204 });
const dead = [failed, requested(2), died(2)];

describe('a delivery', () => {
  it('succeeds at its first attempt, and nothing else is recorded of it', () =>
    bySystem()().when(record(1, true)).then(succeeded(1)));

  it('waits after an attempt that failed, until a time that its id says', () =>
    bySystem()().when(record(1)).then(failed));

  it('is tried again when that time has come, and not before', () => {
    bySystem(DUE_MS)(failed).when(retry(1)).then(requested(2));
    bySystem(DUE_MS - 1)(failed)
      .when(retry(1))
      .then();
  });

  it('is dead after as many attempts as its webhook has, by default ten', () => {
    bySystem()(failed, requested(2)).when(record(2)).then(died(2));
    const { attemptsMax: _two, ...byDefault } = webhook;
    const many = Array.from({ length: ATTEMPTS_DEFAULT - 1 }, (_, at) => requested(at + 2));
    bySystem(
      NOW,
      withWebhook(byDefault),
    )(...many)
      .when(record(ATTEMPTS_DEFAULT))
      .then(died(ATTEMPTS_DEFAULT));
  });

  it('counts the end of the attempt that is awaited alone, and that once', () => {
    bySystem()(failed).when(record(1, true)).then();
    bySystem()(failed, requested(2)).when(record(1, true)).then();
    bySystem()(succeeded(1)).when(record(1)).then();
    bySystem()(...dead)
      .when(record(2, true))
      .then();
    bySystem()().when(record(2, true)).then();
    bySystem(DUE_MS)(failed, requested(2)).when(retry(1)).then();
  });

  it.each([
    ['off', off],
    ['gone', gone],
  ])('is dead at once where its webhook is %s', (_what, found) => {
    bySystem(NOW, found)().when(record(1)).then(died(1));
    bySystem(
      DUE_MS,
      found,
    )(failed)
      .when(retry(1))
      .then(said('DeliveryDied', { ...of(1), fault: 'WEBHOOK_GONE' }));
    // What was delivered meanwhile was delivered.
    bySystem(NOW, found)().when(record(1, true)).then(succeeded(1));
  });

  it('is replayed by the administrator when it is over, with as many attempts as at first', () => {
    byAdmin()(...dead)
      .when(replay)
      .then(requested(3, 'u-dave'));
    byAdmin()(succeeded(1)).when(replay).then(requested(2, 'u-dave'));
    const delayMs = delayMsOf('d-1', 1);
    bySystem()(...dead, requested(3, 'u-dave'))
      .when(record(3))
      .then(
        said('DeliveryFailed', {
          ...of(3),
          ...failure,
          nextAttemptAt: new Date(NOW + delayMs).toISOString(),
        }),
      );
  });

  it('is not replayed while it is under way, to nobody, or by just anybody', () => {
    byAdmin()(failed).when(replay).thenRejected('DELIVERY_UNDER_WAY');
    byAdmin()(failed, requested(2)).when(replay).thenRejected('DELIVERY_UNDER_WAY');
    byAdmin()().when(replay).thenRejected('DELIVERY_UNKNOWN');
    byAdmin(off)(...dead)
      .when(replay)
      .thenRejected('WEBHOOK_DISABLED');
    byAdmin(gone)(...dead)
      .when(replay)
      .thenRejected('WEBHOOK_UNKNOWN');
    byAdmin(
      needs,
      person('u-ann', 'policy:operate'),
    )(...dead)
      .when(replay)
      .thenRejected('SCOPE_MISSING');
    byAdmin({ ...needs, tenant: absentTenant })(...dead)
      .when(replay)
      .thenRejected('TENANT_UNKNOWN');
  });

  it('is recorded and retried by the registry alone', () => {
    byAdmin()().when(record(1, true)).thenRejected('SYSTEM_REQUIRED');
    byAdmin()(failed).when(retry(1)).thenRejected('SYSTEM_REQUIRED');
  });
});

describe('the time until the next attempt', () => {
  it('is between half of a step and the whole, and the same whenever it is asked for', () =>
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 20 }), (deliveryId, failures) => {
        const step = Math.min(5_000 * 4 ** (failures - 1), 6 * HOUR_MS);
        const delayMs = delayMsOf(deliveryId, failures);
        expect(delayMs).toBe(delayMsOf(deliveryId, failures));
        expect(delayMs).toBeGreaterThanOrEqual(step / 2);
        expect(delayMs).toBeLessThanOrEqual(step);
      }),
    ));

  it('is another one for deliveries that failed together', () => {
    const delays = new Set(Array.from({ length: 50 }, (_, at) => delayMsOf(`d-${at}`, 3)));
    expect(delays.size).toBeGreaterThan(45);
  });

  it('stands in the fact as a time', () =>
    expect(parseTimestamp(String(Object(failed.data).nextAttemptAt))).toBe(DUE_MS));
});
