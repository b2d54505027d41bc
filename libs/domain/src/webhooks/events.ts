import { AggregateId, Sha256, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

// These schemas ARE the storage format.

/** The one list of a tenant: that of its webhooks. */
export const WEBHOOKS = 'webhooks';

export const WEBHOOKS_MAX = 16;
export const WEBHOOK_URL_LENGTH_MAX = 2_048;
export const WEBHOOK_FILTERS_MAX = 64;
export const DELIVERY_ATTEMPTS_MAX = 20;
const SEALED_LENGTH_MAX = 512;

/** A secret that the runners alone can open. The registry holds no other form of it. */
export const SealedSecret = z.strictObject({
  /** Which sealing key it was sealed to. */
  keyId: Sha256,
  sealed: z.base64().max(SEALED_LENGTH_MAX),
});
export type SealedSecret = z.infer<typeof SealedSecret>;

/** The one that counts, and until some time the one before it. */
export const WebhookSecret = SealedSecret.extend({
  /** Of the ciphertext. */
  sealedDigest: Sha256,
  until: Timestamp.optional(),
});
export type WebhookSecret = z.infer<typeof WebhookSecret>;

/** What an administrator says of a webhook, but for its secret. */
export const WebhookDefinition = z.strictObject({
  webhookId: AggregateId,
  url: z.string().max(WEBHOOK_URL_LENGTH_MAX),
  /** `policy` is every event of policies, `policy.VersionPublished` those with that fact; none at all is every event. */
  events: z.array(z.string().max(96)).max(WEBHOOK_FILTERS_MAX),
  isEnabled: z.boolean(),
  /** Attempts until a delivery is dead; 10 where nothing is said. */
  attemptsMax: z.int().positive().max(DELIVERY_ATTEMPTS_MAX).optional(),
});

export const Webhook = WebhookDefinition.extend({ secrets: z.array(WebhookSecret).min(1).max(2) });
export type Webhook = z.infer<typeof Webhook>;

const fact = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.strictObject({ type: z.literal(type), schemaVersion: z.literal(1), data });

export const WebhooksFact = z.discriminatedUnion('type', [
  /** Also for one that is there: this is what it is from now on. */
  fact('WebhookDefined', Webhook),
  fact('WebhookRemoved', Webhook.pick({ webhookId: true })),
]);
export type WebhooksFact = z.infer<typeof WebhooksFact>;
