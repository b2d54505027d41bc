import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { activeAt } from '@policy-registry/domain';
import {
  canonicalBytes,
  NO_PREVIOUS_HASH,
  sha256Hex,
  type EventEnvelope,
  type FactShape,
  type Json,
} from '@policy-registry/kernel';
import { inTenant, postgresReadModelStore, type Database } from '@policy-registry/postgres';
import { databaseSuite } from '@policy-registry/postgres/testing';
import { projectBatch, waiverPage, type WaiverFilter } from '@policy-registry/read-models';

import { fedFrom, storedEvents } from '../testing/stored-log.ts';

// The list of waivers compares with the two ends that the domain says. Here both are asked, around every one of them.

const day = (n: number): string => `2026-03-${String(n).padStart(2, '0')}T09:00:00.000Z`;
const lives = [undefined, day(5)].flatMap((approvedAt) =>
  [day(4), day(5), day(6), day(20)].flatMap((expiresAt) =>
    [undefined, day(5), day(7), day(25)].map((endedAt) => ({ approvedAt, expiresAt, endedAt })),
  ),
);
type Life = (typeof lives)[number];

const texts = { reasonDigest: sha256Hex('reason'), ticketDigest: sha256Hex('ticket') };
const factsOf = ({ approvedAt, expiresAt, endedAt }: Life, number: number): readonly FactShape[] => {
  const fact = (type: string, at: string, more: object = {}): FactShape => ({
    ...{ type, schemaVersion: 1 },
    data: { waiverId: `pay-gate.${number}`, by: 'u-ann', at, ...more },
  });
  const asked = { policyId: 'pay-gate', scope: { rule: 'block' }, owner: 'u-ann', expiresAt, ...texts };
  return [
    fact('WaiverRequested', day(1), asked),
    ...(approvedAt === undefined ? [] : [fact('WaiverApproved', approvedAt)]),
    ...(endedAt === undefined ? [] : [fact('WaiverRevoked', endedAt, texts)]),
  ];
};

/** An event each, in the place of one that was stored. */
const events = (): readonly EventEnvelope[] => {
  const [first] = storedEvents('acme').filter(({ aggregate }) => aggregate.type === 'waiver');
  if (first === undefined) throw new Error('there is no stored event of a waiver');
  let prevHash = NO_PREVIOUS_HASH;
  return lives
    .flatMap((life, at) => factsOf(life, at + 1))
    .map((fact, at) => {
      const aggregate = { ...first.aggregate, version: at + 1 };
      const event = { ...first, eventId: `e-${at}`, aggregate, prevHash, facts: [fact] };
      prevHash = sha256Hex(canonicalBytes(event as Json));
      return event;
    });
};

jest.setTimeout(60_000);

databaseSuite('the list of waivers', (database) => {
  let gateway: Database;
  beforeAll(async () => {
    const projector = await database().as('registry_projector');
    gateway = await database().as('registry_gateway');
    await projectBatch(postgresReadModelStore(projector), 0, fedFrom(1, events()));
  });

  const found = (filter: WaiverFilter, tenant = 'acme') =>
    inTenant(gateway, tenant, async (tx) => {
      const { text, values } = waiverPage(filter)({ size: 500, after: undefined });
      return (await tx.query(text, [...values])).map(({ waiverId }) => waiverId);
    });
  const meant = (is: (life: Life) => boolean) =>
    lives.flatMap((life, at) => (is(life) ? [`pay-gate.${at + 1}`] : []));

  it('has those as active that the domain has', async () => {
    const instants = [4, 5, 6, 7, 20, 25].flatMap((n) => [-1, 0, 1].map((ms) => Date.parse(day(n)) + ms));
    for (const ms of instants)
      expect(await found({ activeAt: new Date(ms).toISOString() })).toStrictEqual(
        meant((life) => activeAt(life, ms)),
      );
  });

  it('has those as expiring that are active, and will not be any more', async () => {
    const [now, then] = [day(5), day(7)];
    const expiring = meant(
      (life) => activeAt(life, Date.parse(now)) && !activeAt(life, Date.parse(then) - 1),
    );
    expect(expiring.length).toBeGreaterThan(0);
    expect(await found({ activeAt: now, expiringBefore: then })).toStrictEqual(expiring);
  });

  it('is of one tenant, and of one policy or state where that is asked for', async () => {
    expect(await found({}, 'globex')).toStrictEqual([]);
    expect(await found({ policyId: 'pay-gate' })).toStrictEqual(meant(() => true));
    expect(await found({ policyId: 'other' })).toStrictEqual([]);
    expect(await found({ state: 'requested' })).toStrictEqual(
      meant(({ approvedAt, endedAt }) => approvedAt === undefined && endedAt === undefined),
    );
  });

  describe('that are unused', () => {
    const simulated = (
      simulationId: string,
      { environmentId = 'prod', minute = 0, state = 'succeeded', tuples = {} as Record<string, number> },
    ) => {
      const waivers = Object.entries(tuples).map(([waiverId, count]) => ({ waiverId, tuples: count }));
      return database().admin(INSERT, [
        ...[simulationId, environmentId, state, `2026-03-10T09:${String(minute).padStart(2, '0')}:00.000Z`],
        JSON.stringify({ waivers: waivers.map(({ waiverId }) => ({ waiverId, rule: 'block' })) }),
        JSON.stringify({ waived: { tuples: 1, waivers } }),
      ]);
    };
    const INSERT = `insert into simulation_catalog (tenant_id, simulation_id, policy_id, environment_id, snapshot_id, state,
        mode, priority, replicas, twin, engines, inputs, shards, evaluations, evaluations_total, evaluations_failed, tuples,
        runners, result, attestation, failure, requested_at, requested_by, updated_at)
      values ('acme', $1, 'pay-gate', $2, 'snap', $3, 'batch', 'normal', 1, 'none', 'null', $5, 1, 1, 1, 0, 1, '{}', $6, 'null',
        'null', $4, 'u-ann', $4)`;

    it('have the newest simulation of each environment decide, of those that were given them', async () => {
      await simulated('old', { tuples: { 'pay-gate.1': 3, 'pay-gate.2': 0, 'pay-gate.3': 0 } });
      await simulated('new', { minute: 1, tuples: { 'pay-gate.1': 0, 'pay-gate.3': 2 } });
      await simulated('test', {
        environmentId: 'test',
        minute: 2,
        tuples: { 'pay-gate.1': 0, 'pay-gate.4': 7 },
      });
      await simulated('failed', { minute: 3, state: 'failed', tuples: { 'pay-gate.5': 0 } });
      await simulated('prod-4', { minute: 4, tuples: { 'pay-gate.4': 0 } });
      expect(await found({ isUnused: true })).toStrictEqual(['pay-gate.1', 'pay-gate.2']);
      expect(await found({ isUnused: true }, 'globex')).toStrictEqual([]);
    });
  });
});
