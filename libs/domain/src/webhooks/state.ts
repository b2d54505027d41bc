import { parseTimestamp, type EpochMs } from '@policy-registry/kernel';

import type { Webhook, WebhookSecret, WebhooksFact } from './events.ts';

/** Whom a tenant has told of its events. */
export type Webhooks = {
  readonly webhooks: readonly Webhook[];
  /** Facts it has had; its revision. */
  readonly changes: number;
};

export const initialState: Webhooks = { webhooks: [], changes: 0 };

export const evolve = ({ webhooks, changes }: Webhooks, { type, data }: WebhooksFact): Webhooks => {
  const others = webhooks.filter(({ webhookId }) => webhookId !== data.webhookId);
  return { webhooks: type === 'WebhookDefined' ? [...others, data] : others, changes: changes + 1 };
};

export const webhookOf = ({ webhooks }: Webhooks, webhookId: string): Webhook | undefined =>
  webhooks.find((webhook) => webhook.webhookId === webhookId);

/** The secrets that sign at a time, the newest first: receivers that know either of them verify. */
export const secretsAt = ({ secrets }: Pick<Webhook, 'secrets'>, at: EpochMs): readonly WebhookSecret[] =>
  secrets.filter(({ until }) => until === undefined || at < (parseTimestamp(until) ?? at));
