import { describe, expect, it } from '@jest/globals';
import { createUser, type KeyPair } from '@nats-io/nkeys';
import { commandSubject } from '@policy-registry/kernel';

import { commandSigner, commandVerifier } from './command-signature.ts';

const seedOf = (user: KeyPair): string => new TextDecoder().decode(user.getSeed());
const [gateway, next, runner] = [createUser(), createUser(), createUser()];
const verify = commandVerifier({
  gateway: [gateway.getPublicKey(), next.getPublicKey()],
  projector: [createUser().getPublicKey()],
  runner: [runner.getPublicKey()],
});
const subject = commandSubject('gateway', 'acme', 'c-1');
const bytes = new TextEncoder().encode('{"n":1}');
const signature = commandSigner(seedOf(gateway))(subject, bytes);

describe('the signature of a command', () => {
  it('is taken from each key of its producer, over its subject and bytes', () => {
    expect(verify({ subject, bytes, signature })).toBeUndefined();
    const byNext = commandSigner(seedOf(next))(subject, bytes);
    expect(verify({ subject, bytes, signature: byNext })).toBeUndefined();
  });

  it('is one that the library of the keys checks as well', () => {
    const signed = new TextEncoder().encode(`policy-registry command v1\n${subject}\n{"n":1}`);
    expect(gateway.verify(signed, Buffer.from(signature.signature, 'base64url'))).toBe(true);
  });

  it('is missed where there is none', () => {
    expect(verify({ subject, bytes, signature: undefined })).toBe('a command of the gateway is not signed');
  });

  it('is refused from another producer, and from a key that nobody knows', () => {
    for (const other of [runner, createUser()]) {
      const forged = commandSigner(seedOf(other))(subject, bytes);
      expect(verify({ subject, bytes, signature: forged })).toBe('the signer is no gateway');
    }
  });

  it('is refused over other bytes, another subject, and in the name of another key', () => {
    const wrong = 'the signature is not over this subject and these bytes';
    expect(verify({ subject, bytes: Uint8Array.of(...bytes, 32), signature })).toBe(wrong);
    const elsewhere = commandSubject('gateway', 'globex', 'c-1');
    expect(verify({ subject: elsewhere, bytes, signature })).toBe(wrong);
    expect(verify({ subject, bytes, signature: { ...signature, signer: next.getPublicKey() } })).toBe(wrong);
    for (const text of ['', 'AAAA', signature.signature.slice(1)])
      expect(verify({ subject, bytes, signature: { ...signature, signature: text } })).toBe(wrong);
  });

  it('is not asked of a scheduler, nor of what is no command', () => {
    for (const other of [commandSubject('scheduler', 'acme', 'r-1'), 'registry.cmd.somebody.acme.c-1'])
      expect(verify({ subject: other, bytes, signature: undefined })).toBeUndefined();
  });

  it('is made and checked with nothing but keys', () => {
    expect(() => commandSigner('SUAWRONG')).toThrow();
    expect(() => commandVerifier({ gateway: ['UWRONG'], projector: [], runner: [] })).toThrow();
  });
});
