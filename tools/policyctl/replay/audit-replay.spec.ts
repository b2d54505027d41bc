import { describe, expect, it } from '@jest/globals';
import { sha256Hex, type StoredMessage } from '@policy-registry/kernel';

import { Unavailable } from '../../servers/unavailable.ts';
import { auditReplay, type AuditReport } from './audit-replay.ts';
import type { EventStream } from './read-events.ts';
import { auditedRegistry } from './testing/audited-registry.ts';
import { constructedLog, eventBytes, registryOf, subjectOf, TENANT } from './testing/constructed-log.ts';

const log = constructedLog(['pay-gate', 'web-gate'], 3);
const registry = registryOf(log);
const PAGE = 2;

const streamOf = (messages: readonly StoredMessage[]): EventStream => ({
  lastSeq: async () => messages.at(-1)?.seq ?? 0,
  messages: async function* (upTo) {
    for (let at = 0; at < messages.length; at += 5) {
      yield messages.slice(at, at + 5).filter(({ seq }) => seq <= upTo);
    }
  },
});

/** The registry, with the trail in pages of {@link PAGE}. */
const apiOf = ({ state, trail } = registry) => auditedRegistry({ state: () => state, trail }, PAGE);

const audit = (messages: readonly StoredMessage[], api = apiOf(), tenant = TENANT): Promise<AuditReport> =>
  auditReplay({ tenant, api, stream: streamOf(messages), progress: () => undefined, catchUpMsMax: 0 });

describe('an audit', () => {
  it('reads the whole stream and the whole trail, and finds that they agree', async () => {
    expect(await audit(log)).toStrictEqual({
      tenant: TENANT,
      position: log.length,
      messages: log.length,
      events: { accepted: 6, losers: 6, foreign: 0 },
      chainOk: true,
      stateHashEqual: true,
      stateHash: { folded: registry.state.stateHash, registry: registry.state.stateHash },
      findings: [],
      registryLag: null,
      outsiders: log
        .filter((_message, index) => index % 2 === 1)
        .map(({ seq }, index) => ({
          seq,
          class: 'loser',
          problem: `version ${Math.floor(index / 2) + 1} follows ${Math.floor(index / 2) + 1}`,
        })),
      otherTenants: [],
    });
  });

  it('compares at the position of the registry, whatever came after', async () => {
    const later = constructedLog(['pay-gate', 'web-gate'], 4);
    expect(await audit(later)).toMatchObject({
      position: log.length,
      messages: later.length,
      findings: [],
      chainOk: true,
      stateHashEqual: true,
      registryLag: { messages: later.length - log.length, cause: 'catching_up' },
    });
  });

  it('waits for a registry that is catching up', async () => {
    const behind = registryOf(log.slice(0, 4));
    const states = [behind.state, registry.state];
    const report = await auditReplay({
      tenant: TENANT,
      api: auditedRegistry({ state: () => states.shift() ?? registry.state, trail: registry.trail }, PAGE),
      stream: streamOf(log),
      progress: () => undefined,
    });
    expect(report).toMatchObject({ position: log.length, findings: [], registryLag: null });
  });

  it('names the sequence that is missing after the position of the registry, which stands behind it', async () => {
    const holed = log.filter(({ seq }) => seq !== 5);
    expect(await audit(holed, apiOf(registryOf(log.slice(0, 4))))).toMatchObject({
      position: 4,
      messages: holed.length,
      chainOk: false,
      stateHashEqual: true,
      findings: [{ finding: 'event', seq: 5 }],
      registryLag: { messages: log.length - 4, cause: 'gap' },
    });
  });

  it('names the sequence that is missing at the end of the stream', async () => {
    const stream = { ...streamOf(log.slice(0, -1)), lastSeq: async () => log.length };
    const report = await auditReplay({
      tenant: TENANT,
      api: apiOf(registryOf(log.slice(0, -1))),
      stream,
      progress: () => undefined,
      catchUpMsMax: 0,
    });
    expect(report).toMatchObject({ findings: [{ finding: 'event', seq: log.length }] });
  });

  it('still finds a changed row when a sequence is missing after it', async () => {
    const { state, trail } = registryOf(log.slice(0, 4));
    const tables = { ...state.tables, policy_catalog: sha256Hex('changed') };
    const holed = log.filter(({ seq }) => seq !== 5);
    expect(await audit(holed, apiOf({ state: { ...state, tables }, trail }))).toMatchObject({
      findings: [
        { finding: 'event', seq: 5 },
        { finding: 'readmodel', tables: ['policy_catalog'] },
      ],
    });
  });

  it('finds a break of the chain that the registry agrees with', async () => {
    const altered = log.map((message) =>
      message.seq === 1
        ? { ...message, bytes: eventBytes('pay-gate', 1, '0'.repeat(64), 'altered') }
        : message,
    );
    expect(await audit(altered, apiOf(registryOf(altered)))).toMatchObject({
      chainOk: false,
      stateHashEqual: true,
      findings: [{ finding: 'event', seq: 5 }],
    });
  });

  it('tells a changed event from a changed row', async () => {
    const changed = log.map((message) =>
      message.seq === 5
        ? { ...message, bytes: eventBytes('pay-gate', 2, sha256Hex(log[0]?.bytes ?? ''), 'other') }
        : message,
    );
    expect(await audit(changed)).toMatchObject({
      chainOk: false,
      stateHashEqual: false,
      findings: [{ finding: 'event', seq: 5 }],
    });
    const tables = { ...registry.state.tables, policy_catalog: sha256Hex('changed') };
    const state = { ...registry.state, tables, stateHash: sha256Hex('changed') };
    expect(await audit(log, apiOf({ ...registry, state }))).toMatchObject({
      chainOk: true,
      stateHashEqual: false,
      findings: [{ finding: 'readmodel', tables: ['policy_catalog'] }],
    });
  });

  it('finds an event ahead of its aggregate, whose version nothing else took', async () => {
    const seq = log.length + 1;
    const foreign = {
      seq,
      subject: subjectOf('pay-gate'),
      bytes: eventBytes('pay-gate', 9, sha256Hex('elsewhere')),
    };
    const messages = [...log, foreign];
    expect(await audit(messages, apiOf(registryOf(messages)))).toMatchObject({
      chainOk: false,
      stateHashEqual: true,
      findings: [{ finding: 'event', seq }],
    });
  });

  it('lists a foreign message and a forged successor whose version was taken afterwards, as no damage', async () => {
    const head = log.filter(({ subject }) => subject === subjectOf('web-gate')).at(-2);
    const uninvited = [
      new TextEncoder().encode('nothing a decider wrote'),
      head?.bytes ?? new Uint8Array(),
      eventBytes('web-gate', 4, 'f'.repeat(64)),
      eventBytes('web-gate', 4, sha256Hex(head?.bytes ?? '')),
    ].map((bytes, at) => ({ seq: log.length + 1 + at, subject: subjectOf('web-gate'), bytes }));
    const messages = [...log, ...uninvited];
    const report = await audit(messages, apiOf(registryOf(messages)));
    expect(report).toMatchObject({ chainOk: true, findings: [] });
    expect(report.outsiders.slice(-3)).toStrictEqual([
      { seq: log.length + 1, class: 'foreign', problem: 'the bytes are not an event envelope' },
      { seq: log.length + 2, class: 'loser', problem: 'version 3 follows 3' },
      { seq: log.length + 3, class: 'loser', problem: 'prevHash is not that of the previous event' },
    ]);
  });

  it('checks the fence of other tenants', async () => {
    const nothing = registryOf([]);
    const state = { ...nothing.state, position: log.length };
    const report = await audit(log, apiOf({ state, trail: [] }), 'globex');
    expect(report).toMatchObject({
      findings: [],
      otherTenants: [{ tenant: TENANT, events: { accepted: 6, losers: 6, foreign: 0 }, breaks: [] }],
    });
  });

  it('does not judge a log that a later build wrote', async () => {
    const bytes = new TextEncoder().encode(
      new TextDecoder()
        .decode(eventBytes('solo', 1, '0'.repeat(64)))
        .replace('PolicyCreated', 'PolicyRenamed'),
    );
    const later: readonly StoredMessage[] = [{ seq: 1, subject: subjectOf('solo'), bytes }];
    await expect(audit(later, apiOf(registryOf(later)))).rejects.toThrow(Unavailable);
  });
});
