import { stat } from 'node:fs/promises';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import { STREAM } from '@policy-registry/event-store';
import { waitFor } from '@policy-registry/event-store/testing';

import { startIsolatedBroker, type IsolatedBroker } from './testing/isolated-broker.ts';

const START_MS = 60_000;
// Each connection signs in with pure JavaScript.
jest.setTimeout(60_000);
const REQUEST_MS = 2_000;
const binary = process.env['TEST_NATS_BIN'];
const suite = binary === undefined ? describe.skip : describe;

suite('the accounts of the broker (needs TEST_NATS_BIN)', () => {
  let broker: IsolatedBroker;
  beforeAll(async () => {
    broker = await startIsolatedBroker(binary ?? '');
  }, START_MS);
  afterAll(() => broker?.stop());

  const lastOf = (stream: string, subject: string) =>
    broker.jsm.streams.getMessage(stream, { last_by_subj: subject });

  it('let a tenant’s scheduler store a run request, and tell it that it is stored', async () => {
    const scheduler = await broker.as({ tenant: 'acme', role: 'scheduler' });
    const subject = 'registry.cmd.scheduler.acme.run-1';
    const ack = await scheduler.request(subject, '{"run":1}', { timeout: REQUEST_MS });
    const stored = await lastOf(STREAM.runs, 'registry.cmd.scheduler.acme.runs');
    expect(ack.json()).toStrictEqual({ stream: STREAM.runs, seq: stored?.seq });
    expect(stored?.string()).toBe('{"run":1}');
  });

  it('let a tenant’s scheduler hear the run statuses of its tenant, and of no other', async () => {
    const [scheduler, projector] = [
      await broker.as({ tenant: 'acme', role: 'scheduler' }),
      await broker.as('projector'),
    ];
    const heard = scheduler.subscribe('registry.run-status.acme.*', { max: 1 });
    await scheduler.flush();
    projector.publish('registry.run-status.globex.s-1', 'theirs');
    projector.publish('registry.run-status.acme.s-1', 'ours');
    for await (const message of heard)
      expect([message.subject, message.string()]).toStrictEqual(['registry.run-status.acme.s-1', 'ours']);
  });

  it('fill AUDIT with exactly the events of the tenant, in order and with the same bytes', async () => {
    const projector = await broker.as('projector');
    for (let n = 1; n <= 20; n += 1) {
      await projector.request(`registry.evt.acme.policy.p-${n % 3}`, `ours ${n}`, { timeout: REQUEST_MS });
      await projector.request(`registry.evt.globex.policy.p-${n % 3}`, `theirs ${n}`, {
        timeout: REQUEST_MS,
      });
    }
    const auditor = await broker.as({ tenant: 'acme', role: 'auditor' });
    const jsm = await jetstreamManager(auditor, { checkAPI: false });
    await waitFor('copy of every event', async () => (await jsm.streams.info('AUDIT')).state.messages >= 20);
    const copies = await Promise.all(
      Array.from({ length: 20 }, (_, at) => jsm.streams.getMessage('AUDIT', { seq: at + 1 })),
    );
    expect(copies.map((copy) => [copy?.subject, copy?.string()])).toStrictEqual(
      Array.from({ length: 20 }, (_, at) => [`registry.evt.acme.policy.p-${(at + 1) % 3}`, `ours ${at + 1}`]),
    );
    expect((await jsm.streams.info('AUDIT')).state.messages).toBe(20);
  });

  it('keep every secret file from others', async () => {
    const { keys, keepers, credentialsOf, commandKeys } = broker.files;
    const files = [
      keys.operator,
      keys.accountOf('service'),
      keys.signingOf('tenant-acme', 'scheduler'),
      credentialsOf('gateway'),
      `${keepers}/acme.creds`,
      commandKeys,
    ];
    const modes = await Promise.all(files.map(async (file) => (await stat(file)).mode & 0o777));
    expect(modes).toStrictEqual(files.map(() => 0o600));
  });
});
