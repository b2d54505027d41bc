import { sign, verify, type KeyObject } from 'node:crypto';

import type { MsgHdrs } from '@nats-io/nats-core';
import { fromSeed } from '@nats-io/nkeys';
import { parseCommandSubject, type CommandProducer } from '@policy-registry/kernel';

import { privateKeyOf, publicKeyOf } from './nkey.ts';

/** The headers of a signed command. */
const SIGNER_HEADER = 'Registry-Signer';
const SIGNATURE_HEADER = 'Registry-Signature';

/** A signature with the key it is said to be of. */
export type CommandSignature = { readonly signer: string; readonly signature: string };

/** The signature that a message carries, if any. */
export const signatureIn = (headers: MsgHdrs | undefined): CommandSignature | undefined => {
  const [signer, signature] = [headers?.get(SIGNER_HEADER) ?? '', headers?.get(SIGNATURE_HEADER) ?? ''];
  return signer === '' && signature === '' ? undefined : { signer, signature };
};

/** The same headers, with the signature where there is one. */
export const signed = (headers: MsgHdrs, signature: CommandSignature | undefined): MsgHdrs => {
  if (signature === undefined) return headers;
  headers.set(SIGNER_HEADER, signature.signer);
  headers.set(SIGNATURE_HEADER, signature.signature);
  return headers;
};

export type CommandSigner = (subject: string, bytes: Uint8Array) => CommandSignature;

/** Signs commands with the private key of a broker user. */
export const commandSigner = (seed: string): CommandSigner => {
  const signer = fromSeed(new TextEncoder().encode(seed)).getPublicKey();
  const key = privateKeyOf(seed);
  return (subject, bytes) => ({
    signer,
    signature: sign(null, signedBytes(subject, bytes), key).toString('base64url'),
  });
};

export const SIGNING_PRODUCERS = [
  'gateway',
  'runner',
  'projector',
] as const satisfies readonly CommandProducer[];
export type SigningProducer = (typeof SIGNING_PRODUCERS)[number];

/** What is wrong with a message's signature; `undefined` when nothing is. */
export type CommandVerifier = (message: {
  readonly subject: string;
  readonly bytes: Uint8Array;
  readonly signature: CommandSignature | undefined;
}) => string | undefined;

/**
 * Checks who sent a command, by the public keys of those who may. A run of a scheduler carries no signature: its
 * subject can be reached from the account of its tenant alone.
 */
export const commandVerifier = (
  keys: Readonly<Record<SigningProducer, readonly string[]>>,
): CommandVerifier => {
  const keysOf = (producer: SigningProducer) => new Map(keys[producer].map((key) => [key, publicKeyOf(key)]));
  const known = {
    gateway: keysOf('gateway'),
    projector: keysOf('projector'),
    runner: keysOf('runner'),
  } satisfies Record<SigningProducer, ReadonlyMap<string, KeyObject>>;

  return ({ subject, bytes, signature }) => {
    const producer = parseCommandSubject(subject)?.producer;
    // A subject that names no command is refused for that by whoever reads it.
    if (producer === undefined || producer === 'scheduler') return undefined;
    if (signature === undefined) return `a command of the ${producer} is not signed`;
    const key = known[producer].get(signature.signer);
    if (key === undefined) return `the signer is no ${producer}`;
    const isGenuine = verify(
      null,
      signedBytes(subject, bytes),
      key,
      Buffer.from(signature.signature, 'base64url'),
    );
    return isGenuine ? undefined : 'the signature is not over this subject and these bytes';
  };
};

const CONTEXT = 'policy-registry command v1';

// No subject holds a line feed, so no other subject and bytes give the same.
const signedBytes = (subject: string, bytes: Uint8Array): Uint8Array =>
  Buffer.concat([Buffer.from(`${CONTEXT}\n${subject}\n`), bytes]);
