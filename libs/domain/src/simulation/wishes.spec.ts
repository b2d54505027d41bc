import { describe, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';

import {
  absentTenant,
  completed,
  context,
  NOW,
  ONE_DAY_ON,
  openTenant,
  person,
  planned,
  reduced,
  sha,
  simulationNeeds,
  simulationRequested,
  succeeded,
  system,
} from '../testing/samples.ts';
import type { SimulationCommand, SimulationCommandOf } from './commands.ts';
import { SimulationFact, type ShardFailureCode, type SimulationFailureCode } from './events.ts';
import { simulation } from './simulation.ts';

// Cancelling, trying again, running a twin: what people ask of a simulation that is there, and what comes of it.

const simulationId = 'sim-1';
const given = deciderSpec(simulation, context(person('u-simulant', 'policy:simulate'), simulationNeeds));
const bySystem = { principal: system };
const wish = (type: 'CancelSimulation' | 'RetrySimulation' | 'RequestTwin'): SimulationCommand => ({
  type,
  data: { simulationId },
});
const said = <Type extends SimulationFact['type']>(
  type: Type,
  data: Omit<Extract<SimulationFact, { type: Type }>['data'], 'simulationId'>,
): SimulationFact => SimulationFact.parse({ type, schemaVersion: 1, data: { simulationId, ...data } });

type Of = { readonly index: number; readonly replica: number; readonly attempt?: number };
const shard = ({ index, replica, attempt = 1 }: Of): SimulationCommandOf<'RecordShard'> => ({
  type: 'RecordShard',
  data: {
    simulationId,
    planDigest: sha('plan'),
    index,
    replica,
    attempt,
    partialDigest: sha(`partial ${index}`),
    tuples: 5,
    runner: 'runner-1',
  },
});
const evaluated = (index: number, replica: number): SimulationFact =>
  said('ShardEvaluated', {
    index,
    replica,
    partialDigest: sha(`partial ${index}`),
    tuples: 5,
    runner: 'runner-1',
  });
const failing = (
  { index, replica, attempt = 1 }: Of,
  code: ShardFailureCode = 'ENGINE_UNAVAILABLE',
): SimulationCommandOf<'RecordShardFailure'> => ({
  type: 'RecordShardFailure',
  data: {
    simulationId,
    planDigest: sha('plan'),
    index,
    replica,
    attempt,
    code,
    detail: 'x',
    runner: 'runner-1',
  },
});
const failed = ({ index, replica, attempt = 1 }: Of, code: ShardFailureCode = 'ENGINE_UNAVAILABLE') =>
  said('ShardFailed', { index, replica, attempt, code, detail: 'x', runner: 'runner-1' });
const ended = (code: SimulationFailureCode, detail: string) => said('SimulationFailed', { code, detail });

const once = { ...simulationRequested, data: { ...simulationRequested.data, replicas: 1 } };
const plannedOnce = { ...planned, data: { ...planned.data, replicas: 1 } };
const running = [once, plannedOnce];
const doneOnce = [
  ...running,
  evaluated(0, 0),
  evaluated(1, 0),
  { ...completed, data: { ...completed.data, replicas: 1 } },
  reduced,
  succeeded,
];
const twinRequested = said('TwinRequested', { attempt: 2, requestedBy: 'u-simulant', endsBy: ONE_DAY_ON });
const cancelled = said('SimulationCancelled', {
  cancelledBy: 'u-simulant',
  cancelledAt: new Date(NOW).toISOString(),
});
const oneFailed = [
  ...running,
  failed({ index: 1, replica: 0 }),
  evaluated(0, 0),
  ended('ENGINE_UNAVAILABLE', '1 of 2 evaluations failed (ENGINE_UNAVAILABLE)'),
];
const retried = said('ShardsRetried', {
  attempt: 2,
  shards: [{ index: 1, replica: 0 }],
  retriedBy: 'u-simulant',
  endsBy: ONE_DAY_ON,
});

describe('a shard that fails', () => {
  it('is recorded, and the rest goes on', () =>
    given(...running)
      .when(failing({ index: 1, replica: 0 }), bySystem)
      .then(failed({ index: 1, replica: 0 })));

  it('fails the simulation once all the others are through', () =>
    given(...running, failed({ index: 1, replica: 0 }))
      .when(shard({ index: 0, replica: 0 }), bySystem)
      .then(...oneFailed.slice(-2)));

  it('fails it under one name for several reasons', () =>
    given(...running, failed({ index: 1, replica: 0 }))
      .when(failing({ index: 0, replica: 0 }, 'INPUT_CORRUPT'), bySystem)
      .then(
        failed({ index: 0, replica: 0 }, 'INPUT_CORRUPT'),
        ended('SHARDS_FAILED', '2 of 2 evaluations failed (ENGINE_UNAVAILABLE, INPUT_CORRUPT)'),
      ));

  it('fails once, and not when it had been evaluated', () => {
    given(...running, failed({ index: 1, replica: 0 }))
      .when(failing({ index: 1, replica: 0 }), bySystem)
      .thenNothing();
    given(...running, evaluated(1, 0))
      .when(failing({ index: 1, replica: 0 }), bySystem)
      .thenNothing();
  });

  it('is of no account after the end, or before there is a plan', () => {
    for (const facts of [[...running, cancelled], [once]])
      given(...facts)
        .when(failing({ index: 1, replica: 0 }), bySystem)
        .thenNothing();
  });

  it('is reported by the registry alone', () => {
    given(...running)
      .when(failing({ index: 1, replica: 0 }))
      .thenRejected('SYSTEM_REQUIRED');
    given()
      .when(failing({ index: 1, replica: 0 }), bySystem)
      .thenRejected('SIMULATION_UNKNOWN');
  });
});

describe('trying again', () => {
  it('is of the shards that failed, and of no others', () =>
    given(...oneFailed)
      .when(wish('RetrySimulation'))
      .then(retried));

  it('completes the simulation with what was there before', () =>
    given(...oneFailed, retried)
      .when(shard({ index: 1, replica: 0, attempt: 2 }), bySystem)
      .then(evaluated(1, 0), { ...completed, data: { ...completed.data, replicas: 1 } }));

  it('counts no answer of an earlier attempt', () => {
    given(...oneFailed, retried)
      .when(shard({ index: 1, replica: 0 }), bySystem)
      .thenNothing();
    given(...oneFailed, retried)
      .when(failing({ index: 1, replica: 0 }), bySystem)
      .thenNothing();
  });

  it('fences an answer that comes before its attempt', () =>
    given(...running)
      .when(shard({ index: 1, replica: 0, attempt: 2 }), bySystem)
      .thenRejected('ATTEMPT_STALE'));

  it('happens once at a time', () =>
    given(...oneFailed, retried)
      .when(wish('RetrySimulation'))
      .thenNothing());

  it('takes shards that had not come back, where the queue turned it away', () =>
    given(...oneFailed, retried, ended('QUEUE_FULL', ''))
      .when(wish('RetrySimulation'))
      .then(
        said('ShardsRetried', {
          attempt: 3,
          shards: [{ index: 1, replica: 0 }],
          retriedBy: 'u-simulant',
          endsBy: ONE_DAY_ON,
        }),
      ));

  it('is refused where nothing failed, the inputs make no plan, or a shard contradicted itself', () => {
    const violated = [...running, evaluated(0, 0), ended('DETERMINISM_VIOLATION', '')];
    for (const facts of [
      doneOnce,
      [once],
      [once, ended('INPUT_EMPTY', '')],
      [once, ended('SHARDS_TOO_MANY', '')],
      [...running, cancelled],
      violated,
    ])
      given(...facts)
        .when(wish('RetrySimulation'))
        .thenRejected('SIMULATION_NOT_RETRYABLE');
  });
});

describe('cancelling', () => {
  it('ends a simulation that waits, runs or is being attested', () => {
    for (const facts of [[once], running, doneOnce.slice(0, -1)])
      given(...facts)
        .when(wish('CancelSimulation'))
        .then(cancelled);
  });

  it('leaves shards that still arrive without consequence', () =>
    given(...running, cancelled)
      .when(shard({ index: 0, replica: 0 }), bySystem)
      .thenNothing());

  it('happens once', () =>
    given(...running, cancelled)
      .when(wish('CancelSimulation'))
      .thenNothing());

  it('is refused for what is over', () => {
    for (const facts of [doneOnce, oneFailed])
      given(...facts)
        .when(wish('CancelSimulation'))
        .thenRejected('SIMULATION_ENDED');
  });

  it('ends a twin run and leaves the result', () =>
    given(...doneOnce, twinRequested)
      .when(wish('CancelSimulation'))
      .then(said('TwinEnded', { outcome: 'cancelled' })));
});

describe('a twin run on demand', () => {
  const first = { index: 0, replica: 1, attempt: 2 };
  const second = { index: 1, replica: 1, attempt: 2 };

  it('is asked for once, of a simulation that succeeded with one run', () => {
    given(...doneOnce)
      .when(wish('RequestTwin'))
      .then(twinRequested);
    given(...doneOnce, twinRequested)
      .when(wish('RequestTwin'))
      .thenNothing();
    given(simulationRequested, planned, completed, reduced, succeeded)
      .when(wish('RequestTwin'))
      .thenNothing();
  });

  it('comes out equal when every shard gives the same again', () => {
    given(...doneOnce, twinRequested)
      .when(shard(first), bySystem)
      .then(evaluated(0, 1));
    given(...doneOnce, twinRequested, evaluated(0, 1))
      .when(shard(second), bySystem)
      .then(evaluated(1, 1), said('TwinEnded', { outcome: 'equal' }));
  });

  it('takes the result with it when one shard gives something else', () => {
    const { data } = shard(second);
    const other = { ...data, partialDigest: sha('other'), runner: 'runner-2' };
    given(...doneOnce, twinRequested)
      .when({ type: 'RecordShard', data: other }, bySystem)
      .then(
        said('DeterminismIncident', {
          index: 1,
          evaluations: [
            { replica: 0, partialDigest: sha('partial 1'), runner: 'runner-1' },
            { replica: 1, partialDigest: sha('other'), runner: 'runner-2' },
          ],
        }),
        ended('DETERMINISM_VIOLATION', 'shard 1 gave two different results'),
      );
  });

  it('proves nothing where a shard failed, and can be asked for again: for what is missing', () => {
    const incomplete = [...doneOnce, twinRequested, evaluated(0, 1)];
    given(...incomplete)
      .when(failing(second), bySystem)
      .then(failed(second), said('TwinEnded', { outcome: 'failed' }));
    const again = [...incomplete, failed(second), said('TwinEnded', { outcome: 'failed' })];
    const third = said('TwinRequested', { attempt: 3, requestedBy: 'u-simulant', endsBy: ONE_DAY_ON });
    given(...again)
      .when(wish('RequestTwin'))
      .then(third);
    given(...again, third)
      .when(shard({ ...second, attempt: 3 }), bySystem)
      .then(evaluated(1, 1), said('TwinEnded', { outcome: 'equal' }));
  });

  it('ends with a failure of the whole, and takes the result with it only when that is a contradiction', () => {
    const report = (code: SimulationFailureCode): SimulationCommandOf<'RecordSimulationFailure'> => ({
      type: 'RecordSimulationFailure',
      data: { simulationId, code, detail: '' },
    });
    given(...doneOnce, twinRequested)
      .when(report('QUEUE_FULL'), bySystem)
      .then(said('TwinEnded', { outcome: 'failed' }));
    given(...doneOnce, twinRequested)
      .when(report('DETERMINISM_VIOLATION'), bySystem)
      .then(ended('DETERMINISM_VIOLATION', ''));
    const evaluations = ['evaluated', 'explained'].map((one) => ({
      replica: 1,
      partialDigest: sha(one),
      runner: 'r',
    }));
    const incident = { index: 1, evaluations };
    const contradicted = report('DETERMINISM_VIOLATION');
    given(...doneOnce, twinRequested)
      .when({ ...contradicted, data: { ...contradicted.data, incident } }, bySystem)
      .then(said('DeterminismIncident', incident), ended('DETERMINISM_VIOLATION', ''));
  });

  it('is refused before there is a result, and for a sample', () => {
    given(...running)
      .when(wish('RequestTwin'))
      .thenRejected('SIMULATION_UNFINISHED');
    const quick = { ...once, data: { ...once.data, mode: 'quick' as const } };
    given(quick).when(wish('RequestTwin')).thenRejected('SIMULATION_IS_QUICK');
  });
});

describe('a quick simulation', () => {
  const quick = { ...once, data: { ...once.data, mode: 'quick' as const } };
  const data = {
    engines: { base: 'e@1', candidate: 'e@1' },
    result: { resultDigest: sha('r'), counts: {}, tuples: 5, of: 9 },
  };
  const record: SimulationCommand = { type: 'RecordQuickResult', data: { simulationId, ...data } };
  const sampled = said('QuickSimulationEvaluated', data);

  it('is over with its result', () => {
    given(quick).when(record, bySystem).then(sampled);
    given(quick, sampled).when(record, bySystem).thenNothing();
    given(quick, sampled).when(wish('CancelSimulation')).thenRejected('SIMULATION_ENDED');
  });
  it('takes no result when it was cancelled, and none is taken of a batch', () => {
    given(quick, cancelled).when(record, bySystem).thenNothing();
    given(once).when(record, bySystem).thenNothing();
  });
});

describe('every wish', () => {
  it.each(['CancelSimulation', 'RetrySimulation', 'RequestTwin'] as const)(
    '%s needs a simulation and a scope',
    (type) => {
      given().when(wish(type)).thenRejected('SIMULATION_UNKNOWN');
      given(once)
        .when(wish(type), { principal: person('u-author', 'policy:author') })
        .thenRejected('SCOPE_MISSING');
      given(once)
        .when(wish(type), { needs: { ...simulationNeeds, tenant: absentTenant } })
        .thenRejected('TENANT_UNKNOWN');
    },
  );

  it.each([
    ['RetrySimulation', oneFailed],
    ['RequestTwin', doneOnce],
  ] as const)('%s needs a place in the queue', (type, facts) => {
    const settings = { ...openTenant.settings, simulationsRunningMax: 1, simulationsWaitingMax: 0 };
    const queue = {
      running: [{ simulationId: 'a', priority: 'normal' as const, arrival: 1 }],
      waiting: [],
      arrivals: 1,
    };
    given(...facts)
      .when(wish(type), { needs: { ...simulationNeeds, tenant: { ...openTenant, settings }, queue } })
      .thenRejected('SIMULATION_QUEUE_FULL');
  });
});
