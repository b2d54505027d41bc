import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { AGGREGATE_TYPES, EventEnvelope } from './envelope.ts';
import { isEventEnvelope } from './is-event-envelope.ts';

const digest = fc.constantFrom('0'.repeat(64), 'ab12'.repeat(16));
const id = fc.constantFrom('p', 'pay-gate', 'a'.repeat(64));
const instant = fc.constantFrom('2026-03-02T09:00:00.000Z', '0000-01-01T00:00:00.000Z');
const text = fc.string({ minLength: 1, maxLength: 128 });
const reference = (versionMin: number) =>
  fc.record({
    type: fc.constantFrom(...AGGREGATE_TYPES),
    id,
    version: fc.integer({ min: versionMin, max: 9 }),
  });

/** Events as they may stand in the log. */
const envelope = fc
  .tuple(
    fc.record({
      eventId: id,
      schemaVersion: fc.constant(1),
      tenant: fc.constantFrom('acme', 'a-1'),
      aggregate: reference(1),
      recordedAt: instant,
      effectiveAt: instant,
      actor: fc.record({
        type: fc.constantFrom('user', 'service', 'system'),
        id: text,
        scopes: fc.array(fc.string(), { maxLength: 64 }),
      }),
      commandId: id,
      correlationId: text,
      basis: fc.array(reference(0), { maxLength: 16 }),
      digests: fc.dictionary(fc.string({ maxLength: 5 }), digest),
      attestationIds: fc.array(fc.string({ maxLength: 128 }), { maxLength: 16 }),
      prevHash: digest,
      facts: fc.array(
        fc.record({
          type: fc.string({ minLength: 1, maxLength: 64 }),
          schemaVersion: fc.integer({ min: 1, max: 3 }),
          data: fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 })),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    }),
    fc.record({ causationId: text, reasonDigest: digest, ticketDigest: digest }, { requiredKeys: [] }),
  )
  .map(([needed, more]): unknown => JSON.parse(JSON.stringify({ ...needed, ...more })));

/** What somebody could put in the place of a member. */
const other = fc.oneof(
  fc.constantFrom<unknown>('', 'A', '0'.repeat(65), 0, 1, -1, 1.5, 2 ** 53, null, true, [], {}, [null]),
  fc.constantFrom<unknown>(
    'a'.repeat(200),
    '2026-03-02T09:00:00Z',
    Array.from({ length: 65 }, () => 'x'),
  ),
  fc.jsonValue({ maxDepth: 1 }),
);
const NAMES = ['__proto__', 'toString', 'extra', 'type', 'version', 'data', 'facts', 'reasonDigest'];

type Change = {
  readonly path: readonly number[];
  readonly name: string | undefined;
  readonly value: unknown;
};

/** The event with one member, somewhere in it, changed, added, or taken away. */
const changed = (event: unknown, { path, name, value }: Change): unknown => {
  const copy: unknown = JSON.parse(JSON.stringify(event));
  let at: unknown = copy;
  for (const step of path) {
    const members = typeof at === 'object' && at !== null ? Object.values(at) : [];
    const inner: readonly unknown[] = members.filter((one) => typeof one === 'object' && one !== null);
    if (inner.length === 0) break;
    at = inner[step % inner.length];
  }
  if (typeof at !== 'object' || at === null) return copy;
  const names = Object.keys(at);
  const target = name ?? names[(path[0] ?? 0) % Math.max(1, names.length)] ?? 'extra';
  if (value === REMOVED) Reflect.deleteProperty(at, target);
  else Object.defineProperty(at, target, { value, enumerable: true, configurable: true, writable: true });
  // As it would come from the log.
  return JSON.parse(JSON.stringify(copy));
};
const REMOVED = Symbol('removed');

const change: fc.Arbitrary<Change> = fc.record({
  path: fc.array(fc.nat(20), { maxLength: 4 }),
  name: fc.option(fc.constantFrom(...NAMES), { nil: undefined }),
  value: fc.oneof(other, fc.constant(REMOVED)),
});

describe('isEventEnvelope', () => {
  it('takes every event that the schema takes as it is', () => {
    fc.assert(
      fc.property(envelope, (event) => {
        const { data } = EventEnvelope.safeParse(event);
        expect(isEventEnvelope(event)).toBe(data !== undefined);
        if (isEventEnvelope(event)) expect(data).toStrictEqual(event);
      }),
    );
  });

  it('takes nothing else: whatever is changed in an event, the schema says the same of it', () => {
    let refused = 0;
    fc.assert(
      fc.property(envelope, fc.array(change, { minLength: 1, maxLength: 2 }), (event, changes) => {
        const other = changes.reduce(changed, event);
        const { data } = EventEnvelope.safeParse(other);
        if (data === undefined) refused += 1;
        if (isEventEnvelope(other)) expect(data).toStrictEqual(other);
        else if (data !== undefined) expect(JSON.stringify(other)).toContain('__proto__');
      }),
      { numRuns: 400 },
    );
    // Changes that change nothing would prove nothing.
    expect(refused).toBeGreaterThan(100);
  });
});
