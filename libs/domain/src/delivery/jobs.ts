import {
  parseTimestamp,
  reactionIdOf,
  type EventEnvelope,
  type RecordedEvent,
} from '@policy-registry/kernel';

import type { JobOf } from '../jobs.ts';
import type { Webhook } from '../webhooks/events.ts';
import { secretsAt, webhookOf, type Webhooks } from '../webhooks/state.ts';
import { isWanted, transitionsOf } from '../webhooks/transitions.ts';
import { DeliveryFact, type DeliverySource } from './events.ts';
import { notificationOf } from './notification.ts';

/** The first attempts that follow from an event: one for each webhook that wants to be told of it. */
export const deliveryJobsOf = (
  { event }: RecordedEvent,
  { webhooks }: Webhooks,
): readonly JobOf<'deliver'>[] => {
  const transitions = transitionsOf(event);
  const [name] = transitions;
  if (name === undefined) return [];
  const { eventId, aggregate } = event;
  return webhooks
    .filter(({ isEnabled, events }) => isEnabled && isWanted(events, transitions))
    .map((webhook) => {
      const deliveryId = reactionIdOf(eventId, `deliver ${webhook.webhookId}`);
      const source = { ...aggregate, eventId, name };
      return jobOf({ deliveryId, source, attempt: 1, cause: event, told: event }, webhook);
    });
};

/** The further attempt that an event of a delivery asks for. */
export const requestedDelivery = ({ event }: RecordedEvent): DeliveryRequest | undefined => {
  if (event.aggregate.type !== 'delivery') return undefined;
  const fact = event.facts
    .map((one) => DeliveryFact.parse(one))
    .find(({ type }) => type === 'DeliveryRequested');
  return fact?.data;
};
export type DeliveryRequest = {
  readonly deliveryId: string;
  readonly webhookId: string;
  readonly source: DeliverySource;
  readonly attempt: number;
};

/** The job of a further attempt; `undefined` where there is nobody to deliver to any more. */
export const redeliveryJobOf = (
  { event: cause }: RecordedEvent,
  request: DeliveryRequest,
  told: EventEnvelope,
  webhooks: Webhooks,
): JobOf<'deliver'> | undefined => {
  const webhook = webhookOf(webhooks, request.webhookId);
  return webhook?.isEnabled === true ? jobOf({ ...request, cause, told }, webhook) : undefined;
};

type Attempt = {
  readonly deliveryId: string;
  readonly source: DeliverySource;
  readonly attempt: number;
  /** The event that asks for it, and the one that it tells of. */
  readonly cause: EventEnvelope;
  readonly told: EventEnvelope;
};

const jobOf = (
  { deliveryId, source, attempt, cause, told }: Attempt,
  { webhookId, url, ...webhook }: Webhook,
): JobOf<'deliver'> => {
  const { tenant, correlationId, recordedAt, eventId } = cause;
  const secrets = secretsAt(webhook, parseTimestamp(recordedAt) ?? 0);
  return {
    jobId: reactionIdOf(deliveryId, String(attempt)),
    tenant,
    correlationId,
    causedAt: recordedAt,
    causationId: eventId,
    kind: 'deliver',
    data: {
      deliveryId,
      webhookId,
      source,
      attempt,
      url,
      secrets: secrets.map(({ keyId, sealed }) => ({ keyId, sealed })),
      body: notificationOf(told, source.name),
    },
  };
};
