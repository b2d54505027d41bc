import { base32, sha256OfFields } from '@policy-registry/kernel';
import { headers, type MsgHdrs } from '@nats-io/nats-core';

import { signed, type CommandSignature } from './command-signature.ts';
import type { JetStreamWriter } from './jetstream-ports.ts';

const PUBLISH_TIMEOUT_MS = 5_000;
const REASON_LENGTH_MAX = 400;

/** The headers of a dead letter. */
export const LETTER_HEADER = {
  subject: 'Registry-Subject',
  sequence: 'Registry-Sequence',
  reason: 'Registry-Reason',
  answered: 'Registry-Answered',
  replayedAt: 'Registry-Replayed-At',
} as const;

/** A message that no worker can work on, as the broker had it. */
export type DeadLetter = {
  readonly stream: string;
  readonly tenant: string;
  readonly subject: string;
  readonly seq: number;
  readonly bytes: Uint8Array;
  readonly reason: string;
  /** Of a command: without it nobody would decide it, should it be replayed. */
  readonly signature?: CommandSignature | undefined;
  /** A job that was given up and answered as failed: another answer to it would come to nothing. */
  readonly isAnswered?: boolean;
};

/**
 * Keeps a message that is taken out of its queue, with the reason. The id is derived from the message's place,
 * so doing it twice keeps one.
 */
export const deadLetters =
  (js: JetStreamWriter) =>
  async (letter: DeadLetter): Promise<void> => {
    const { stream, subject, seq, bytes } = letter;
    const id = base32(sha256OfFields(stream, subject, String(seq)));
    await js.publish(letterSubject({ ...letter, id }), bytes, {
      msgID: id,
      headers: letterHeaders(letter),
      timeout: PUBLISH_TIMEOUT_MS,
    });
  };

/** Where a letter lies in DEAD. */
export const letterSubject = ({
  stream,
  tenant,
  id,
}: Pick<DeadLetter, 'stream' | 'tenant'> & { readonly id: string }) =>
  `registry.dead.${stream.toLowerCase()}.${tenant}.${id}`;

/** What a letter says of the message that it holds. */
export const letterHeaders = ({
  subject,
  seq,
  reason,
  signature,
  isAnswered,
}: Omit<DeadLetter, 'stream' | 'tenant' | 'bytes'>): MsgHdrs => {
  const said = signed(headers(), signature);
  said.set(LETTER_HEADER.subject, subject);
  said.set(LETTER_HEADER.sequence, String(seq));
  said.set(LETTER_HEADER.reason, reason.replace(/[^\x20-\x7e]/g, ' ').slice(0, REASON_LENGTH_MAX));
  if (isAnswered === true) said.set(LETTER_HEADER.answered, 'true');
  return said;
};
