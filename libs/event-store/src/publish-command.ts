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

/** Publishes commands as one producer, signed. Resolves only when the broker has the command, or had it before. */
export const commandPublisher = (
  js: JetStreamWriter,
  jsm: StreamReader,
  { producer, sign }: { readonly producer: SigningProducer; readonly sign: CommandSigner },
): CommandPublisher => {
  const outcomes = jetStreamOutcomes(js, jsm);

  return async (command, traceparent) => {
    const subject = commandSubject(producer, command.tenant, command.commandId);
    const bytes = canonicalBytes(command as Json);
    if (bytes.length > COMMAND_BYTES_MAX)
      throw new CommandTooLarge(`a command of ${bytes.length} bytes exceeds ${COMMAND_BYTES_MAX}`);
    const requestDigest = requestDigestOf(command);
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
      if ((await outcomes.read(command.tenant, command.commandId)) !== undefined) return 'decided';
      await send(base32(sha256OfFields(messageId, String(ack.seq), command.notAfter)));
      return 'stored';
    } catch (error) {
      if (!isSubjectTaken(error)) throw error;
      const pending = await jsm.streams.getMessage(STREAM.commands, { last_by_subj: subject });
      if (pending === null) return 'decided';
      return requestDigestOf(CommandEnvelope.parse(pending.json())) === requestDigest ? 'pending' : 'reused';
    }
  };
};
