import { describe, expect, it } from '@jest/globals';
import { canonicalBytes, sha256Hex, type StoredMessage } from '@policy-registry/kernel';
import fc from 'fast-check';

import { startReplay } from './replay-log.ts';
import {
  audited,
  constructedLog,
  eventBytes,
  registryOf,
  subjectOf,
  TENANT,
} from './testing/constructed-log.ts';

const log = constructedLog(['pay-gate', 'web-gate', 'solo'], 3);
const registry = registryOf(log);

const changedAt = (seq: number, change: (bytes: Uint8Array) => Uint8Array): readonly StoredMessage[] =>
  log.map((message) => (message.seq === seq ? { ...message, bytes: change(message.bytes) } : message));
const renamed = (bytes: Uint8Array): Uint8Array =>
  new TextEncoder().encode(new TextDecoder().decode(bytes).replace('"name":"version', '"name":"Version'));
const flipped = (at: number) => (bytes: Uint8Array) =>
  bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
const isAccepted = (seq: number): boolean => registry.trail.some((entry) => entry.seq === seq);
const accepted = log.filter(({ seq }) => isAccepted(seq)).map(({ seq }) => seq);
const places = (seqs: readonly number[]) => fc.constantFrom(...seqs);

describe('auditing an untouched registry', () => {
  it('finds nothing, although races were lost', async () => {
    expect(accepted).toHaveLength(9);
    expect(await audited(log, registry)).toStrictEqual([]);
  });

  it('finds nothing when somebody put a message on an event subject that no decider wrote', async () => {
    const bytes = canonicalBytes({ nothing: 'of ours' });
    const withOutsiders: readonly StoredMessage[] = [
      ...log,
      { seq: log.length + 1, subject: subjectOf('pay-gate'), bytes },
    ];
    expect(await audited(withOutsiders, registryOf(withOutsiders))).toStrictEqual([]);
  });

  it('finds nothing in what came after the position that the registry answered for', async () => {
    const later = constructedLog(['pay-gate', 'web-gate', 'solo'], 4);
    expect(await audited(later.slice(0, log.length), registry)).toStrictEqual([]);
  });
});

describe('auditing a log with a changed event', () => {
  it.each(accepted)('names sequence %i', async (seq) => {
    expect(await audited(changedAt(seq, renamed), registry)).toMatchObject([{ finding: 'event', seq }]);
  });

  it('names the sequence wherever one bit of an event that counts was changed', async () => {
    await fc.assert(
      fc.asyncProperty(places(accepted), fc.nat(400), async (seq, at) => {
        expect(await audited(changedAt(seq, flipped(at)), registry)).toMatchObject([
          { finding: 'event', seq },
        ]);
      }),
    );
  });

  it('says which event no longer follows anything', async () => {
    const [finding] = await audited(changedAt(1, renamed), registry);
    expect(finding?.detail).toMatch(/^sequence 1: .*nothing precedes policy\.pay-gate version 2 at 7$/);
  });

  it('names the first missing sequence of a log that lost a message', async () => {
    expect(
      await audited(
        log.filter(({ seq }) => seq !== 5),
        registry,
      ),
    ).toMatchObject([{ finding: 'event', seq: 5 }]);
    expect(await audited(log.slice(0, -1), registry)).toMatchObject([{ finding: 'event', seq: log.length }]);
    expect(await audited(log.slice(1), registry)).toMatchObject([{ finding: 'event', seq: 1 }]);
  });

  it('names the event when another took its place in the race', async () => {
    const swapped = log.map((message) =>
      message.seq === 1 ? { ...message, bytes: log[1]?.bytes ?? message.bytes } : message,
    );
    expect(await audited(swapped, registry)).toMatchObject([{ finding: 'event', seq: 1 }]);
  });
});

describe('auditing a registry with a changed row', () => {
  const otherTable = (table: string) => ({
    ...registry,
    state: { ...registry.state, tables: { ...registry.state.tables, [table]: sha256Hex('changed') } },
  });

  it.each(Object.keys(registry.state.tables).filter((table) => table !== 'audit_trail'))(
    'names the table %s',
    async (table) => {
      expect(await audited(log, otherTable(table))).toMatchObject([
        { finding: 'readmodel', tables: [table] },
      ]);
    },
  );

  it('blames the row, not the log, when the audit trail itself was changed', async () => {
    const changed = otherTable('audit_trail');
    const trail = registry.trail.map((entry, index) =>
      index === 4 ? { ...entry, hash: sha256Hex('changed') } : entry,
    );
    for (const damaged of [
      trail,
      registry.trail.slice(1),
      [...registry.trail, { seq: 2, hash: sha256Hex('x') }],
    ]) {
      expect(await audited(log, { ...changed, trail: damaged })).toMatchObject([
        { finding: 'readmodel', tables: ['audit_trail'] },
      ]);
    }
  });
});

describe('auditing a log that was changed before the projector read it', () => {
  it.each(accepted.filter((seq) => seq < 13))('names what no longer follows sequence %i', async (seq) => {
    const changed = changedAt(seq, renamed);
    expect(await audited(changed, registryOf(changed))).toMatchObject([{ finding: 'event', seq: seq + 6 }]);
  });

  it('names the successor of an event that is no event any more', async () => {
    const changed = log.map((message) =>
      message.seq === 1 || message.seq === 2 ? { ...message, bytes: new Uint8Array([1]) } : message,
    );
    expect(await audited(changed, registryOf(changed))).toMatchObject([{ finding: 'event', seq: 7 }]);
  });
});

describe('replaying a log', () => {
  it('keeps an event ahead, when one before it that was ahead too is superseded', () => {
    const replay = startReplay();
    const first = eventBytes('solo', 1, '0'.repeat(64));
    [
      first,
      eventBytes('solo', 2, sha256Hex('elsewhere')),
      eventBytes('solo', 9, sha256Hex('elsewhere')),
      eventBytes('solo', 2, sha256Hex(first)),
    ].forEach((bytes, index) => replay.take({ seq: index + 1, subject: subjectOf('solo'), bytes }));
    expect(replay.breaksOf(TENANT)).toStrictEqual([{ seq: 3, aggregate: 'policy.solo', version: 9 }]);
  });

  it('reports an event that runs ahead until another takes its version', () => {
    const replay = startReplay();
    const first = eventBytes('solo', 1, '0'.repeat(64));
    const bytes = [
      first,
      eventBytes('solo', 2, sha256Hex('elsewhere')),
      eventBytes('solo', 2, sha256Hex(first)),
    ];
    const breaks = bytes.map((one, index) => {
      replay.take({ seq: index + 1, subject: subjectOf('solo'), bytes: one });
      return replay.breaksOf(TENANT);
    });
    expect(breaks).toStrictEqual([[], [{ seq: 2, aggregate: 'policy.solo', version: 2 }], []]);
    expect(replay.tallyOf(TENANT)).toStrictEqual({ accepted: 2, losers: 1, foreign: 0 });
  });

  it('goes on after an event whose facts it cannot read, and says so', () => {
    const replay = startReplay();
    const bytes = new TextEncoder().encode(
      new TextDecoder()
        .decode(eventBytes('solo', 1, '0'.repeat(64)))
        .replace('PolicyCreated', 'PolicyCrested'),
    );
    replay.take({ seq: 1, subject: subjectOf('solo'), bytes });
    replay.take({ seq: 2, subject: subjectOf('solo'), bytes: eventBytes('solo', 2, sha256Hex(bytes)) });
    expect(replay.unreadable().map(({ seq, tenant }) => ({ seq, tenant }))).toStrictEqual([
      { seq: 1, tenant: TENANT },
    ]);
    expect(replay.lastSeq()).toBe(2);
  });
});
