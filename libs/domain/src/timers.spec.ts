import { describe, expect, it } from '@jest/globals';
import type { AggregateType, FactShape } from '@policy-registry/kernel';

import { addressOf } from './registry.ts';
import { fact, recorded } from './testing/recorded.ts';
import { failedFrom, promoted, promotionRequested, signedFrom } from './testing/promotion-samples.ts';
import { NOW, ONE_DAY_ON, sha, simulationRequested, statement } from './testing/samples.ts';
import {
  TIMER_COMMANDS,
  timerChangesOf,
  timerCommandIdOf,
  timerExecutorOf,
  type TimerChange,
} from './timers.ts';

const changes = (type: AggregateType, ...facts: readonly FactShape[]): readonly TimerChange[] =>
  timerChangesOf(recorded(type, facts));

const simulationId = 'sim-1';
const timerId = 'simulation sim-1';
const endsBy = ONE_DAY_ON;
const requested = fact('SimulationRequested', { ...simulationRequested.data, endsBy });
const retriedBy = 'u-simulant';
const completion = { planDigest: sha('plan'), partialDigests: [sha('partial')] };
const publication = { policyId: 'pay-gate', version: 2, attempt: 3 };
const statementOf = { statement, statementDigest: sha('statement') };
const snapshotRequested = {
  snapshotId: 'snap-1',
  attempt: 2,
  inputs: { sbomSet: [], advisoryCursor: 'a', vexCursor: 'v' },
  documents: [{ name: 'web.json', kind: 'trivy', digest: sha('web'), size: 1 }],
  requestedBy: 'u-simulant',
};
const undelivered = fact('DeliveryFailed', {
  deliveryId: 'd-1',
  webhookId: 'ci',
  source: { type: 'policy', id: 'pay-gate', version: 8, eventId: 'e-1', name: 'policy.VersionPublished' },
  attempt: 2,
  fault: 'TIMED_OUT',
  nextAttemptAt: endsBy,
});

const set = (id: string, type: (typeof TIMER_COMMANDS)[number], data: Record<string, string | number>) => ({
  set: { timerId: id, dueAt: endsBy, command: { type, data } },
});
const ofSimulation = set(timerId, 'TimeOutSimulation', { simulationId, endsBy });

const pastTheGates = { ...promoted, data: { ...promoted.data, breakGlass: { incident: 'INC-1', endsBy } } };

const ofSchedule = { environmentId: 'prod', policyId: 'pay-gate', version: 2, promotionId: 'p-1' };
const scheduled = fact('PromotionScheduled', {
  ...{ ...ofSchedule, at: endsBy, contentDigest: sha('content'), irDigest: sha('ir') },
  ...{ approvals: [], approvalPolicyVersion: 1, scheduledBy: 'u-dave', scheduledAt: endsBy },
  rights: [{ id: 'u-dave', isGranted: true, groups: ['release'] }],
  ...{ reasonDigest: sha('reason'), ticketDigest: sha('ticket') },
});

describe('timers', () => {
  it.each([
    ['asked for', requested],
    ['planned again', fact('PlanRetried', { simulationId, retriedBy, endsBy })],
    [
      'retried',
      fact('ShardsRetried', {
        simulationId,
        attempt: 2,
        shards: [{ index: 0, replica: 0 }],
        retriedBy,
        endsBy,
      }),
    ],
    ['reduced again', fact('ReductionRetried', { simulationId, ...completion, retriedBy, endsBy })],
    ['evaluated again', fact('TwinRequested', { simulationId, attempt: 2, requestedBy: retriedBy, endsBy })],
  ])('are set when a simulation is %s', (_what, said) =>
    expect(changes('simulation', said)).toStrictEqual([ofSimulation]),
  );

  it.each([
    fact('SimulationCancelled', { simulationId, cancelledBy: 'u', cancelledAt: endsBy }),
    fact('SimulationFailed', { simulationId, code: 'TIMED_OUT', detail: '' }),
    fact('TwinEnded', { simulationId, outcome: 'equal' }),
  ])('are taken back by $type', (said) =>
    expect(changes('simulation', requested, said)).toStrictEqual([ofSimulation, { clear: timerId }]),
  );

  it('are set while a publication waits for its signature', () => {
    const id = 'publication pay-gate 2';
    const asked = fact('PublicationRequested', { ...publication, ...statementOf, endsBy });
    const failed = fact('PublicationFailed', { ...publication, reason: 'TIMED_OUT' });
    expect(changes('policy', asked)).toStrictEqual([set(id, 'TimeOutPublication', publication)]);
    expect(changes('policy', failed)).toStrictEqual([{ clear: id }]);
  });

  it('are set while a promotion waits for its signature', () => {
    const id = 'promotion prod pay-gate';
    const { environmentId, policyId, attempt } = promotionRequested.data;
    expect(changes('environment', promotionRequested)).toStrictEqual([
      {
        set: {
          timerId: id,
          dueAt: promotionRequested.data.endsBy,
          command: { type: 'TimeOutPromotion', data: { environmentId, policyId, attempt } },
        },
      },
    ]);
    for (const end of [failedFrom(promotionRequested, 'TIMED_OUT'), signedFrom(promotionRequested), promoted])
      expect(changes('environment', end)).toStrictEqual([{ clear: id }]);
  });

  it('are set while what went past the gates waits for its review', () => {
    const id = 'break-glass prod pay-gate';
    const { environmentId, policyId, version } = promoted.data;
    expect(changes('environment', pastTheGates)).toStrictEqual([
      { clear: 'promotion prod pay-gate' },
      set(id, 'EndBreakGlass', { environmentId, policyId, version }),
    ]);
    const said = { verdict: 'accepted', by: 'u', at: endsBy, reasonDigest: 'a'.repeat(64) };
    const reviewed = fact('BreakGlassReviewed', { environmentId, policyId, version, ...said });
    expect(changes('environment', reviewed)).toStrictEqual([{ clear: id }]);
  });

  it('are set for the time of a scheduled promotion, until it is begun, suspended or cancelled', () => {
    const id = 'schedule prod pay-gate';
    const { version: _version, ...of } = ofSchedule;
    const resumed = { ...scheduled, type: 'ScheduledPromotionResumed' };
    for (const said of [scheduled, resumed])
      expect(changes('environment', said)).toStrictEqual([set(id, 'ExecuteScheduledPromotion', of)]);
    const reasons = [{ code: 'BASE_CHANGED', detail: 'another is stable' }];
    const said = { by: 'u-ops', at: endsBy, reasonDigest: sha('reason') };
    for (const end of [
      fact('ScheduledPromotionSuspended', { ...ofSchedule, suspendedAt: endsBy, reasons }),
      fact('ScheduledPromotionCancelled', { ...ofSchedule, ...said }),
    ])
      expect(changes('environment', end)).toStrictEqual([{ clear: id }]);
    const { data } = promotionRequested;
    const begun = { promotionId: 'p-1', scheduledAt: endsBy, at: endsBy };
    const statement = { ...data.statement, scheduled: begun };
    const [first] = changes('environment', { ...promotionRequested, data: { ...data, statement } });
    expect(first).toStrictEqual({ clear: id });
  });

  it('are issued by a process of its own where they carry out a promotion', () => {
    const data = { promotionId: 'p-1' };
    expect(timerExecutorOf({ type: 'ExecuteScheduledPromotion', data })).toBe('promotion:p-1');
    expect(timerExecutorOf({ type: 'TimeOutPromotion', data: {} })).toBeUndefined();
  });

  it('are set while a snapshot is being imported', () => {
    const id = 'import snap-1';
    const asked = fact('SnapshotRequested', { ...snapshotRequested, endsBy });
    const faults = [{ document: '', pointer: '', code: 'timed_out', detail: '' }];
    const refused = fact('SnapshotRefused', { snapshotId: 'snap-1', attempt: 2, faults });
    expect(changes('snapshot', asked)).toStrictEqual([
      set(id, 'TimeOutImport', { snapshotId: 'snap-1', attempt: 2 }),
    ]);
    expect(changes('snapshot', refused)).toStrictEqual([{ clear: id }]);
  });

  it('are not set by events from before there were any', () => {
    expect(changes('simulation', fact('SimulationRequested', simulationRequested.data))).toStrictEqual([]);
    expect(changes('policy', fact('PublicationRequested', { ...publication, ...statementOf }))).toStrictEqual(
      [],
    );
    expect(changes('snapshot', fact('SnapshotRequested', snapshotRequested))).toStrictEqual([]);
  });

  it('are set by an attempt that failed, and taken back by whatever else becomes of the delivery', () => {
    const id = 'delivery d-1';
    expect(changes('delivery', undelivered)).toStrictEqual([
      set(id, 'RetryDelivery', { deliveryId: 'd-1', attempt: 2 }),
    ]);
    const { nextAttemptAt: _then, fault, ...attempted } = undelivered.data;
    for (const said of [
      fact('DeliveryRequested', attempted),
      fact('DeliverySucceeded', { ...attempted, status: 204 }),
      fact('DeliveryDied', { ...attempted, fault }),
    ])
      expect(changes('delivery', said)).toStrictEqual([{ clear: id }]);
  });

  it('carry commands that some aggregate knows', () => {
    const sets = [
      ...changes('simulation', requested),
      ...changes('policy', fact('PublicationRequested', { ...publication, ...statementOf, endsBy })),
      ...changes('environment', promotionRequested),
      ...changes('environment', pastTheGates),
      ...changes('environment', scheduled),
      ...changes('snapshot', fact('SnapshotRequested', { ...snapshotRequested, endsBy })),
      ...changes('delivery', undelivered),
    ].flatMap((change) => ('set' in change ? [change.set.command] : []));
    for (const command of sets) expect(() => addressOf({ ...command, tenant: 'acme' })).not.toThrow();
    expect(sets.map(({ type }) => type).sort()).toStrictEqual([...TIMER_COMMANDS].sort());
  });
});

describe('the command of a timer', () => {
  const timer = { timerId, dueAt: '2026-03-02T09:00:00.000Z' };
  const idAfter = (minutes: number, setBy = 'e-1', of = timer) =>
    timerCommandIdOf(of, setBy, NOW + minutes * 60_000);

  it('has the same id whoever issues it, and another one when it is issued again ten minutes later', () => {
    expect(idAfter(9)).toBe(idAfter(0));
    expect(idAfter(-5)).toBe(idAfter(0));
    expect(new Set([idAfter(0), idAfter(10), idAfter(20)]).size).toBe(3);
  });

  it('has an id of its own for each setting of each timer', () => {
    const other = { ...timer, timerId: 'simulation sim-2' };
    expect(new Set([idAfter(0), idAfter(0, 'e-2'), idAfter(0, 'e-1', other)]).size).toBe(3);
  });
});
