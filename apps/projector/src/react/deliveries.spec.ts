import { describe, expect, it } from '@jest/globals';
import type { Job } from '@policy-registry/domain';
import { createLogger, createMetrics } from '@policy-registry/platform';
import type { CommandEnvelope } from '@policy-registry/kernel';

import { stateCache } from '../decide/state-cache.ts';
import { createPolicy, NOW, openTenant, registry as byRegistry } from '../testing/commands.ts';
import { emptyRegistry } from '../testing/deciding.ts';
import { reactor } from './reactor.ts';

const by = (commandId: string, type: string, data: CommandEnvelope['data']): CommandEnvelope => ({
  commandId,
  tenant: 'acme',
  type,
  data,
  principal: {
    type: 'user',
    id: 'u-dave',
    scopes: ['tenant:admin'],
    isInteractive: true,
    authenticatedAt: NOW,
  },
  notAfter: '2026-03-02T21:00:00.000Z',
  correlationId: 'c',
});
const define = (commandId: string, more: object = {}) =>
  by(commandId, 'DefineWebhook', {
    webhookId: 'ci',
    url: 'https://ci.example/hook',
    events: ['policy', 'tenant'],
    isEnabled: true,
    secret: { keyId: 'a'.repeat(64), sealed: 'c2VhbGVk' },
    ...more,
  });

/** One tenant's projector, with what it asked for because of each event. */
const world = async () => {
  const { log, projector } = emptyRegistry();
  const decide = projector();
  const jobs: Job[] = [];
  const commands: CommandEnvelope[] = [];
  const react = reactor({
    log,
    states: stateCache(log),
    publishJob: async (job) => jobs.push(job) > 0,
    publishCommand: async (command) => {
      commands.push(command);
      return 'stored';
    },
    releaseShards: async () => undefined,
    openTenant: async () => undefined,
    publishRunStatus: () => undefined,
    logger: createLogger({ app: 'projector', instance: 'spec', level: 'silent' }),
    metrics: createMetrics('projector'),
    nowMs: () => NOW,
  });
  const told = async (at = -1) => {
    const message = log.messages().at(at);
    if (message !== undefined) await react({ ...message, storedAtMs: NOW, traceparent: undefined });
  };
  const decided = async (command: CommandEnvelope, now = NOW): Promise<void> => {
    const { status } = await decide(command, now);
    if (status !== 'accepted') throw new Error(`${command.type} is ${status}`);
  };
  const done = async (command: CommandEnvelope, now = NOW): Promise<void> => {
    await decided(command, now);
    await told();
  };
  await done(openTenant);
  return { log, jobs, commands, decided, done, told };
};
type World = Awaited<ReturnType<typeof world>>;

const deliveriesOf = ({ jobs }: World) => jobs.flatMap((job) => (job.kind === 'deliver' ? [job] : []));
const report = (commandId: string, { data }: ReturnType<typeof deliveriesOf>[number], outcome: object) => {
  const { deliveryId, webhookId, source, attempt } = data;
  const reported = { deliveryId, webhookId, source, attempt, outcome };
  return { ...by(commandId, 'RecordDelivery', reported), principal: byRegistry };
};
const failure = { ok: false, fault: 'TIMED_OUT' };
const HOUR_MS = 3_600_000;

describe('who is told of an event', () => {
  it('is each webhook that wants it, as it is by then, and again under the same job', async () => {
    const of = await world();
    await of.done(define('c1'));
    expect(deliveriesOf(of)).toStrictEqual([]);
    await of.done(createPolicy);
    await of.told();
    const [first, again] = deliveriesOf(of);
    expect(first?.data).toMatchObject({
      webhookId: 'ci',
      attempt: 1,
      source: { type: 'policy', version: 1 },
    });
    expect(again).toStrictEqual(first);
  });

  it('is told once more of the same, after a time or when somebody asks', async () => {
    const of = await world();
    await of.done(define('c1', { attemptsMax: 2 }));
    await of.done(createPolicy);
    const [first] = deliveriesOf(of);
    if (first === undefined) throw new Error('nobody was told');
    await of.done(report('c3', first, failure));
    const { deliveryId } = first.data;
    const retry = { ...by('c4', 'RetryDelivery', { deliveryId, attempt: 1 }), principal: byRegistry };
    await of.done(retry, NOW + HOUR_MS);
    const second = deliveriesOf(of).at(-1);
    expect(second?.data).toStrictEqual({ ...first.data, attempt: 2 });
    if (second !== undefined) await of.done(report('c5', second, failure));
    await of.done(by('c6', 'ReplayDelivery', { deliveryId }));
    expect(deliveriesOf(of).map(({ data }) => data.attempt)).toStrictEqual([1, 2, 3]);
    expect(new Set(deliveriesOf(of).map(({ jobId }) => jobId)).size).toBe(3);
  });

  it('is nobody where the webhook went before a further attempt, which ends that', async () => {
    const of = await world();
    await of.done(define('c1', { attemptsMax: 1 }));
    await of.done(createPolicy);
    const [first] = deliveriesOf(of);
    if (first === undefined) throw new Error('nobody was told');
    await of.done(report('c3', first, failure));
    await of.decided(by('c4', 'ReplayDelivery', { deliveryId: first.data.deliveryId }));
    await of.decided(by('c5', 'RemoveWebhook', { webhookId: 'ci' }));
    await of.told(-2);
    expect(deliveriesOf(of)).toHaveLength(1);
    const [end] = of.commands;
    if (end === undefined) throw new Error('it was not given up');
    await of.decided(end);
    const [fact] = JSON.parse(new TextDecoder().decode(of.log.messages().at(-1)?.bytes)).facts;
    expect(fact).toMatchObject({ type: 'DeliveryDied', data: { attempt: 2, fault: 'WEBHOOK_GONE' } });
  });
});
