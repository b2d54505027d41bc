import { sign } from 'node:crypto';

import type { Authenticator } from '@nats-io/nats-core';
import { inboxPrefixOf } from '@policy-registry/kernel';
import { z } from 'zod';

import { privateKeyOf } from './nkey.ts';

/** Who one is at the broker, by a credentials file. */
export type BrokerLogin = {
  /** Called after the user's name, as in the list of what the user may subscribe to. */
  readonly inboxPrefix: string;
  readonly authenticator: Authenticator;
  /** The user's private key, which signs what it says. */
  readonly seed: string;
};

// The armour around the user's token and around its private key.
const PARTS =
  /-{3,}BEGIN NATS USER JWT-{3,}\s+([\w.-]+)\s[\s\S]*-{3,}BEGIN USER NKEY SEED-{3,}\s+(S[A-Z2-7]+)\s/;
const Claims = z.object({ name: z.string().regex(/^[A-Za-z0-9_-]+$/) });

/** Reads the content of a credentials file. What it holds is in no error. */
export const brokerLogin = (credentials: Uint8Array): BrokerLogin => {
  const [, token = '', seed = ''] = PARTS.exec(new TextDecoder().decode(credentials)) ?? [];
  const name = nameIn(token);
  if (name === undefined || seed === '') throw new Error('the file holds no credentials of a broker user');
  return { seed, inboxPrefix: inboxPrefixOf(name), authenticator: answering(token, seed) };
};

/** The broker lets in who signs what it says with the key that the token is of. */
const answering = (jwt: string, seed: string): Authenticator => {
  const key = privateKeyOf(seed);
  return (nonce = '') => ({ jwt, sig: sign(null, Buffer.from(nonce), key).toString('base64url') });
};

const nameIn = (token: string): string | undefined => {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return Claims.parse(claims).name;
  } catch {
    return undefined;
  }
};
