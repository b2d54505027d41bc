import { beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { deadLetters, type DeadLetter } from './dead-letters.ts';
import { keptLetters, LetterChanged, type KeptLetters, type OpenedLetter } from './kept-letters.ts';
import { STREAM } from './streams.ts';
import { suspects } from './suspects.ts';
import { brokerSuite } from './testing/broker-suite.ts';

jest.setTimeout(30_000);

const AT = '2026-01-01T00:00:00.000Z';
const signature = { signer: 'UABC', signature: 'sig' };
// A broker remembers ids for longer than a test lasts, and each test has letters of its own.
let place = 0;
const letter = (number: number, changes: Partial<DeadLetter> = {}): DeadLetter => ({
  stream: STREAM.commands,
  tenant: 'acme',
  subject: `registry.cmd.gateway.acme.c-${number}`,
  seq: place + number,
  bytes: new TextEncoder().encode(`bytes ${number}`),
  reason: `reason ${number}`,
  signature,
  ...changes,
});

brokerSuite('kept letters', (broker) => {
  let letters: KeptLetters;
  beforeAll(async () => {
    letters = await keptLetters(broker().connection);
  });
  beforeEach(async () => {
    place += 100;
    for (const stream of [STREAM.dead, STREAM.commands, STREAM.runs, STREAM.jobs])
      await broker().jsm.streams.purge(stream);
  });
  const bury = (of: DeadLetter) => deadLetters(broker().js)(of);
  const reasons = async (...[filter, after = 0, sizeMax = 10]: Partial<Parameters<KeptLetters['page']>>) =>
    (await letters.page(filter ?? {}, after, sizeMax)).letters.map(({ reason }) => reason);
  const only = async (): Promise<OpenedLetter> => {
    const [found] = (await letters.page({}, 0, 1)).letters;
    const opened = await letters.open(found?.id ?? '');
    if (opened === undefined) throw new Error('there is no letter');
    return opened;
  };

  it('are none where nothing was buried, at once', async () => {
    expect(await letters.page({}, 0, 10)).toStrictEqual({ letters: [], next: undefined });
    expect(await letters.open('a'.repeat(52))).toBeUndefined();
  });

  it('are listed without the markers of suspects, and by what is asked', async () => {
    await bury(letter(1));
    await suspects(broker().js, broker().jsm).begin(letter(9));
    await bury(letter(2, { tenant: 'globex' }));
    await bury(letter(3, { stream: STREAM.jobs, subject: 'registry.job.normal.acme.shard.j-3' }));
    expect(await reasons()).toStrictEqual(['reason 1', 'reason 2', 'reason 3']);
    expect(await reasons({ tenant: 'globex' })).toStrictEqual(['reason 2']);
    expect(await reasons({ stream: STREAM.jobs })).toStrictEqual(['reason 3']);
    expect(await reasons({ reason: 'son 1' })).toStrictEqual(['reason 1']);
  });

  it('come in pages', async () => {
    for (const seq of [1, 2, 3]) await bury(letter(seq));
    const first = await letters.page({}, 0, 2);
    expect(first.letters.map(({ reason }) => reason)).toStrictEqual(['reason 1', 'reason 2']);
    expect(await letters.page({}, first.next ?? 0, 2)).toMatchObject({
      letters: [{ reason: 'reason 3' }],
      next: undefined,
    });
  });

  it('are opened as they were buried', async () => {
    await bury(letter(7, { isAnswered: true }));
    const opened = await only();
    expect(opened).toMatchObject({
      stream: STREAM.commands,
      tenant: 'acme',
      subject: 'registry.cmd.gateway.acme.c-7',
      subjectSeq: place + 7,
      reason: 'reason 7',
      isAnswered: true,
      signature,
      replayedAt: undefined,
    });
    expect(new TextDecoder().decode(opened.bytes)).toBe('bytes 7');
  });

  describe('that are replayed', () => {
    it('lie where they lay, with the same bytes and signature, and say so', async () => {
      await bury(letter(1));
      expect(await letters.replay(await only(), AT)).toBe('published');
      const message = await broker().jsm.streams.getMessage(STREAM.commands, {
        last_by_subj: letter(1).subject,
      });
      expect(message?.string()).toBe('bytes 1');
      expect([
        message?.header.get('Registry-Signer'),
        message?.header.get('Registry-Signature'),
      ]).toStrictEqual(['UABC', 'sig']);
      expect(await only()).toMatchObject({ replayedAt: AT, reason: 'reason 1', signature });
      expect(await reasons({ isOpen: true })).toStrictEqual([]);
      expect(await reasons()).toStrictEqual(['reason 1']);
    });

    it('are one message when the command waits already', async () => {
      await bury(letter(1));
      await broker().js.publish(letter(1).subject, 'the same, sent again by its client');
      expect(await letters.replay(await only(), AT)).toBe('waiting');
      expect((await broker().jsm.streams.info(STREAM.commands)).state.messages).toBe(1);
    });

    it('are not out, and not noted as replayed, while as many runs of the tenant wait as may', async () => {
      const subject = 'registry.cmd.scheduler.acme.runs';
      await bury(letter(1, { stream: STREAM.runs, subject }));
      const { config } = await broker().jsm.streams.info(STREAM.runs);
      try {
        await broker().jsm.streams.update(STREAM.runs, { max_msgs_per_subject: 1 });
        await broker().js.publish(subject, 'another run');
        await expect(letters.replay(await only(), AT)).rejects.toThrow(
          'maximum messages per subject exceeded',
        );
        expect(await reasons({ isOpen: true })).toStrictEqual(['reason 1']);
      } finally {
        await broker().jsm.streams.purge(STREAM.runs);
        await broker().jsm.streams.update(STREAM.runs, config);
      }
      expect(await letters.replay(await only(), AT)).toBe('published');
    });

    it('are one message when two operators do it, of whom one is told', async () => {
      const job = letter(1, { stream: STREAM.jobs, subject: 'registry.job.normal.acme.shard.j-1' });
      await bury(job);
      const opened = await only();
      expect(await letters.replay(opened, AT)).toBe('published');
      await expect(letters.replay(opened, AT)).rejects.toThrow(LetterChanged);
      expect((await broker().jsm.streams.info(STREAM.jobs)).state.messages).toBe(1);
    });
  });

  it('are gone when they are discarded, and no other', async () => {
    for (const seq of [1, 2]) await bury(letter(seq));
    await letters.discard(await only());
    expect(await reasons()).toStrictEqual(['reason 2']);
  });
});
