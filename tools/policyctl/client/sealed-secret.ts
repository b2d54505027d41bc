import { answered, type Schemas } from '@policy-registry/client';
import { SealingKey, sealWebhookSecret } from '@policy-registry/signing/sealing';

import { UsageFault } from '../answer.ts';
import { readBytes } from '../files.ts';
import type { Api } from './api.ts';

/** Of Standard Webhooks: 24 to 64 bytes in base64. */
const SECRET = /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/;

/** The secret in the file, sealed for this webhook to the key that the registry shows. It leaves this process in no other form. */
export const sealedSecret = async (
  api: Api,
  { tenant, webhookId }: { readonly tenant: string | undefined; readonly webhookId: string },
  file: string,
): Promise<Schemas['SealedSecretRequest']> => {
  if (tenant === undefined) throw new UsageFault('a secret is sealed for one tenant: give --tenant');
  const secret = new TextDecoder().decode(await readBytes(file)).trim();
  if (!SECRET.test(secret))
    throw new UsageFault(`${file} holds no secret like policyctl webhook secret prints`);
  const key = SealingKey.parse(await answered(api.GET('/api/v1/tenant/webhook-sealing-key')));
  return { ...(await sealWebhookSecret(key, { tenant, webhookId }, secret)) };
};
