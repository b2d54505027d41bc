import { describe, expect, it } from '@jest/globals';
import {
  AGGREGATE_TYPES,
  canonicalBytes,
  EVENT_BYTES_MAX,
  EventEnvelope,
  eventSubject,
  judge,
  NO_HEAD,
  type AggregateType,
  type EventEnvelope as Event,
  type FactShape,
  type Head,
  type Json,
} from '@policy-registry/kernel';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { FactUnknown } from './aggregate.ts';
import { BundleFact } from './bundle/events.ts';
import { ConsumersFact } from './consumers/events.ts';
import { DeliveryFact } from './delivery/events.ts';
import { EnvironmentFact } from './environment/events.ts';
import { PolicyFact } from './policy/events.ts';
import { QueueFact } from './queue/events.ts';
import { jobsOf } from './reactions.ts';
import { aggregates } from './registry.ts';
import { SimulationFact } from './simulation/events.ts';
import { SnapshotFact } from './snapshot/events.ts';
import { TenantFact } from './tenant/events.ts';
import { WaiverFact } from './waiver/events.ts';
import { WebhooksFact } from './webhooks/events.ts';
import { WorkspaceFact } from './workspace/events.ts';

// events.fixtures/ holds events as they were once stored. They are never written again: code that cannot read
// one of them cannot read a log of its time. A changed shape is a new fact type, with new fixtures beside these.

const folder = join(import.meta.dirname, 'events.fixtures');
const stored = readdirSync(folder)
  .sort()
  .map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) }));
const textOf = (bytes: Uint8Array) => new TextDecoder('utf-8', { fatal: true }).decode(bytes);
const events = stored.map(({ bytes }) => EventEnvelope.parse(JSON.parse(textOf(bytes))));
const factsOf = (type: AggregateType) =>
  events.filter(({ aggregate }) => aggregate.type === type).flatMap(({ facts }) => facts);

const schemas = {
  tenant: TenantFact,
  policy: PolicyFact,
  workspace: WorkspaceFact,
  snapshot: SnapshotFact,
  simulation: SimulationFact,
  environment: EnvironmentFact,
  queue: QueueFact,
  waiver: WaiverFact,
  webhooks: WebhooksFact,
  delivery: DeliveryFact,
  bundle: BundleFact,
  consumers: ConsumersFact,
} as const;

const fold = (type: AggregateType, facts: readonly FactShape[]): unknown =>
  facts.reduce(aggregates[type].evolve, aggregates[type].initialState);

describe('a stored event', () => {
  it.each(stored)('$name is read, and is the RFC 8785 form of what is read', ({ bytes }) => {
    const { facts, aggregate, ...rest } = EventEnvelope.parse(JSON.parse(textOf(bytes)));
    const read = facts.map((fact) => schemas[aggregate.type].parse(fact));
    expect(textOf(canonicalBytes({ ...rest, aggregate, facts: read } as Json))).toBe(textOf(bytes));
    expect(bytes.length).toBeLessThanOrEqual(EVENT_BYTES_MAX);
  });

  it.each(AGGREGATE_TYPES)('is there for every fact of a %s', (type) => {
    const known: readonly string[] = schemas[type].options.map(({ shape }) => shape.type.value);
    const kept = new Set(factsOf(type).map((fact) => fact.type));
    expect(known.filter((name) => !kept.has(name))).toStrictEqual([]);
  });

  it('counts by the fence: each is the next of its aggregate, by its version and the hash of the bytes before', () => {
    const heads = new Map<string, Head>();
    stored.forEach(({ name, bytes }, at) => {
      const { tenant, aggregate } = EventEnvelope.parse(JSON.parse(textOf(bytes)));
      const subject = eventSubject({ tenant, type: aggregate.type, id: aggregate.id });
      const verdict = judge(heads.get(subject) ?? NO_HEAD, { seq: at + 1, subject, bytes });
      expect([name, verdict.class]).toStrictEqual([name, 'accepted']);
      if (verdict.class === 'accepted')
        heads.set(subject, { version: aggregate.version, hash: verdict.recorded.hash });
    });
  });

  it.each(AGGREGATE_TYPES)('with a fact that this code does not know stops the fold of a %s', (type) => {
    const [first] = factsOf(type);
    const unknown = { type: 'Rewritten', schemaVersion: 1, data: {} };
    expect(() => fold(type, [unknown])).toThrow(FactUnknown);
    expect(() => fold(type, first === undefined ? [] : [{ ...first, schemaVersion: 2 }])).toThrow(
      FactUnknown,
    );
    expect(() =>
      fold(type, first === undefined ? [] : [{ ...first, data: { ...first.data, extra: 1 } }]),
    ).toThrow(FactUnknown);
  });
});

describe('the fold of stored events', () => {
  const of = (type: AggregateType, id: string) =>
    fold(
      type,
      events
        .filter(({ aggregate }) => aggregate.type === type && aggregate.id === id)
        .flatMap(({ facts }) => facts),
    );

  it('gives the states they gave when they were stored', () => {
    expect(of('tenant', 'acme')).toMatchObject({
      status: 'open',
      approvalPolicy: { version: 1, approvals: 1 },
      settings: { simulationsRunningMax: 20 },
      isSuspended: false,
      access: { roles: [], groups: [], services: [] },
      changes: 11,
    });
    expect(of('policy', 'pay-gate')).toMatchObject({
      versions: [
        { state: 'deprecated', semver: '1.0.0', changes: 10, publication: { attempt: 2, isPending: false } },
        {
          state: 'draft',
          semver: '1.1.0-rc.1',
          changes: 5,
          lineage: ['u-ann', 'u-ben'],
          submission: undefined,
        },
        { state: 'draft', semver: '1.1.0-rc.1', changes: 1, lineage: ['u-ann'] },
      ],
    });
    expect(of('policy', 'old-gate')).toMatchObject({
      versions: [
        { state: 'archived', changes: 8 },
        { state: 'recalled', changes: 7 },
        { state: 'recalled', changes: 7 },
      ],
    });
    expect(of('workspace', 'pay-gate')).toMatchObject({
      revisions: [
        { report: { diagnosticsTotal: 1 } },
        { report: { diagnosticsTotal: 0 } },
        { isByRegistry: true },
      ],
      regressions: [1],
    });
    expect(of('simulation', 'sim-1')).toMatchObject({ status: 'succeeded', requesters: ['u-ben'] });
    expect(of('simulation', 'sim-3')).toMatchObject({ status: 'failed' });
    expect(of('simulation', 'sim-2')).toMatchObject({ mode: 'batch', replicas: 2, isUnqueued: true });
    expect(of('simulation', 'sim-4')).toMatchObject({ status: 'succeeded', twin: 'equal', priority: 'high' });
    expect(of('simulation', 'sim-5')).toMatchObject({ status: 'sampled', mode: 'quick' });
    expect(of('simulation', 'sim-6')).toMatchObject({ status: 'cancelled' });
    expect(of('simulation', 'sim-7')).toMatchObject({ status: 'failed', code: 'DETERMINISM_VIOLATION' });
    expect(of('simulation', 'sim-8')).toMatchObject({ status: 'succeeded', twin: 'none' });
    expect(of('simulation', 'sim-9')).toMatchObject({ status: 'queued', endsBy: '2026-11-29T17:32:01.000Z' });
    expect(of('queue', 'simulations')).toMatchObject({ running: [{ simulationId: 'sim-6' }], waiting: [] });
    expect(of('environment', 'hotfix')).toMatchObject({
      bindings: new Map([
        [
          'gate',
          {
            ...{ stable: 1, stableSince: '2026-03-02T09:00:00.000Z', canary: undefined },
            actives: [
              { version: 2, wasLeft: true },
              { version: 1, wasLeft: false },
            ],
          },
        ],
      ]),
      unreviewed: new Map(),
    });
    expect(of('environment', 'night')).toMatchObject({
      schedules: new Map([
        ['gate', { version: 3, promotionId: 'night-10', at: '2026-03-02T14:00:00.000Z', isSuspended: false }],
      ]),
      promotions: new Map([['gate', { attempt: 1, status: 'bound' }]]),
    });
    expect(of('environment', 'live')).toMatchObject({
      gates: { version: 1, gates: { promotionApprovals: { approvals: 1 } } },
      promotionApprovals: new Map(),
      changes: 4,
    });
    expect(of('webhooks', 'webhooks')).toMatchObject({
      webhooks: [{ webhookId: 'ci', attemptsMax: 3, secrets: [{}, { until: '2026-11-30T01:10:02.000Z' }] }],
      changes: 4,
    });
    expect(of('environment', 'prod')).toStrictEqual({
      status: 'created',
      order: 3,
      bindingChanges: new Map([['pay-gate', 3]]),
      gates: undefined,
      gateSetters: new Map([['u-adm', '2026-03-02T09:00:50.000Z']]),
      promotionApprovals: new Map(),
      unreviewed: new Map(),
      bindings: new Map([
        [
          'pay-gate',
          {
            ...{ stable: 2, stableSince: '2026-03-02T09:01:00.000Z', canary: undefined },
            actives: [
              { version: 1, wasLeft: false },
              { version: 3, wasLeft: false },
              { version: 2, wasLeft: false },
            ],
          },
        ],
      ]),
      budgets: {
        version: 1,
        lines: ['newly_blocked <= 0.1%', 'newly_allowed on tag:tier0 = 0', 'p95 evaluation <= +20%'],
        simulationAgeMaxMs: 86_400_000,
      },
      changes: 5,
    });
    expect(of('environment', 'stage')).toMatchObject({
      bindings: new Map([
        [
          'pay-gate',
          {
            ...{ stable: 1, canary: undefined },
            actives: [
              { version: 2, wasLeft: true },
              { version: 1, wasLeft: false },
            ],
          },
        ],
      ]),
      changes: 9,
    });
    expect(of('environment', 'eu')).toMatchObject({
      bindings: new Map([
        [
          'old-gate',
          {
            ...{ stable: undefined, canary: undefined },
            actives: [
              { version: 2, wasLeft: false },
              { version: 1, wasLeft: false },
            ],
          },
        ],
      ]),
      changes: 7,
    });
    expect(of('waiver', 'pay-gate')).toMatchObject([
      { state: 'superseded', endedAt: '2026-04-04T09:00:00.000Z', changes: 3 },
      { state: 'revoked', renews: 'pay-gate.1', approvedBy: 'u-ben', endedAt: '2026-04-05T09:00:00.000Z' },
      { state: 'rejected', scope: { rule: 'block_kev' } },
      { state: 'withdrawn' },
      { state: 'approved', owner: 'u-owner', endedAt: undefined },
    ]);
  });

  it.each(AGGREGATE_TYPES)('of a %s is defined for any facts in any order', (type) => {
    const small = fc.integer({ min: 1, max: 5 });
    const numbers = fc.record({
      version: small,
      revision: small,
      attempt: small,
      index: small,
      replica: small,
    });
    const facts = fc.array(
      fc.tuple(fc.constantFrom(...factsOf(type)), numbers).map(([fact, others]) => {
        const kept = Object.entries(others).filter(([name]) => name in fact.data);
        return { ...fact, data: { ...fact.data, ...Object.fromEntries(kept) } };
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(facts, (some) => {
        const state = fold(type, some);
        expect(state).toBeInstanceOf(Object);
        expect(fold(type, some)).toStrictEqual(state);
      }),
    );
  });
});

describe('the jobs of stored events', () => {
  const jobs = (list: readonly Event[]) =>
    list.flatMap((event, at) => jobsOf({ seq: at + 1, hash: '', event }));

  it('are the same at every redelivery, each with its own id', () => {
    expect(jobs(events)).toStrictEqual(jobs(events));
    const ids = jobs(events).map(({ jobId }) => jobId);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
