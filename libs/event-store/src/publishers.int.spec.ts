import { expect, it } from '@jest/globals';
import { jobSubject, type Job } from '@policy-registry/domain';
import { base32, canonicalBytes, sha256Hex, sha256OfFields, type Json } from '@policy-registry/kernel';

import { deadLetters, type DeadLetter } from './dead-letters.ts';
import { jobPublisher } from './publish-job.ts';
import { STREAM } from './streams.ts';
import { brokerSuite } from './testing/broker-suite.ts';

const letter: DeadLetter = {
  stream: STREAM.commands,
  tenant: 'acme',
  subject: 'registry.cmd.gateway.acme.c-1',
  seq: 7,
  bytes: Uint8Array.of(0xff, 0x00, 0x7b),
  reason: 'not JSON: “ü”\r\nNats-Expected-Stream: EVENTS',
};
const idOf = ({ stream, subject, seq }: DeadLetter): string =>
  base32(sha256OfFields(stream, subject, String(seq)));

brokerSuite('dead letters', (broker) => {
  const bury = (of: DeadLetter) => deadLetters(broker().js)(of);
  const kept = (of: DeadLetter) =>
    broker().jsm.streams.getMessage(STREAM.dead, {
      last_by_subj: `registry.dead.commands.${of.tenant}.${idOf(of)}`,
    });
  const count = async (): Promise<number> => (await broker().jsm.streams.info(STREAM.dead)).state.messages;

  it('keep the bytes, the place they had and the reason, as printable text', async () => {
    await bury(letter);
    const message = await kept(letter);
    expect(message?.data).toStrictEqual(letter.bytes);
    expect(message?.header.get('Registry-Subject')).toBe(letter.subject);
    expect(message?.header.get('Registry-Sequence')).toBe('7');
    expect(message?.header.get('Registry-Reason')).toBe('not JSON:      Nats-Expected-Stream: EVENTS');
  });

  it('are one when the same message is buried twice, also after the broker forgot its id', async () => {
    const before = await count();
    await bury(letter);
    expect(await count()).toBe(before);
    const { subject = '' } = (await kept(letter)) ?? {};
    await broker().js.publish(subject, letter.bytes);
    expect(await count()).toBe(before);
  });

  it('are two for two places', async () => {
    const before = await count();
    await bury({ ...letter, seq: 8 });
    await bury({ ...letter, subject: 'registry.cmd.gateway.acme.c-2' });
    expect(await count()).toBe(before + 2);
  });

  it('cut a long reason', async () => {
    const long = { ...letter, seq: 9, reason: 'x'.repeat(5_000) };
    await bury(long);
    expect((await kept(long))?.header.get('Registry-Reason')).toBe('x'.repeat(400));
  });
});

const job: Job = {
  jobId: 'j-1',
  tenant: 'acme',
  correlationId: 'corr-1',
  causedAt: '2026-03-02T09:00:00.000Z',
  causationId: 'e-1',
  kind: 'shard',
  data: { simulationId: 'sim-1', planDigest: sha256Hex('plan'), index: 0, replica: 1 },
};

brokerSuite('a job publisher', (broker) => {
  const publish = (of: Job, traceparent?: string) => jobPublisher(broker().js)(of, traceparent);
  const stored = (of: Job) => broker().jsm.streams.getMessage(STREAM.jobs, { last_by_subj: jobSubject(of) });
  const count = async (): Promise<number> => (await broker().jsm.streams.info(STREAM.jobs)).state.messages;

  it('queues a job as its RFC 8785 bytes on the subject of its class, with its trace', async () => {
    await publish(job, '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
    const message = await stored(job);
    expect(message?.subject).toBe('registry.job.normal.acme.shard.j-1');
    expect(message?.data).toStrictEqual(Uint8Array.from(canonicalBytes(job as Json)));
    expect(message?.header.get('traceparent')).toBe(
      '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    );
  });

  it('queues the same job once', async () => {
    const before = await count();
    await Promise.all([publish(job), publish(job), publish(job)]);
    expect(await count()).toBe(before);
  });

  it('refuses a job when the queue is full, and keeps those that wait', async () => {
    const { jsm } = broker();
    await publish(job);
    const { max_msgs } = (await jsm.streams.info(STREAM.jobs)).config;
    await jsm.streams.update(STREAM.jobs, { max_msgs: await count() });
    try {
      await expect(publish({ ...job, jobId: 'j-2' })).rejects.toThrow(/maximum messages exceeded/);
    } finally {
      await jsm.streams.update(STREAM.jobs, { max_msgs });
    }
    expect(await stored(job)).not.toBeNull();
    await publish({ ...job, jobId: 'j-2' });
    expect(await stored({ ...job, jobId: 'j-2' })).not.toBeNull();
  });

  it('queues the same id once per tenant', async () => {
    const before = await count();
    await publish({ ...job, tenant: 'globex' });
    expect(await count()).toBe(before + 1);
    expect(await stored({ ...job, tenant: 'globex' })).not.toBeNull();
  });
});
