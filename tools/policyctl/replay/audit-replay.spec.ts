import { describe, expect, it } from '@jest/globals';
import { sha256Hex, type StoredMessage } from '@policy-registry/kernel';

import { Unavailable } from '../../servers/unavailable.ts';
import { auditReplay, type AuditReport } from './audit-replay.ts';
import type { EventStream } from './read-events.ts';
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

/** The registry's two answers, the trail in pages of {@link PAGE}. */
const apiOf = ({ state, trail } = registry) => ({
  get: async (path: string): Promise<unknown> => {
    if (path === '/audit/state') return state;
    const from = Number(new URL(path, 'http://registry').searchParams.get('page_token') ?? 0);
    const next = from + PAGE < trail.length ? String(from + PAGE) : null;
    return { items: trail.slice(from, from + PAGE), next_page_token: next };
  },
});

const audit = (messages: readonly StoredMessage[], api = apiOf(), tenant = TENANT): Promise<AuditReport> =>
  auditReplay({ tenant, api, stream: streamOf(messages), progress: () => undefined });

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
      unexplained: [],
      otherTenants: [],
    });
  });

  it('compares at the position of the registry, whatever came after', async () => {
    const later = streamOf(constructedLog(['pay-gate', 'web-gate'], 4));
    const stream = { ...later, lastSeq: async () => log.length };
    const report = await auditReplay({ tenant: TENANT, api: apiOf(), stream, progress: () => undefined });
    expect(report).toMatchObject({ findings: [], messages: log.length });
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

  it('lists what somebody else wrote ahead of an aggregate, and takes it for no damage', async () => {
    const seq = log.length + 1;
    const foreign = {
      seq,
      subject: subjectOf('pay-gate'),
      bytes: eventBytes('pay-gate', 9, sha256Hex('elsewhere')),
    };
    const messages = [...log, foreign];
    expect(await audit(messages, apiOf(registryOf(messages)))).toMatchObject({
      chainOk: true,
      findings: [],
      unexplained: [{ seq, aggregate: 'policy.pay-gate', version: 9 }],
    });
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
