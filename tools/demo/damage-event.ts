import {
  DeliverPolicy,
  jetstream,
  jetstreamManager,
  type JetStreamManager,
  type StoredMsg,
} from '@nats-io/jetstream';

import { withBroker, type Connection } from './broker.ts';
import { RunFailed } from './failure.ts';
import type { Stack } from './stack.ts';

const STREAM = 'EVENTS';
/** The whole stream is held in memory for a moment: this is for a short demonstration, not for a real log. */
const MESSAGES_MAX = 10_000;

/**
 * Changes one digit in one stored event. The stream refuses to delete or purge, so its administrator takes it away
 * whole and puts it back as it was: same settings, same sequences, same bytes but one.
 */
export const changeEvent = (stack: Stack, tenant: string): Promise<void> =>
  withBroker(stack, async (connection) => {
    const jsm = await jetstreamManager(connection);
    const { config, state } = await jsm.streams.info(STREAM);
    const messages = await allMessages(jsm, state.last_seq);
    const consumers = (await jsm.consumers.list(STREAM).next()).filter(
      (one) => one.config.durable_name !== undefined,
    );

    await jsm.streams.delete(STREAM);
    await jsm.streams.add(config);
    await publishAgain(connection, messages, victimOf(messages, tenant));
    for (const { config: durable } of consumers) {
      // What was reacted to is not reacted to again.
      const from = { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: state.last_seq + 1 };
      await jsm.consumers.add(STREAM, { ...durable, ...from });
    }
  });

const allMessages = async (jsm: JetStreamManager, lastSeq: number): Promise<readonly StoredMsg[]> => {
  if (lastSeq > MESSAGES_MAX)
    throw new RunFailed(`the stream has ${lastSeq} messages, more than are held in memory`);
  const messages: StoredMsg[] = [];
  for (let seq = 1; seq <= lastSeq; seq += 1) {
    const message = await jsm.streams.getMessage(STREAM, { seq });
    if (message === null) throw new RunFailed(`the stream lacks sequence ${seq}`);
    messages.push(message);
  }
  return messages;
};

const victimOf = (messages: readonly StoredMsg[], tenant: string): number => {
  const candidates = messages.filter(({ subject }) => subject.startsWith(`registry.evt.${tenant}.`));
  const victim = candidates[Math.floor(candidates.length / 2)];
  if (victim === undefined) throw new RunFailed(`tenant ${tenant} has no event`);
  return victim.seq;
};

const publishAgain = async (
  connection: Connection,
  messages: readonly StoredMsg[],
  victim: number,
): Promise<void> => {
  const js = jetstream(connection);
  for (const { seq, subject, data, header } of messages) {
    header.delete('Nats-Expected-Last-Subject-Sequence');
    const ack = await js.publish(subject, seq === victim ? changed(data) : data, { headers: header });
    if (ack.seq !== seq) throw new RunFailed(`message ${seq} was put back as ${ack.seq}`);
  }
};

// The last digit of the millisecond at which it was recorded: still a well-formed event.
const changed = (bytes: Uint8Array): Uint8Array => {
  const text = new TextDecoder().decode(bytes);
  const other = text.replace(
    /("recordedAt":"[^"]*)(\d)Z"/,
    (_all, before: string, digit: string) => `${before}${(Number(digit) + 1) % 10}Z"`,
  );
  if (other === text) throw new RunFailed('the event has no time to change');
  return new TextEncoder().encode(other);
};
