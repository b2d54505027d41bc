import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  brokerLogin,
  commandPublisher,
  commandSigner,
  DECIDER,
  eventFeed,
  jetStreamEventLog,
  jetStreamOutcomes,
  jetStreamReader,
  openJetStream,
  REACTOR,
  runnerOf,
  STREAM,
  workQueue,
} from '@policy-registry/event-store';
import { toTimestamp } from '@policy-registry/kernel';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';

import { startIsolatedBroker, type IsolatedBroker } from './testing/isolated-broker.ts';
import { storedEvent } from './testing/stored-event.ts';

const START_MS = 60_000;
const REQUEST_MS = 2_000;
jest.setTimeout(60_000);
const binary = process.env['TEST_NATS_BIN'];
const suite = binary === undefined ? describe.skip : describe;

suite('what the broker lets each service do is what its work needs (needs TEST_NATS_BIN)', () => {
  let broker: IsolatedBroker;
  beforeAll(async () => {
    broker = await startIsolatedBroker(binary ?? '');
  }, START_MS);
  afterAll(() => broker?.stop());

  const command = {
    commandId: 'works',
    tenant: 'acme',
    type: 'CreatePolicy',
    data: { policyId: 'pay-gate', name: 'Pay gate', description: '', tags: [] },
    principal: { type: 'user' as const, id: 'u-ann', scopes: [], isInteractive: true },
    notAfter: toTimestamp(Date.now() + 60_000),
    correlationId: 'corr-1',
  };
  const done = async () => ({ done: true }) as const;
  const fail = (error: unknown): never => {
    throw error;
  };

  it.each(['gateway', 'projector', 'runner'] as const)(
    'the %s hears from its store whether it is there',
    async (user) => {
      const { jsm } = await openJetStream(await broker.as(user));
      expect(await jsm.streams.getMessage(STREAM.commands, { seq: 1 })).toBeNull();
    },
  );

  it('the gateway publishes commands, and the projector works them off', async () => {
    const gateway = await broker.as('gateway');
    const sign = commandSigner(brokerLogin(await broker.credentialsOf('gateway')).seed);
    const jsm = await jetstreamManager(gateway, { checkAPI: false });
    const publish = commandPublisher(jetstream(gateway), jsm, { producer: 'gateway', sign });
    expect(await publish(command)).toBe('stored');
    expect(await publish(command)).toBe('pending');
    const worked = Promise.withResolvers<string>();
    const queue = await workQueue(await broker.as('projector'), {
      stream: STREAM.commands,
      durable: DECIDER,
      concurrency: 2,
      onFault: worked.reject,
      onLost: worked.reject,
      work: async ({ subject }) => {
        worked.resolve(subject);
        return { done: true };
      },
    });
    expect(await worked.promise).toBe('registry.cmd.gateway.acme.works');
    await queue.close();
  });

  it('the projector appends and reads events, and keeps up with them; so does the operator’s auditor', async () => {
    const projector = await broker.as('projector');
    const [js, jsm] = [jetstream(projector), await jetstreamManager(projector, { checkAPI: false })];
    const { event, aggregate } = await storedEvent('globex');
    const log = jetStreamEventLog(js, jetStreamReader(jsm));
    const recorded = await log.append(aggregate, 0, event);
    expect(await log.load(aggregate)).toStrictEqual({ lastSeq: recorded.seq, events: [recorded] });
    expect(await log.lastSeq(aggregate)).toBe(recorded.seq);
    expect(await jetStreamOutcomes(js, jsm).read('acme', 'works')).toBeUndefined();
    const react = { stream: STREAM.events, durable: REACTOR, concurrency: 1, onFault: fail, onLost: fail };
    await (await workQueue(projector, { ...react, work: done })).close();
    for (const user of ['projector', 'auditor'] as const) {
      const feed = await eventFeed(await broker.as(user), recorded.seq - 1);
      expect((await feed.next(10)).map(({ seq }) => seq)).toContain(recorded.seq);
      await feed.close();
    }
  });

  it('the runner works off jobs', async () => {
    const jobs = { stream: STREAM.jobs, durable: runnerOf('normal'), concurrency: 1 };
    const queue = await workQueue(await broker.as('runner'), {
      ...jobs,
      onFault: fail,
      onLost: fail,
      work: done,
    });
    await queue.close();
  });

  it('the answer to a get is no event, even if a gateway has it sent to where events are', async () => {
    const { aggregate, subject, bytes } = await storedEvent('acme');
    const gateway = await broker.as('gateway');
    const { seq } = await jetstream(gateway).publish('registry.cmd.gateway.acme.forged', bytes);
    const query = JSON.stringify({ seq });
    gateway.publish('$JS.API.STREAM.MSG.GET.COMMANDS', query, { reply: subject });
    // Requests to one stream are served in order: once this is answered, so is the one before.
    await gateway.request('$JS.API.STREAM.MSG.GET.COMMANDS', query, { timeout: REQUEST_MS });
    const log = jetStreamEventLog(broker.js, jetStreamReader(broker.jsm));
    expect((await log.load(aggregate)).events).toStrictEqual([]);
  });
});
