import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { sha256Hex } from '../digest.ts';
import { EVENT_BYTES_MAX, NO_PREVIOUS_HASH } from '../envelope.ts';
import type { AggregateRef, EventEnvelope, RecordedEvent } from '../envelope.ts';
import { EventTooLarge, VersionConflict, type EventLog, type LoadedUpTo } from '../event-log.ts';
import { canonicalBytes, type Json } from '../json.ts';
import type { PlantableEventLog } from './in-memory-event-log.ts';

export type StartedEventLog = { readonly log: PlantableEventLog; readonly stop: () => Promise<void> };

const START_MS = 30_000;
const WRITERS = 10;

/** What every event log does. Aggregates of the tenants `acme` and `globex` are written. */
export const eventLogContract = (name: string, start: () => Promise<StartedEventLog>): void =>
  describe(`${name} is an EventLog`, () => {
    let log: PlantableEventLog;
    let stop: StartedEventLog['stop'] = async () => undefined;
    let aggregates = 0;
    beforeAll(async () => {
      ({ log, stop } = await start());
    }, START_MS);
    afterAll(() => stop());

    /** An aggregate that nobody has written to. */
    const fresh = (): AggregateRef => ({ tenant: 'acme', type: 'policy', id: `p-${(aggregates += 1)}` });
    const append = appendTo(() => log);

    it('has nothing of an absent aggregate', async () => {
      const absent = fresh();
      expect(await log.load(absent)).toStrictEqual({ lastSeq: 0, events: [] });
      expect(await log.lastSeq(absent)).toBe(0);
    });

    it('gives back what was appended, in order, with the hashes of the stored bytes', async () => {
      const aggregate = fresh();
      const events = await append(aggregate, 3);
      expect(await log.load(aggregate)).toStrictEqual({ lastSeq: events[2]?.seq, events });
      expect(events.map(({ seq }) => seq)).toStrictEqual(
        events.map(({ seq }) => seq).toSorted((a, b) => a - b),
      );
      expect(events.map(({ hash }) => hash)).toStrictEqual(events.map(({ event }) => hashOf(event)));
    });

    it('keeps aggregates apart by tenant, type and id', async () => {
      const aggregate = fresh();
      const others: readonly AggregateRef[] = [
        { ...aggregate, tenant: 'globex' },
        { ...aggregate, type: 'workspace' },
        { ...aggregate, id: `${aggregate.id}-x` },
      ];
      const [own] = await append(aggregate, 1);
      for (const other of others) {
        const [theirs] = await append(other, 1);
        expect(await log.load(other)).toStrictEqual({ lastSeq: theirs?.seq, events: [theirs] });
      }
      expect(await log.load(aggregate)).toStrictEqual({ lastSeq: own?.seq, events: [own] });
      expect(await log.lastSeq(aggregate)).toBe(own?.seq);
    });

    it('names the aggregates of a tenant by type, each once', async () => {
      const { tenant, type } = fresh();
      const before = await log.ids({ tenant, type });
      const elsewhere = await log.ids({ tenant: 'globex', type });
      const [one, other] = [fresh(), fresh()];
      await append(one, 2);
      await append(other, 1);
      await append({ ...fresh(), type: 'workspace' }, 1);
      expect([...(await log.ids({ tenant, type }))].sort()).toStrictEqual(
        [...before, one.id, other.id].sort(),
      );
      expect(await log.ids({ tenant: 'globex', type })).toStrictEqual(elsewhere);
      expect(await log.ids({ tenant: 'nobody', type })).toStrictEqual([]);
    });

    it('refuses a second writer and keeps nothing of it', async () => {
      const aggregate = fresh();
      const [first] = await append(aggregate, 1);
      const late = eventOf(aggregate, undefined, 'late');
      await expect(log.append(aggregate, 0, late)).rejects.toThrow(VersionConflict);
      expect(await log.load(aggregate)).toStrictEqual({ lastSeq: first?.seq, events: [first] });
      expect(await log.lastSeq(aggregate)).toBe(first?.seq);
    });

    it('refuses a writer who expects more than there is', async () => {
      const aggregate = fresh();
      await expect(log.append(aggregate, 1_000_000, eventOf(aggregate))).rejects.toThrow(VersionConflict);
      expect(await log.load(aggregate)).toStrictEqual({ lastSeq: 0, events: [] });
    });

    it('lets one of many concurrent writers win, at the first event and later', async () => {
      const aggregate = fresh();
      let before: RecordedEvent | undefined;
      for (let version = 1; version <= 3; version += 1) {
        const attempts = Array.from({ length: WRITERS }, (_, at) =>
          log.append(aggregate, before?.seq ?? 0, eventOf(aggregate, before, `writer-${at}`)),
        );
        const settled = await Promise.allSettled(attempts);
        const won = settled.filter((each) => each.status === 'fulfilled').map(({ value }) => value);
        const lost = settled.filter((each) => each.status === 'rejected').map(({ reason }) => reason);
        expect([won.length, lost.filter((reason) => reason instanceof VersionConflict).length]).toStrictEqual(
          [1, WRITERS - 1],
        );
        before = won[0];
        expect((await log.load(aggregate)).events.at(-1)).toStrictEqual(before);
      }
    });

    it('loads from where an earlier load ended', async () => {
      const aggregate = fresh();
      const events = await append(aggregate, 4);
      const lastSeq = events[3]?.seq;
      expect(await log.load(aggregate, upTo(events[1]))).toStrictEqual({ lastSeq, events: events.slice(2) });
      expect(await log.load(aggregate, upTo(events[3]))).toStrictEqual({ lastSeq, events: [] });
    });

    it(
      'loads a history of any length whole',
      async () => {
        const aggregate = fresh();
        const events = await append(aggregate, 256);
        expect(await log.load(aggregate)).toStrictEqual({ lastSeq: events[255]?.seq, events });
        const more = await append(aggregate, 50, events[255]);
        expect((await log.load(aggregate)).events).toStrictEqual([...events, ...more]);
      },
      START_MS,
    );

    describe('with messages that do not count on the subject', () => {
      const outsiders: readonly (readonly [
        string,
        (aggregate: AggregateRef, head?: RecordedEvent) => Uint8Array,
      ])[] = [
        ['bytes that are no event', () => new TextEncoder().encode('not an event')],
        ['bytes that are no text', () => Uint8Array.of(0xff, 0xfe, 0x00)],
        ['no bytes at all', () => new Uint8Array()],
        ['a version that is taken', (aggregate) => bytesOf({ ...eventOf(aggregate), commandId: 'loser' })],
        [
          'another predecessor',
          (aggregate, head) => bytesOf({ ...eventOf(aggregate, head), prevHash: sha256Hex('another') }),
        ],
        [
          'the event of another aggregate',
          (aggregate, head) => bytesOf(eventOf({ ...aggregate, tenant: 'globex' }, head)),
        ],
      ];

      it.each(outsiders)('skips %s, and goes on behind it', async (_what, bytesFor) => {
        const aggregate = fresh();
        const [first] = await append(aggregate, 1);
        const planted = await log.plant(aggregate, bytesFor(aggregate, first));
        expect(await log.load(aggregate)).toStrictEqual({ lastSeq: planted, events: [first] });
        expect(await log.load(aggregate, upTo(first))).toStrictEqual({ lastSeq: planted, events: [] });
        expect(await log.lastSeq(aggregate)).toBe(planted);

        const next = eventOf(aggregate, first);
        await expect(log.append(aggregate, first?.seq ?? 0, next)).rejects.toThrow(VersionConflict);
        const second = await log.append(aggregate, planted, next);
        expect(await log.load(aggregate)).toStrictEqual({ lastSeq: second.seq, events: [first, second] });
      });

      it('begins behind one that was there before the first event', async () => {
        const aggregate = fresh();
        const planted = await log.plant(aggregate, new TextEncoder().encode('{}'));
        expect(await log.load(aggregate)).toStrictEqual({ lastSeq: planted, events: [] });
        const first = await log.append(aggregate, planted, eventOf(aggregate));
        expect(await log.load(aggregate)).toStrictEqual({ lastSeq: first.seq, events: [first] });
      });
    });

    it('keeps the longest event there may be, and nothing of a longer one', async () => {
      const aggregate = fresh();
      const longest = eventOfBytes(aggregate, EVENT_BYTES_MAX);
      const tooLong = eventOfBytes(aggregate, EVENT_BYTES_MAX + 1);
      await expect(log.append(aggregate, 0, tooLong)).rejects.toThrow(EventTooLarge);
      const kept = await log.append(aggregate, 0, longest);
      expect(await log.load(aggregate)).toStrictEqual({ lastSeq: kept.seq, events: [kept] });
    });

    it('stores nothing that could not be read back as an event of the aggregate', async () => {
      const aggregate = fresh();
      const event = eventOf(aggregate);
      for (const broken of [
        { ...event, correlationId: '' },
        { ...event, facts: [] },
        { ...event, tenant: 'globex' },
      ]) {
        await expect(log.append(aggregate, 0, broken)).rejects.toThrow(/not stored/);
      }
      expect(await log.lastSeq(aggregate)).toBe(0);
    });
  });

/** Appends so many events, one behind the other. */
const appendTo =
  (log: () => EventLog) =>
  async (aggregate: AggregateRef, count: number, after?: RecordedEvent): Promise<RecordedEvent[]> => {
    const recorded: RecordedEvent[] = [];
    for (let at = 0; at < count; at += 1) {
      const head = recorded.at(-1) ?? after;
      recorded.push(await log().append(aggregate, head?.seq ?? 0, eventOf(aggregate, head)));
    }
    return recorded;
  };

const upTo = (recorded: RecordedEvent | undefined): LoadedUpTo => ({
  lastSeq: recorded?.seq ?? 0,
  version: recorded?.event.aggregate.version ?? 0,
  hash: recorded?.hash ?? NO_PREVIOUS_HASH,
});

/** The event that may follow `head`. */
const eventOf = ({ tenant, type, id }: AggregateRef, head?: RecordedEvent, by = 'c'): EventEnvelope => {
  const version = (head?.event.aggregate.version ?? 0) + 1;
  return {
    eventId: `e-${id}-${version}`,
    schemaVersion: 1,
    tenant,
    aggregate: { type, id, version },
    recordedAt: '2026-03-02T09:00:00.000Z',
    effectiveAt: '2026-03-02T09:00:00.000Z',
    actor: { type: 'user', id: 'u-ann', scopes: ['policy:author'] },
    commandId: `${by}-${version}`,
    correlationId: 'corr-1',
    basis: [{ type: 'tenant', id: tenant, version: 1 }],
    digests: { request: sha256Hex(`${by} ${version}`) },
    attestationIds: [],
    prevHash: head?.hash ?? NO_PREVIOUS_HASH,
    facts: [{ type: 'SomethingHappened', schemaVersion: 1, data: { text: 'ü\u2028 "quoted"', version } }],
  };
};

const eventOfBytes = (aggregate: AggregateRef, bytes: number): EventEnvelope => {
  const filled = (text: string): EventEnvelope => ({
    ...eventOf(aggregate),
    facts: [{ type: 'SomethingHappened', schemaVersion: 1, data: { text } }],
  });
  return filled('x'.repeat(bytes - bytesOf(filled('')).length));
};

const bytesOf = (event: EventEnvelope): Uint8Array => canonicalBytes(event as Json);
const hashOf = (event: EventEnvelope): string => sha256Hex(bytesOf(event));
