import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';
const KEY_BYTES_MIN = 24;
const KEY_BYTES_MAX = 64;

/** The key of a Standard Webhooks secret; `undefined` when the text is none. */
export const webhookKeyOf = (secret: string): Uint8Array | undefined => {
  if (!secret.startsWith(PREFIX)) return undefined;
  const text = secret.slice(PREFIX.length);
  const key = Buffer.from(text, 'base64');
  const isBase64 = key.toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '');
  return isBase64 && key.length >= KEY_BYTES_MIN && key.length <= KEY_BYTES_MAX ? key : undefined;
};

/**
 * The headers of Standard Webhooks 1.0: an HMAC-SHA256 over id, timestamp and body under each key that counts at the time.
 * The timestamp is that of the attempt, the id that of the delivery: a receiver refuses what is old and knows what it had.
 */
export const webhookHeaders = (
  id: string,
  {
    body,
    nowMs,
    keys,
  }: { readonly body: string; readonly nowMs: number; readonly keys: readonly Uint8Array[] },
): Readonly<Record<string, string>> => {
  const timestamp = String(Math.floor(nowMs / 1_000));
  const signatures = keys.map(
    (key) => `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`,
  );
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
};
