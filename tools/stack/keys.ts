import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import type { Layout } from './layout.ts';
import { readJson, writePrivateJson, writeUnlessThere } from './private-file.ts';

const TEXT_KEY_BYTES = 32;
const VALID_YEARS = 10;

// What else the file tells, of authorities for one, stays as it is.
const Trust = z.looseObject({
  keys: z.array(
    z.object({
      keyId: z.string(),
      spki: z.string(),
      tenant: z.string(),
      validFrom: z.string(),
      validTo: z.string(),
    }),
  ),
});

/** The public halves of the evidence keys with their validity: the anchor a verifier is given from outside. */
export type Trust = z.infer<typeof Trust>;

/** Makes the keys that are missing: one evidence key per tenant, the trust anchor of them, and those of texts and webhooks. */
export const ensureKeys = async (layout: Layout, tenants: readonly string[], now: Date): Promise<void> => {
  await mkdir(layout.evidenceKeys, { recursive: true, mode: 0o700 });
  const trust: Trust = (await readJson(layout.trustFile, Trust)) ?? { keys: [] };
  for (const tenant of tenants) {
    const spki = await evidenceKey(join(layout.evidenceKeys, `${tenant}.pem`));
    const keyId = createHash('sha256').update(spki).digest('hex');
    if (trust.keys.some((key) => key.keyId === keyId && key.tenant === tenant)) continue;
    trust.keys.push({ keyId, spki: spki.toString('base64'), tenant, ...validityFrom(now) });
  }
  await writePrivateJson(layout.trustFile, trust);
  await writeUnlessThere(layout.textKeyFile, randomBytes(TEXT_KEY_BYTES));
  await webhookKey(layout);
};

/** The DER of the public half of the private key kept in `path`. */
const evidenceKey = async (path: string): Promise<Buffer> => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await writeUnlessThere(path, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return createPublicKey(createPrivateKey(await readFile(path))).export({ type: 'spki', format: 'der' });
};

/** The key that webhook secrets are sealed to, and its public half beside it. */
const webhookKey = async ({ webhookPrivateKeyFile, webhookPublicKeyFile }: Layout): Promise<void> => {
  const { privateKey } = generateKeyPairSync('x25519');
  await writeUnlessThere(webhookPrivateKeyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const kept = createPublicKey(createPrivateKey(await readFile(webhookPrivateKeyFile)));
  await writeUnlessThere(webhookPublicKeyFile, kept.export({ type: 'spki', format: 'pem' }));
};

/** How long a new evidence key counts. */
export const validityFrom = (now: Date): { validFrom: string; validTo: string } => {
  const end = new Date(now);
  end.setUTCFullYear(now.getUTCFullYear() + VALID_YEARS);
  return { validFrom: now.toISOString(), validTo: end.toISOString() };
};
