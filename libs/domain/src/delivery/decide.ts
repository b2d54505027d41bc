import { toTimestamp, type DecisionContext } from '@policy-registry/kernel';

import { isDue, requireScope, requireSystem, requireTenant } from '../guards.ts';
import { refuse, reject } from '../rejection-codes.ts';
import { webhookOf } from '../webhooks/state.ts';
import { ATTEMPTS_DEFAULT, delayMsOf } from './backoff.ts';
import type { DeliveryCommand, DeliveryCommandOf } from './commands.ts';
import type { DeliveryNeeds } from './delivery.ts';
import type { DeliveryFact } from './events.ts';
import { awaitedAttempt, type Delivery, type KnownDelivery } from './state.ts';

type Context = DecisionContext<DeliveryNeeds>;

export const decide = (
  command: DeliveryCommand,
  state: Delivery,
  context: Context,
): readonly DeliveryFact[] => {
  switch (command.type) {
    case 'RecordDelivery':
      requireSystem(context);
      return record(command, state, context);
    case 'RetryDelivery':
      requireSystem(context);
      return retry(command, state, context);
    case 'ReplayDelivery':
      requireTenant(context.needs.tenant, context);
      requireScope(context, 'tenant:admin');
      return replay(command, state, context);
  }
};

/** Only the attempt that is awaited counts: a report that comes late, or twice, changes nothing. */
const record = (
  { data }: DeliveryCommandOf<'RecordDelivery'>,
  state: Delivery,
  { now, needs }: Context,
): readonly DeliveryFact[] => {
  const { outcome, ...attempted } = data;
  const { deliveryId, attempt, webhookId } = attempted;
  if (awaitedAttempt(state) !== attempt) return [];
  if (outcome.ok)
    return [{ type: 'DeliverySucceeded', schemaVersion: 1, data: { ...attempted, status: outcome.status } }];

  const { ok: _ok, ...failure } = outcome;
  const webhook = webhookOf(needs.webhooks, webhookId);
  const failures = attempt - (state.status === 'absent' ? 1 : state.since) + 1;
  const isOver =
    webhook === undefined || !webhook.isEnabled || failures >= (webhook.attemptsMax ?? ATTEMPTS_DEFAULT);
  if (isOver) return [{ type: 'DeliveryDied', schemaVersion: 1, data: { ...attempted, ...failure } }];
  const nextAttemptAt = toTimestamp(now + delayMsOf(deliveryId, failures));
  return [{ type: 'DeliveryFailed', schemaVersion: 1, data: { ...attempted, ...failure, nextAttemptAt } }];
};

const retry = (
  { data: { deliveryId, attempt } }: DeliveryCommandOf<'RetryDelivery'>,
  state: Delivery,
  { now, needs }: Context,
): readonly DeliveryFact[] => {
  if (state.status !== 'waiting' || state.attempt !== attempt || !isDue(state.nextAttemptAt, now)) return [];
  const webhook = webhookOf(needs.webhooks, state.webhookId);
  if (webhook?.isEnabled === true) return [requested(deliveryId, state)];
  const { webhookId, source } = state;
  return [
    {
      type: 'DeliveryDied',
      schemaVersion: 1,
      data: { deliveryId, webhookId, source, attempt, fault: 'WEBHOOK_GONE' },
    },
  ];
};

const replay = (
  { data: { deliveryId } }: DeliveryCommandOf<'ReplayDelivery'>,
  state: Delivery,
  context: Context,
): readonly DeliveryFact[] => {
  if (state.status === 'absent') throw reject('DELIVERY_UNKNOWN', `there is no delivery ${deliveryId}`);
  if (state.status === 'waiting' || state.status === 'under_way')
    refuse(context, 'DELIVERY_UNDER_WAY', 'it is still being delivered');
  const webhook = webhookOf(context.needs.webhooks, state.webhookId);
  if (webhook === undefined) throw reject('WEBHOOK_UNKNOWN', `there is no webhook ${state.webhookId}`);
  if (!webhook.isEnabled) refuse(context, 'WEBHOOK_DISABLED', `the webhook ${webhook.webhookId} is off`);
  return [requested(deliveryId, state, context.principal.id)];
};

const requested = (
  deliveryId: string,
  { webhookId, source, attempt }: KnownDelivery,
  replayedBy?: string,
): DeliveryFact => ({
  type: 'DeliveryRequested',
  schemaVersion: 1,
  data: {
    deliveryId,
    webhookId,
    source,
    attempt: attempt + 1,
    ...(replayedBy !== undefined && { replayedBy }),
  },
});
