import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { nkeys } from '@nats-io/nats-core';

import type { Stack } from './stack.ts';

/** The headers of a command that a service signed, with the key in its credentials file. */
export const signatureOf = (
  { folder }: Stack,
  service: string,
  { subject, text }: { readonly subject: string; readonly text: string },
): Readonly<Record<string, string>> => {
  const credentials = readFileSync(join(folder, 'broker', 'users', `${service}.creds`), 'utf8');
  const key = nkeys.fromSeed(Buffer.from(/^SU[A-Z2-7]+$/m.exec(credentials)?.[0] ?? ''));
  const signed = Buffer.from(`policy-registry command v1\n${subject}\n${text}`);
  return {
    'Registry-Signer': key.getPublicKey(),
    'Registry-Signature': Buffer.from(key.sign(signed)).toString('base64url'),
  };
};
