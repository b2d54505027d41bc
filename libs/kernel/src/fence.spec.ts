import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { sha256Hex } from './digest.ts';
import { NO_PREVIOUS_HASH, type EventEnvelope, type RecordedEvent, type StoredMessage } from './envelope.ts';
import { judge, NO_HEAD, parseEventSubject, type Head, type Verdict } from './fence.ts';
import { canonicalBytes, type Json } from './json.ts';
import { eventSubject } from './subjects.ts';

const aggregate = { tenant: 'acme', type: 'policy', id: 'web' } as const;
const subject = eventSubject(aggregate);

const eventOf = (version: number, prevHash: string, mark = 'a'): EventEnvelope => ({
  eventId: `e-${version}-${mark}`,
  schemaVersion: 1,
  tenant: 'acme',
  aggregate: { type: 'policy', id: 'web', version },
  recordedAt: '2030-01-01T00:00:00.000Z',
  effectiveAt: '2030-01-01T00:00:00.000Z',
  actor: { type: 'user', id: 'alice-7', scopes: ['policy:author'] },
  commandId: `c-${version}`,
  correlationId: 'r1',
  basis: [],
  digests: { request: NO_PREVIOUS_HASH },
  attestationIds: [],
  prevHash,
  facts: [{ type: 'Renamed', schemaVersion: 1, data: { mark } }],
});
const bytesOf = (event: EventEnvelope): Uint8Array => canonicalBytes(event as unknown as Json);
const message = (event: EventEnvelope, seq = 1): StoredMessage => ({ seq, subject, bytes: bytesOf(event) });

const first = eventOf(1, NO_PREVIOUS_HASH);
const firstHash = sha256Hex(bytesOf(first));
const afterFirst: Head = { version: 1, hash: firstHash };
const classOf = (verdict: Verdict): string => verdict.class;

describe('judge', () => {
  it('accepts the first event', () => {
    expect(judge(NO_HEAD, message(first, 7))).toStrictEqual({
      class: 'accepted',
      recorded: { seq: 7, hash: firstHash, event: first },
    });
  });

  it('accepts the event that follows', () => {
    expect(classOf(judge(afterFirst, message(eventOf(2, firstHash))))).toBe('accepted');
  });

  it.each([
    ['whose version is taken', eventOf(1, NO_PREVIOUS_HASH, 'b'), 'version 1 follows 1'],
    ['that repeats the one before', first, 'version 1 follows 1'],
    ['that leaves a version out', eventOf(3, firstHash), 'version 3 follows 1'],
    [
      'whose predecessor is another',
      eventOf(2, 'f'.repeat(64)),
      'prevHash is not that of the previous event',
    ],
    [
      'that claims to be the first',
      eventOf(2, NO_PREVIOUS_HASH),
      'prevHash is not that of the previous event',
    ],
  ])('calls an event a loser %s', (_which, event, problem) => {
    expect(judge(afterFirst, message(event))).toStrictEqual({
      class: 'loser',
      hash: sha256Hex(bytesOf(event)),
      problem,
    });
  });

  const json = JSON.parse(new TextDecoder().decode(bytesOf(first))) as Record<string, unknown>;
  const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);
  it.each([
    ['nothing', new Uint8Array()],
    ['no JSON', encoded('{"eventId":')],
    ['no UTF-8', Uint8Array.of(0x22, 0xff, 0x22)],
    ['no object', encoded('[]')],
    ['a field too few', encoded(JSON.stringify({ ...json, facts: undefined }))],
    ['a field too many', encoded(JSON.stringify({ ...json, approved: true }))],
    ['no facts', encoded(JSON.stringify({ ...json, facts: [] }))],
    ['another schema version', encoded(JSON.stringify({ ...json, schemaVersion: 2 }))],
    [
      'an unknown aggregate type',
      encoded(JSON.stringify({ ...json, aggregate: { type: 'user', id: 'web', version: 1 } })),
    ],
  ])('calls a message foreign that holds %s', (_what, bytes) => {
    expect(judge(NO_HEAD, { seq: 1, subject, bytes })).toStrictEqual({
      class: 'foreign',
      hash: sha256Hex(bytes),
      problem: 'the bytes are not an event envelope',
    });
  });

  it.each([
    'registry.evt.globex.policy.web',
    'registry.evt.acme.workspace.web',
    'registry.evt.acme.policy.api',
  ])('calls an event foreign on %s', (elsewhere) => {
    expect(judge(NO_HEAD, { ...message(first), subject: elsewhere })).toStrictEqual({
      class: 'foreign',
      hash: firstHash,
      problem: 'the envelope names another aggregate than the subject',
    });
  });
});

describe('the fence', () => {
  const chain = (length: number): readonly StoredMessage[] => {
    let prevHash = NO_PREVIOUS_HASH;
    return Array.from({ length }, (_, index) => {
      const stored = message(eventOf(index + 1, prevHash));
      prevHash = sha256Hex(stored.bytes);
      return stored;
    });
  };

  const accepted = (messages: readonly StoredMessage[]): readonly RecordedEvent[] => {
    let head = NO_HEAD;
    return messages.flatMap((stored) => {
      const verdict = judge(head, stored);
      if (verdict.class !== 'accepted') return [];
      head = { version: verdict.recorded.event.aggregate.version, hash: verdict.recorded.hash };
      return [verdict.recorded];
    });
  };

  /** What may turn up behind the first `behind` events of a chain: never its next event. */
  const intruder = (events: readonly StoredMessage[], behind: number): fc.Arbitrary<StoredMessage> => {
    const hashBefore = (version: number): string => {
      const previous = events[version - 2];
      return previous === undefined ? NO_PREVIOUS_HASH : sha256Hex(previous.bytes);
    };
    const foreign = fc.uint8Array({ maxLength: 40 }).map((bytes) => ({ seq: 1, subject, bytes }));
    const wrongPredecessor = fc
      .integer({ min: 1, max: events.length + 2 })
      .map((version) => message(eventOf(version, 'f'.repeat(64))));
    const leap = fc
      .integer({ min: behind + 2, max: behind + 5 })
      .map((version) => message(eventOf(version, hashBefore(behind + 1))));
    if (behind === 0) return fc.oneof(foreign, wrongPredecessor, leap);
    const taken = fc
      .integer({ min: 1, max: behind })
      .chain((version) =>
        fc.constantFrom(
          message(eventOf(version, hashBefore(version), 'rival')),
          ...events.slice(version - 1, version),
        ),
      );
    return fc.oneof(foreign, wrongPredecessor, leap, taken);
  };

  const disturbed = fc.integer({ min: 0, max: 6 }).chain((length) => {
    const events = chain(length);
    const gaps = Array.from({ length: length + 1 }, (_, behind) =>
      fc.array(intruder(events, behind), { maxLength: 4 }),
    );
    return fc.tuple(fc.constant(events), fc.tuple(...gaps));
  });

  it('lets the same events count, whatever else stands between them', () => {
    fc.assert(
      fc.property(disturbed, ([events, gaps]) => {
        const stream = gaps.flatMap((intruders, index) => [...intruders, ...events.slice(index, index + 1)]);
        const numbered = stream.map((stored, index) => ({ ...stored, seq: index + 1 }));
        const bytes = accepted(numbered).map(({ hash }) => hash);
        expect(bytes).toStrictEqual(events.map((stored) => sha256Hex(stored.bytes)));
      }),
      { numRuns: 300 },
    );
  });
});

describe('parseEventSubject', () => {
  it('is the inverse of eventSubject', () => expect(parseEventSubject(subject)).toStrictEqual(aggregate));

  it.each([
    '',
    'registry.evt.acme.policy',
    `${subject}.x`,
    'registry.evt.acme.user.u1',
    'other.evt.acme.policy.web',
  ])('finds no aggregate in %j', (text) => expect(parseEventSubject(text)).toBeUndefined());
});
