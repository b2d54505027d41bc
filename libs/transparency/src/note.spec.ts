import { createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';

import { checkpointText, parseCheckpoint } from './checkpoint.ts';
import { EMPTY_ROOT } from './hash.ts';
import { formatVkey, keyIdOf, parseVkey, type NoteKey, type SignatureType } from './note-key.ts';
import { formatNote, parseNote } from './note.ts';
import { cosignedText, verifyCheckpoint, type IsSigned } from './verify-checkpoint.ts';

const isSigned: IsSigned = (publicKey, message, signature) => {
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') },
    format: 'jwk',
  });
  return verify(null, message, key, signature);
};
const newKey = <Type extends SignatureType>(name: string, type: Type) => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  return { key: { name, type, publicKey: new Uint8Array(raw) }, privateKey };
};
const signed = (text: string, privateKey: KeyObject): Uint8Array =>
  new Uint8Array(sign(null, Buffer.from(text), privateKey));
const cosigned = (text: string, privateKey: KeyObject, atSeconds: number): Uint8Array => {
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(atSeconds));
  return new Uint8Array(Buffer.concat([time, signed(cosignedText(text, atSeconds), privateKey)]));
};

describe('the note of the published example (golang.org/x/mod/sumdb/note)', () => {
  const vkey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
  const content =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n" +
    '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';

  it('has a key that is read and written alike, and whose signature verifies', () => {
    const key = parseVkey(vkey);
    const note = parseNote(content);
    if (key === undefined || note === undefined) throw new Error('it does not parse');
    const [signature] = note.signatures;
    expect([formatVkey(key), formatNote(note)]).toStrictEqual([vkey, content]);
    expect([signature?.name, signature?.keyId]).toStrictEqual([key.name, keyIdOf(key)]);
    const message = new TextEncoder().encode(note.text);
    expect(isSigned(key.publicKey, message, signature?.signature ?? message)).toBe(true);
  });

  it.each([
    vkey.replace('c74f', 'c74e'),
    vkey.replace('PeterNeumann', 'Peter Neumann'),
    vkey.replace('+ARpc', '+Arpc'),
  ])('has no key %s', (other) => expect(parseVkey(other)).toBeUndefined());

  it.each([
    content.slice(0, -1),
    content.replace('\n\n', '\n'),
    content.replace('—', '-'),
    `${content}x\n`,
    content.replace('f y', 'f\ty'),
  ])('is no note as %j', (other) => expect(parseNote(other)).toBeUndefined());
});

describe('the text of a checkpoint', () => {
  const text = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';

  it('is read and written alike (the example of C2SP tlog-checkpoint)', () => {
    const checkpoint = parseCheckpoint(text);
    expect(checkpoint).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20_852_163 });
    expect(checkpoint && checkpointText(checkpoint)).toBe(text);
  });

  it.each([
    text.replace('2085', '02085'),
    text.replace('CsU', ''),
    text.slice(0, -1),
    `${text}\n`,
    `\n${text}`,
  ])('is none as %j', (other) => expect(parseCheckpoint(other)).toBeUndefined());
});

describe('a signed checkpoint', () => {
  const log = newKey('registry.example/acme', 'ed25519');
  const witness = newKey('witness.example/w1', 'cosignature');
  const text = checkpointText({ origin: log.key.name, size: 0, root: EMPTY_ROOT });
  const by = (key: NoteKey, signature: Uint8Array) => ({ name: key.name, keyId: keyIdOf(key), signature });
  const bySigner = by(log.key, signed(text, log.privateKey));
  const byWitness = by(witness.key, cosigned(text, witness.privateKey, 1_679_315_147));
  const keys = { log: log.key, witnesses: [witness.key] };
  const verified = (...signatures: readonly (typeof bySigner)[]) =>
    verifyCheckpoint(formatNote({ text, signatures }), keys, isSigned);

  it('says who cosigned it and when', () =>
    expect(verified(bySigner, byWitness)).toMatchObject({
      size: 0,
      cosigned: [{ name: 'witness.example/w1', atSeconds: 1_679_315_147 }],
    }));

  it('counts a witness once, however often it cosigned', () => {
    const again = by(witness.key, cosigned(text, witness.privateKey, 1_679_315_148));
    expect(verified(bySigner, again, byWitness)).toMatchObject({
      cosigned: [{ name: 'witness.example/w1', atSeconds: 1_679_315_148 }],
    });
  });

  it('stands without witnesses, and beside signatures of keys that nobody knows', () => {
    const stranger = newKey('witness.example/w1', 'cosignature');
    const byStranger = by(stranger.key, cosigned(text, stranger.privateKey, 1));
    expect(verified(byStranger, bySigner)).toMatchObject({ cosigned: [] });
  });

  it('is refused without the signature of its log', () =>
    expect(verified(byWitness)).toBe('CHECKPOINT_UNSIGNED'));

  it('is refused with a signature of a known key over something else', () => {
    const other = text.replace('\n0\n', '\n1\n');
    const forged = by(witness.key, cosigned(other, witness.privateKey, 1_679_315_147));
    expect(verified(by(log.key, signed(other, log.privateKey)))).toBe('CHECKPOINT_SIGNATURE');
    expect(verified(bySigner, forged)).toBe('CHECKPOINT_SIGNATURE');
    expect(verified(bySigner, by(witness.key, signed(text, witness.privateKey)))).toBe(
      'CHECKPOINT_SIGNATURE',
    );
  });

  it('is refused when it is of another log', () => {
    const other = newKey('registry.example/globex', 'ed25519');
    const note = formatNote({ text, signatures: [bySigner] });
    expect(verifyCheckpoint(note, { log: other.key, witnesses: [] }, isSigned)).toBe('CHECKPOINT_ORIGIN');
    expect(verifyCheckpoint('', keys, isSigned)).toBe('CHECKPOINT_MALFORMED');
  });
});
