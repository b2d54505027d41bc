import { beforeAll, expect, it } from '@jest/globals';
import {
  canonicalBytes,
  COMMAND_BYTES_MAX,
  commandSubject,
  messageIdOf,
  requestDigestOf,
  sha256Hex,
  type CommandEnvelope,
  type Json,
  type Outcome,
} from '@policy-registry/kernel';

import { jetStreamOutcomes } from './outcomes.ts';
import { createUser } from '@nats-io/nkeys';
import { commandSigner, commandVerifier, signatureIn } from './command-signature.ts';
import { commandPublisher, CommandTooLarge, type CommandPublisher } from './publish-command.ts';
import { DECIDER, STREAM } from './streams.ts';
import { brokerSuite } from './testing/broker-suite.ts';

let commands = 0;
const freshCommand = (): CommandEnvelope => ({
  commandId: `c-${(commands += 1)}`,
  tenant: 'acme',
  type: 'CreatePolicy',
  data: { policyId: 'pay-gate', name: 'Pay gate ü' },
  principal: { type: 'user', id: 'u-ann', scopes: ['policy:author'], isInteractive: true },
  notAfter: '2026-03-02T21:00:00.000Z',
  correlationId: 'corr-1',
});
const subjectOf = ({ tenant, commandId }: CommandEnvelope): string =>
  commandSubject('gateway', tenant, commandId);
const idOf = (command: CommandEnvelope): string =>
  messageIdOf(subjectOf(command), command.commandId, requestDigestOf(command));
const bytesOf = (command: CommandEnvelope): Uint8Array => canonicalBytes(command as Json);
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

const gateway = createUser();
const sign = commandSigner(new TextDecoder().decode(gateway.getSeed()));
const verify = commandVerifier({ gateway: [gateway.getPublicKey()], projector: [], runner: [] });

brokerSuite('a command publisher', (broker) => {
  let publish: CommandPublisher;
  beforeAll(() => {
    publish = commandPublisher(broker().js, broker().jsm, { producer: 'gateway', sign });
  });

  const stored = (command: CommandEnvelope) =>
    broker().jsm.streams.getMessage(STREAM.commands, { last_by_subj: subjectOf(command) });
  const storedCount = async (): Promise<number> =>
    (await broker().jsm.streams.info(STREAM.commands)).state.messages;
  /** Takes the one pending command out of the queue, as its decider does. */
  const workOff = async (command: CommandEnvelope): Promise<void> => {
    const consumer = await broker().js.consumers.get(STREAM.commands, DECIDER);
    for (;;) {
      const message = await consumer.next({ expires: 5_000 });
      await message?.ackAck();
      if (message === null || message.subject === subjectOf(command)) return;
    }
  };

  it('signs what it stores', async () => {
    const command = freshCommand();
    await publish(command);
    const message = await stored(command);
    const [subject, bytes] = [subjectOf(command), message?.data ?? new Uint8Array()];
    expect(verify({ subject, bytes, signature: signatureIn(message?.header) })).toBeUndefined();
  });

  it('stores a command as its RFC 8785 bytes, with the trace it belongs to', async () => {
    const command = freshCommand();
    expect(await publish(command, traceparent)).toBe('stored');
    const message = await stored(command);
    expect(message?.data).toStrictEqual(Uint8Array.from(bytesOf(command)));
    expect(message?.header.get('traceparent')).toBe(traceparent);
  });

  it('says that the same request is pending, and keeps one message', async () => {
    const command = freshCommand();
    await publish(command);
    const before = await storedCount();
    expect(await publish(command)).toBe('pending');
    expect(await publish({ ...command, notAfter: '2026-03-02T22:00:00.000Z', correlationId: 'retry' })).toBe(
      'pending',
    );
    expect(await storedCount()).toBe(before);
  });

  it('says so too when the broker no longer remembers the message id', async () => {
    const command = freshCommand();
    await broker().js.publish(subjectOf(command), bytesOf(command));
    expect(await publish(command)).toBe('pending');
  });

  it.each([
    ['other data', { data: { policyId: 'other' } }],
    ['another type', { type: 'SaveWorkspace' }],
    ['another condition', { ifMatch: '3' }],
  ])('says that the id is taken by another request: %s', async (_what, other) => {
    const command = freshCommand();
    await publish(command);
    expect(await publish({ ...command, ...other })).toBe('reused');
    expect((await stored(command))?.data).toStrictEqual(Uint8Array.from(bytesOf(command)));
  });

  it('says that the request was decided once its outcome stands', async () => {
    const command = freshCommand();
    await publish(command);
    await workOff(command);
    const outcome: Outcome = {
      commandId: command.commandId,
      tenant: command.tenant,
      requestDigest: requestDigestOf(command),
      status: 'rejected',
      code: 'POLICY_EXISTS',
      detail: 'it exists',
      faults: [],
    };
    const { js, jsm } = broker();
    await jetStreamOutcomes(js, jsm).record(outcome);
    expect(await publish(command)).toBe('decided');
    expect(await stored(command)).toBeNull();
  });

  it('does not believe a duplicate that is about another subject', async () => {
    const command = freshCommand();
    const elsewhere = commandSubject('gateway', 'globex', command.commandId);
    await broker().js.publish(elsewhere, 'swallows', { msgID: idOf(command) });
    expect(await publish(command)).toBe('stored');
    expect((await stored(command))?.data).toStrictEqual(Uint8Array.from(bytesOf(command)));
  });

  it('sends again what was worked off without an outcome', async () => {
    const command = freshCommand();
    await publish(command);
    await workOff(command);
    expect(await publish(command)).toBe('stored');
    expect(await stored(command)).not.toBeNull();
  });

  it('keeps one of fifty that are sent at once', async () => {
    const command = freshCommand();
    const before = await storedCount();
    const answers = await Promise.all(Array.from({ length: 50 }, () => publish(command)));
    expect(answers.toSorted()).toStrictEqual([...Array.from({ length: 49 }, () => 'pending'), 'stored']);
    expect(await storedCount()).toBe(before + 1);
  });

  it('refuses a command when the queue is full, keeps what waits, and still knows it', async () => {
    const { jsm } = broker();
    const waiting = freshCommand();
    const refused = freshCommand();
    await publish(waiting);
    const { max_msgs } = (await jsm.streams.info(STREAM.commands)).config;
    await jsm.streams.update(STREAM.commands, { max_msgs: await storedCount() });
    try {
      await expect(publish(refused)).rejects.toThrow(/maximum messages exceeded/);
      expect(await publish(waiting)).toBe('pending');
      await expect(publish(refused)).rejects.toThrow(/maximum messages exceeded/);
    } finally {
      await jsm.streams.update(STREAM.commands, { max_msgs });
    }
    expect(await publish(refused)).toBe('stored');
  });

  it('takes the longest command there may be, and refuses a longer one unsent', async () => {
    const empty = { ...freshCommand(), data: { text: '' } };
    const room = COMMAND_BYTES_MAX - bytesOf(empty).length;
    expect(await publish({ ...empty, data: { text: 'x'.repeat(room) } }, traceparent)).toBe('stored');
    const tooLong = {
      ...freshCommand(),
      commandId: sha256Hex('long').slice(0, empty.commandId.length),
      data: { text: 'x'.repeat(room + 1) },
    };
    await expect(publish(tooLong)).rejects.toThrow(CommandTooLarge);
    expect(await stored(tooLong)).toBeNull();
  });
});
