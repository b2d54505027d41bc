import { beforeAll, beforeEach, expect, it } from '@jest/globals';
import { commandSubject, requestDigestOf, type CommandEnvelope } from '@policy-registry/kernel';

import { jetStreamOutcomes } from './outcomes.ts';
import { commandPublisher, type CommandPublisher } from './publish-command.ts';
import { DECIDER, STREAM } from './streams.ts';
import { brokerSuite } from './testing/broker-suite.ts';
import { COMMANDS_WAITING_MAX, TooManyWaiting, waitingRoom } from './waiting-room.ts';

const FLOODED_MS = 120_000;
const AGAIN_MS = 1_000;

let commands = 0;
const freshCommand = (tenant = 'acme'): CommandEnvelope => ({
  commandId: `c-${(commands += 1)}`,
  tenant,
  type: 'CreatePolicy',
  data: { policyId: 'pay-gate' },
  principal: { type: 'user', id: 'u-ann', scopes: ['policy:author'], isInteractive: true },
  notAfter: '2026-03-02T21:00:00.000Z',
  correlationId: 'corr-1',
});

brokerSuite('a tenant whose commands nobody decides', (broker) => {
  let nowMs = 0;
  /** What one gateway publishes with. */
  const gateway = (): CommandPublisher =>
    commandPublisher(broker().js, broker().jsm, {
      producer: 'gateway',
      sign: () => ({ signer: 'signer', signature: 'signature' }),
      room: waitingRoom(broker().jsm, { producer: 'gateway', nowMs: () => nowMs }),
    });
  const waiting = async (): Promise<number> =>
    (await broker().jsm.streams.info(STREAM.commands)).state.messages;
  /** Sends as many at once, and answers what became of each. */
  const flood = async (publish: CommandPublisher, count: number): Promise<readonly string[]> => {
    const sent = await Promise.allSettled(Array.from({ length: count }, () => publish(freshCommand())));
    return sent.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.name));
  };
  const decideOne = async (): Promise<void> => {
    const consumer = await broker().js.consumers.get(STREAM.commands, DECIDER);
    const message = await consumer.next({ expires: 5_000 });
    await message?.ackAck();
  };

  let publish: CommandPublisher;
  const first = freshCommand();
  beforeAll(async () => {
    publish = gateway();
    await publish(first);
    await flood(publish, COMMANDS_WAITING_MAX - 1);
  }, FLOODED_MS);
  beforeEach(() => void (nowMs += AGAIN_MS));

  it('has as many waiting as it may have, and one more is refused and not stored', async () => {
    expect(await waiting()).toBe(COMMANDS_WAITING_MAX);
    await expect(publish(freshCommand())).rejects.toThrow(TooManyWaiting);
    expect(await waiting()).toBe(COMMANDS_WAITING_MAX);
  });

  it('has no more through another gateway, which never sent any', async () => {
    await expect(gateway()(freshCommand())).rejects.toThrow(TooManyWaiting);
  });

  it('is told of what waits that it does, and of another request under its id', async () => {
    expect(await publish(first)).toBe('pending');
    expect(await publish({ ...first, data: { policyId: 'other' } })).toBe('reused');
  });

  it('is told of what was decided that it was', async () => {
    const decided = freshCommand();
    await jetStreamOutcomes(broker().js, broker().jsm).record({
      commandId: decided.commandId,
      tenant: decided.tenant,
      requestDigest: requestDigestOf(decided),
      status: 'rejected',
      code: 'POLICY_EXISTS',
      detail: 'it exists',
      faults: [],
    });
    expect(await publish(decided)).toBe('decided');
  });

  it('keeps nobody else out', async () => {
    const theirs = freshCommand('globex');
    expect(await publish(theirs)).toBe('stored');
    const { jsm } = broker();
    await jsm.streams.purge(STREAM.commands, {
      filter: commandSubject('gateway', theirs.tenant, theirs.commandId),
    });
  });

  it('has room for as many as were decided, when a second has passed', async () => {
    await expect(publish(freshCommand())).rejects.toThrow(TooManyWaiting);
    for (let decided = 0; decided < 3; decided += 1) await decideOne();
    await expect(publish(freshCommand())).rejects.toThrow(TooManyWaiting);
    nowMs += AGAIN_MS;
    const sent = await flood(publish, 10);
    expect(sent.filter((one) => one === 'stored')).toHaveLength(3);
    expect(new Set(sent)).toStrictEqual(new Set(['stored', 'TooManyWaiting']));
    expect(await waiting()).toBe(COMMANDS_WAITING_MAX);
  });

  it(
    'has no more than it may have where more are sent at once',
    async () => {
      await broker().jsm.streams.purge(STREAM.commands);
      const sent = await flood(gateway(), COMMANDS_WAITING_MAX + 50);
      expect(sent.filter((one) => one === 'TooManyWaiting')).toHaveLength(50);
      expect(await waiting()).toBe(COMMANDS_WAITING_MAX);
    },
    FLOODED_MS,
  );
});
