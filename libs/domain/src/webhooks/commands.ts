import { z } from 'zod';

import { SealedSecret, WebhookDefinition } from './events.ts';

const command = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.strictObject({ type: z.literal(type), data });

export const WebhooksCommand = z.discriminatedUnion('type', [
  /** Without a secret the one that it has stays; with another one both count for a while. */
  command('DefineWebhook', WebhookDefinition.extend({ secret: SealedSecret.optional() })),
  command('RemoveWebhook', WebhookDefinition.pick({ webhookId: true })),
]);
export type WebhooksCommand = z.infer<typeof WebhooksCommand>;
export type WebhooksCommandOf<Type extends WebhooksCommand['type']> = Extract<
  WebhooksCommand,
  { type: Type }
>;
