import { DELIVERY_FAULTS } from '@policy-registry/domain';
import { AGGREGATE_TYPES, Sha256, Timestamp } from '@policy-registry/kernel';
import { DELIVERY_STATES } from '@policy-registry/read-models';
import { z } from 'zod';

const count = z.int().nonnegative();
const id = z.string();

const Webhook = z.strictObject({
  webhookId: id,
  url: z.string(),
  events: z.array(z.string()).describe('it is told of these, of every event where there are none'),
  isEnabled: z.boolean(),
  attemptsMax: z.int().positive().nullable().describe('null: 10'),
  secrets: z
    .array(
      z.strictObject({
        keyId: Sha256.describe('of the sealing key'),
        sealedDigest: Sha256.describe('of the sealed text'),
        until: Timestamp.nullable().describe('it signs until then, beside the one that took its place'),
      }),
    )
    .describe('the newest first; none can be read back'),
});

export const Webhooks = z.strictObject({
  webhooks: z.array(Webhook),
  revision: count.describe('its ETag: the changes there have been'),
});

export const WebhookSealingKey = z.strictObject({
  keyId: Sha256.describe('SHA-256 of the DER SubjectPublicKeyInfo'),
  spki: z.base64().describe('DER SubjectPublicKeyInfo of an X25519 key'),
});

export const WebhookDelivery = z.strictObject({
  deliveryId: id.describe('the webhook-id that the receiver is sent'),
  webhookId: id,
  event: z.string().describe('the first transition of the event, as policy.VersionPublished'),
  eventId: id,
  aggregate: z.strictObject({ type: z.enum(AGGREGATE_TYPES), id, version: count }),
  state: z.enum(DELIVERY_STATES),
  attempts: count.describe('over its whole life, with those of replays'),
  lastStatus: z.int().nullable().describe('what the receiver answered; nothing else of an answer is kept'),
  lastFault: z.enum(DELIVERY_FAULTS).nullable(),
  nextAttemptAt: Timestamp.nullable(),
  changedAt: Timestamp,
  position: count.describe('in the log, of its first end; the order of the list'),
});
