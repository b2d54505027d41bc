import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { isNoMessage, isSubjectTaken, isWrongLastSequence } from '../broker-errors.ts';
import type { JetStreamReader, JetStreamWriter } from '../jetstream-ports.ts';
import { DECIDER, REACTOR, RUNS_DECIDER, RUNS_WAITING_MAX, STREAM } from '../streams.ts';
import type { Delivery } from '../work-on.ts';

export type StartedJetStream = {
  readonly js: JetStreamWriter;
  readonly jsm: JetStreamReader;
  /** The next message of a durable consumer; `undefined` when there is none for now. */
  readonly next: (
    durable: string,
  ) => Promise<(Delivery & { readonly subject: string; readonly seq: number }) | undefined>;
  readonly stop: () => Promise<void>;
};

const START_MS = 30_000;
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const caught = (work: Promise<unknown>): Promise<unknown> =>
  work.then(() => undefined).catch((error) => error);

/** What the registry relies on in a broker that has its streams and durable consumers. */
export const jetStreamContract = (name: string, start: () => Promise<StartedJetStream>): void =>
  describe(`${name} is the registry's broker`, () => {
    let broker: StartedJetStream;
    beforeAll(async () => {
      broker = await start();
    }, START_MS);
    afterAll(() => broker.stop());

    let names = 0;
    const fresh = (): string => `n-${(names += 1)}`;
    const event = (): string => `registry.evt.acme.policy.${fresh()}`;
    const outcome = (): string => `registry.out.acme.${fresh()}`;
    const command = (): string => `registry.cmd.gateway.acme.${fresh()}`;
    const behind = (lastSubjectSequence: number) => ({ expect: { lastSubjectSequence } });
    const batch = async (subject: string, seq: number): Promise<readonly string[]> => {
      const messages = await broker.jsm.direct.getBatch(STREAM.events, {
        seq,
        next_by_subj: subject,
        batch: 10,
      });
      return messages.map(({ data }) => text(data));
    };

    it('confirms a message with its sequence, and gives it back by it and as the last of its subject', async () => {
      const subject = event();
      const { seq, duplicate } = await broker.js.publish(subject, 'one');
      expect(duplicate).toBe(false);
      for (const query of [{ seq }, { last_by_subj: subject }]) {
        const kept = await broker.jsm.streams.getMessage(STREAM.events, query);
        expect([kept?.seq, kept?.subject, text(kept?.data)]).toStrictEqual([seq, subject, 'one']);
      }
      expect(await broker.jsm.streams.getMessage(STREAM.events, { last_by_subj: event() })).toBeNull();
    });

    it('takes a message only behind the one of its subject that its writer knows', async () => {
      const subject = event();
      const { seq } = await broker.js.publish(subject, 'one', behind(0));
      for (const wrong of [0, seq + 1])
        expect(isWrongLastSequence(await caught(broker.js.publish(subject, 'two', behind(wrong))))).toBe(
          true,
        );
      await broker.js.publish(subject, 'two', behind(seq));
      expect(await batch(subject, 1)).toStrictEqual(['one', 'two']);
    });

    it('gives a batch of one subject from a sequence on, and says when there is none', async () => {
      const subject = event();
      await broker.js.publish(subject, 'one');
      const { seq } = await broker.js.publish(subject, 'two');
      await broker.js.publish(event(), 'other');
      await broker.js.publish(subject, 'three');
      expect(await batch(subject, seq)).toStrictEqual(['two', 'three']);
      expect(isNoMessage(await caught(batch(event(), 1)))).toBe(true);
    });

    it('gives the first message of one subject from a sequence on, or none', async () => {
      const subject = event();
      const { seq } = await broker.js.publish(subject, 'one');
      await broker.js.publish(event(), 'other');
      await broker.js.publish(subject, 'two');
      const next = async (from: number) =>
        text(
          (await broker.jsm.streams.getMessage(STREAM.events, { seq: from, next_by_subj: subject }))?.data,
        );
      expect([await next(1), await next(seq), await next(seq + 1)]).toStrictEqual(['one', 'one', 'two']);
      expect(
        await broker.jsm.streams.getMessage(STREAM.events, { seq: 1, next_by_subj: event() }),
      ).toBeNull();
    });

    it('confirms a message id that it knows with the first one, on whichever subject', async () => {
      const msgID = fresh();
      const first = await broker.js.publish(event(), 'one', { msgID });
      const other = event();
      expect(await broker.js.publish(other, 'two', { msgID })).toMatchObject({
        seq: first.seq,
        duplicate: true,
      });
      expect(await broker.jsm.streams.getMessage(STREAM.events, { last_by_subj: other })).toBeNull();
    });

    it('keeps the last outcome of a subject alone', async () => {
      const subject = outcome();
      const { seq } = await broker.js.publish(subject, 'rejected', behind(0));
      await broker.js.publish(subject, 'accepted', behind(seq));
      expect(await broker.jsm.streams.getMessage(STREAM.outcomes, { seq })).toBeNull();
    });

    it('holds one command of a subject, until that is acknowledged', async () => {
      const subject = command();
      await broker.js.publish(subject, 'one');
      expect(isSubjectTaken(await caught(broker.js.publish(subject, 'two')))).toBe(true);
      const delivery = await broker.next(DECIDER);
      expect([delivery?.subject, delivery?.info.deliveryCount]).toStrictEqual([subject, 1]);
      await delivery?.ackAck();
      expect(await broker.jsm.streams.getMessage(STREAM.commands, { last_by_subj: subject })).toBeNull();
      expect(await broker.next(DECIDER)).toBeUndefined();
    });

    it('holds as many runs of a tenant as may wait, whatever they are called, and takes those of others', async () => {
      const run = (tenant: string) => broker.js.publish(`registry.cmd.scheduler.${tenant}.${fresh()}`, 'run');
      await Promise.all(Array.from({ length: RUNS_WAITING_MAX }, () => run('acme')));
      expect(isSubjectTaken(await caught(run('acme')))).toBe(true);
      await run('globex');
      const delivery = await broker.next(RUNS_DECIDER);
      expect(delivery?.subject).toBe('registry.cmd.scheduler.acme.runs');
      await delivery?.ackAck();
      await run('acme');
      expect(isSubjectTaken(await caught(run('acme')))).toBe(true);
    });

    it('delivers again what was given back, and counts how often', async () => {
      const subject = command();
      await broker.js.publish(subject, 'one');
      const first = await broker.next(DECIDER);
      first?.nak(0);
      const second = await broker.next(DECIDER);
      expect([second?.subject, second?.info.deliveryCount]).toStrictEqual([subject, 2]);
      await second?.ackAck();
      expect(await broker.next(DECIDER)).toBeUndefined();
    });

    it('delivers events in order, each after the one before was acknowledged', async () => {
      for (let before = await broker.next(REACTOR); before !== undefined; before = await broker.next(REACTOR))
        await before.ackAck();
      const subjects = [event(), event()];
      for (const subject of subjects) await broker.js.publish(subject, 'event');
      const first = await broker.next(REACTOR);
      expect(first?.subject).toBe(subjects[0]);
      expect(await broker.next(REACTOR)).toBeUndefined();
      await first?.ackAck();
      const second = await broker.next(REACTOR);
      expect(second?.subject).toBe(subjects[1]);
      await second?.ackAck();
    });

    it('counts messages by subject, and knows the last sequence', async () => {
      const subject = event();
      await broker.js.publish(subject, 'one');
      const { seq } = await broker.js.publish(subject, 'two');
      expect((await broker.jsm.streams.info(STREAM.events)).state.last_seq).toBe(seq);
      const filtered = await broker.jsm.streams.info(STREAM.events, {
        subjects_filter: 'registry.evt.acme.policy.*',
      });
      expect(filtered.state.subjects?.[subject]).toBe(2);
    });
  });
