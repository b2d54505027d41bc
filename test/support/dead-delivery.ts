import { accepted } from './client.ts';
import { listAt, textAt } from './json.ts';
import { createPolicy, type People } from './lifecycle.ts';
import type { Stack } from './stack.ts';

const DEAD_MS = 60_000;

/** One that came to nothing, of a webhook that is told of nothing more. */
export const deadDeliveryOf = async (
  stack: Stack,
  { alice, dave }: People,
  webhookId: string,
): Promise<string> => {
  const webhook = `/api/v1/tenant/webhooks/${webhookId}`;
  const definition = { url: 'https://receiver.invalid/', events: ['policy.PolicyCreated'], attemptsMax: 1 };
  const secret = { keyId: 'e'.repeat(64), sealed: 'c2VhbGVkIHRvIG5vYm9keQ==' };
  accepted(await dave.put(webhook, { ...definition, isEnabled: true, secret }), 200);
  await createPolicy(alice, `third-of-${alice.tenant}`);
  const dead = await stack.until(`a dead delivery of ${webhookId}`, DEAD_MS, async () => {
    const page = accepted(await dave.get('/api/v1/tenant/webhook-deliveries?state=dead'), 200);
    return listAt(page, 'items')[0];
  });
  accepted(await dave.put(webhook, { ...definition, isEnabled: false }), 200);
  return textAt(dead, 'deliveryId');
};
