import { describe, expect, it } from '@jest/globals';

import { fact, folded, historyOf, inStream, sha, type Said } from './testing/history.ts';
import { facts } from './testing/life.ts';

const simulationId = 'sim-1';
const of = (type: string, data: Record<string, unknown> = {}) => fact(type, { simulationId, ...data });
const requested = (more: object) => ({ ...facts.requested, data: { ...facts.requested.data, ...more } });
const planned = (shards: number, replicas: number) => ({
  ...facts.planned,
  data: { ...facts.planned.data, shards, replicas },
});
const evaluated = (index: number, replica: number) =>
  of('ShardEvaluated', { index, replica, partialDigest: sha(`${index}`), tuples: 5, runner: 'runner-1' });
const failed = of('ShardFailed', {
  index: 1,
  replica: 0,
  attempt: 1,
  code: 'ENGINE_UNAVAILABLE',
  detail: 'gone',
  runner: 'runner-2',
});
const over = of('SimulationFailed', { code: 'ENGINE_UNAVAILABLE', detail: '1 of 2 evaluations failed' });
const retried = of('ShardsRetried', { attempt: 2, shards: [{ index: 1, replica: 0 }], retriedBy: 'u' });

const rowsAfter = (table: string, said: readonly Said[]) => folded(inStream(said)).rowsOf('acme', table);

/** Each list of facts is one event of the simulation. */
const rowsOf = (table: string, ...events: readonly (readonly ReturnType<typeof of>[])[]) => {
  const say = historyOf('acme');
  return rowsAfter(
    table,
    events.map((said) => say('simulation', simulationId, ...said)),
  );
};

describe('a simulation in the catalog', () => {
  const once = [[requested({ mode: 'batch', replicas: 1, priority: 'high' })], [planned(2, 1)]] as const;

  it('shows how it is evaluated, and what failed of it', () => {
    expect(rowsOf('simulation_catalog', ...once, [failed], [evaluated(0, 0), over])).toMatchObject([
      {
        mode: 'batch',
        priority: 'high',
        replicas: 1,
        twin: 'none',
        state: 'failed',
        evaluations: 1,
        evaluations_total: 2,
        evaluations_failed: 1,
        failure: { code: 'ENGINE_UNAVAILABLE', problem: 'ERR_POL_003' },
      },
    ]);
  });

  it('runs again when what failed is retried', () => {
    const rows = rowsOf('simulation_catalog', ...once, [failed], [evaluated(0, 0), over], [retried]);
    expect(rows).toMatchObject([{ state: 'running', evaluations: 1, evaluations_failed: 0, failure: null }]);
    const again = [[failed], [evaluated(0, 0), over], [retried], [evaluated(1, 0), facts.evaluated]];
    expect(rowsOf('simulation_catalog', ...once, ...again)).toMatchObject([
      { state: 'reducing', evaluations: 2, twin: 'none' },
    ]);
  });

  it('waits again when it came to no plan and that is tried again', () => {
    const failure = of('SimulationFailed', { code: 'JOB_ABANDONED', detail: 'given up' });
    const again = of('PlanRetried', { retriedBy: 'u' });
    expect(rowsOf('simulation_catalog', ...once.slice(0, 1), [failure], [again])).toMatchObject([
      { state: 'queued', failure: null },
    ]);
  });

  it('goes on where it failed, when its reduction or its signature is tried again', () => {
    const failure = of('SimulationFailed', { code: 'JOB_ABANDONED', detail: 'given up' });
    const complete = [...once, [evaluated(0, 0)], [evaluated(1, 0), facts.evaluated], [failure]];
    const reduction = of('ReductionRetried', { ...facts.evaluated.data, retriedBy: 'u' });
    expect(rowsOf('simulation_catalog', ...complete, [reduction])).toMatchObject([
      { state: 'reducing', failure: null, evaluations: 2 },
    ]);
    const signature = of('AttestationRetried', { ...facts.reduced.data, retriedBy: 'u' });
    const unsigned = [...complete, [reduction], [facts.reduced], [failure], [signature]];
    expect(rowsOf('simulation_catalog', ...unsigned)).toMatchObject([
      { state: 'attesting', failure: null, result: facts.reduced.data['result'] },
    ]);
  });

  it('keeps its result while a twin runs, and says how that came out', () => {
    const done = [
      ...once,
      [facts.reduced],
      [facts.succeeded],
      [of('TwinRequested', { attempt: 2, requestedBy: 'u' })],
    ];
    expect(rowsOf('simulation_catalog', ...done)).toMatchObject([
      { state: 'succeeded', twin: 'running', replicas: 2, evaluations_total: 4 },
    ]);
    expect(rowsOf('simulation_catalog', ...done, [of('TwinEnded', { outcome: 'equal' })])).toMatchObject([
      { state: 'succeeded', twin: 'equal' },
    ]);
    const incident = of('DeterminismIncident', {
      index: 0,
      evaluations: [0, 1].map((replica) => ({ replica, partialDigest: sha(`${replica}`), runner: 'r' })),
    });
    const violation = of('SimulationFailed', { code: 'DETERMINISM_VIOLATION', detail: '' });
    expect(rowsOf('simulation_catalog', ...done, [incident, violation])).toMatchObject([
      { state: 'failed', twin: 'different', failure: { problem: 'ERR_POL_004' } },
    ]);
  });

  it('says why it failed', () => {
    expect(rowsOf('simulation_catalog', [facts.requested], [facts.failed])).toMatchObject([
      { state: 'failed', failure: { code: 'SIGNING_FAILED', problem: 'SIGNING_FAILED', detail: 'no key' } },
    ]);
  });

  it('is cancelled, or was quick', () => {
    const cancelled = of('SimulationCancelled', {
      cancelledBy: 'u',
      cancelledAt: '2026-03-02T12:00:00.000Z',
    });
    expect(rowsOf('simulation_catalog', ...once, [cancelled])).toMatchObject([{ state: 'cancelled' }]);
    const result = { resultDigest: sha('r'), counts: { unchanged: 5 }, tuples: 5, of: 9 };
    const quick = [
      [requested({ mode: 'quick', replicas: 1 })],
      [of('QuickSimulationEvaluated', { engines: { candidate: 'e@1' }, result })],
    ];
    expect(rowsOf('simulation_catalog', ...quick)).toMatchObject([
      { mode: 'quick', state: 'succeeded', engine: 'e@1', result, tuples: 5, attestation: null },
    ]);
  });

  it('has a row for a shard that failed, until it is evaluated', () => {
    const failure = { attempt: 1, code: 'ENGINE_UNAVAILABLE', detail: 'gone' };
    expect(rowsOf('simulation_shard', ...once, [failed])).toMatchObject([
      { shard_index: 1, partial_digest: null, runner: 'runner-2', failure },
    ]);
    expect(rowsOf('simulation_shard', ...once, [failed], [evaluated(1, 0)])).toMatchObject([
      { shard_index: 1, partial_digest: sha('1'), runner: 'runner-1', failure: null },
    ]);
  });
});

describe('the queue of simulations', () => {
  const queued = (id: string, type: string, more: object = {}) => fact(type, { simulationId: id, ...more });
  it('has a row for each that runs or waits, and none for those that left', () => {
    const say = historyOf('acme');
    const said = [
      say(
        'queue',
        'simulations',
        queued('a', 'SimulationEnqueued', { priority: 'normal' }),
        queued('a', 'SimulationAdmitted'),
      ),
      say('queue', 'simulations', queued('b', 'SimulationEnqueued', { priority: 'high' })),
      say('queue', 'simulations', queued('c', 'SimulationTurnedAway')),
    ];
    expect(rowsAfter('simulation_queue', said)).toStrictEqual([
      { simulation_id: 'a', state: 'running', priority: 'normal', arrival: 1 },
      { simulation_id: 'b', state: 'waiting', priority: 'high', arrival: 2 },
    ]);
    const left = say(
      'queue',
      'simulations',
      queued('a', 'SimulationLeft'),
      queued('b', 'SimulationAdmitted'),
    );
    expect(rowsAfter('simulation_queue', [...said, left])).toStrictEqual([
      { simulation_id: 'b', state: 'running', priority: 'high', arrival: 2 },
    ]);
  });
});
