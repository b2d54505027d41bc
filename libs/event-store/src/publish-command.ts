import {
  base32,
  canonicalBytes,
  COMMAND_BYTES_MAX,
  CommandEnvelope,
  commandSubject,
  messageIdOf,
  requestDigestOf,
  sha256OfFields,
  type Json,
} from '@policy-registry/kernel';

import { isSubjectTaken } from './broker-errors.ts';
import { signed, type CommandSigner, type SigningProducer } from './command-signature.ts';
import type { StreamReader, JetStreamWriter } from './jetstream-ports.ts';
import { jetStreamOutcomes } from './outcomes.ts';
import { STREAM } from './streams.ts';
import { traceHeaders } from './trace-headers.ts';
import { TooManyWaiting, type WaitingRoom } from './waiting-room.ts';

const PUBLISH_TIMEOUT_MS = 5_000;

/**
 * - `stored`: the command is durable and will be decided;
 * - `pending`: the same request is waiting already;
 * - `reused`: another request with this id is waiting;
 * - `decided`: its outcome stands.
 */
export type Publication = 'stored' | 'pending' | 'reused' | 'decided';

export type CommandPublisher = (command: CommandEnvelope, traceparent?: string) => Promise<Publication>;

export class CommandTooLarge extends Error {
  override readonly name = 'CommandTooLarge';
}

export type CommandPublisherOptions = {
  readonly producer: SigningProducer;
  readonly sign: CommandSigner;
  /** For commands that come from outside: a tenant without room is refused with {@link TooManyWaiting}. */
  readonly room?: WaitingRoom;
};

/** Publishes commands as one producer, signed. Resolves only when the broker has the command, or had it before. */
export const commandPublisher = (
  js: JetStreamWriter,
  jsm: StreamReader,
  { producer, sign, room }: CommandPublisherOptions,
): CommandPublisher => {
  const outcomes = jetStreamOutcomes(js, jsm);
  const isDecided = async ({ tenant, commandId }: CommandEnvelope): Promise<boolean> =>
    (await outcomes.read(tenant, commandId)) !== undefined;

  const store = async (message: Message, traceparent?: string): Promise<Publication> => {
    const { command, subject, bytes, requestDigest } = message;
    const messageId = messageIdOf(subject, command.commandId, requestDigest);
    const headers = signed(traceHeaders(traceparent), sign(subject, bytes));
    const send = (msgID: string) =>
      js.publish(subject, bytes, { msgID, headers, timeout: PUBLISH_TIMEOUT_MS });

    try {
      const ack = await send(messageId);
      if (!ack.duplicate) return 'stored';

      // De-duplication is stream-wide and by id alone: believe it only if it is about this very command.
      const earlier = await jsm.streams.getMessage(STREAM.commands, { seq: ack.seq });
      if (earlier?.subject === subject) return 'pending';
      if (await isDecided(command)) return 'decided';
      await send(base32(sha256OfFields(messageId, String(ack.seq), command.notAfter)));
      return 'stored';
    } catch (error) {
      if (!isSubjectTaken(error)) throw error;
      return (await waitingAs(jsm, message)) ?? 'decided';
    }
  };

  return async (command, traceparent) => {
    const message = messageOf(producer, command);
    if (room === undefined) return store(message, traceparent);
    const leave = await room.enter(command.tenant);
    if (leave !== undefined) return store(message, traceparent).finally(leave);
    // What was taken before needs no room.
    const standing = (await waitingAs(jsm, message)) ?? ((await isDecided(command)) ? 'decided' : undefined);
    if (standing === undefined) throw new TooManyWaiting();
    return standing;
  };
};

type Message = {
  readonly command: CommandEnvelope;
  readonly subject: string;
  readonly bytes: Uint8Array;
  readonly requestDigest: string;
};

const messageOf = (producer: SigningProducer, command: CommandEnvelope): Message => {
  const bytes = canonicalBytes(command as Json);
  if (bytes.length > COMMAND_BYTES_MAX)
    throw new CommandTooLarge(`a command of ${bytes.length} bytes exceeds ${COMMAND_BYTES_MAX}`);
  const subject = commandSubject(producer, command.tenant, command.commandId);
  return { command, subject, bytes, requestDigest: requestDigestOf(command) };
};

/** What a message is that waits under the same id, if one does. */
const waitingAs = async (
  jsm: StreamReader,
  { subject, requestDigest }: Message,
): Promise<'pending' | 'reused' | undefined> => {
  const waiting = await jsm.streams.getMessage(STREAM.commands, { last_by_subj: subject });
  if (waiting === null) return undefined;
  return requestDigestOf(CommandEnvelope.parse(waiting.json())) === requestDigest ? 'pending' : 'reused';
};
