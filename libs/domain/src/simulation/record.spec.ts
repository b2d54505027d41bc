import { describe, expect, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';

import {
  completed,
  context,
  planned,
  reduced,
  result,
  scheduler,
  sha,
  simulationNeeds,
  simulationRequested,
  succeeded,
  system,
} from '../testing/samples.ts';
import type { SimulationCommand, SimulationCommandOf } from './commands.ts';
import { publicFailureCode, SHARD_FAILURES, type SimulationFact } from './events.ts';
import { simulation } from './simulation.ts';

const simulationId = 'sim-1';
const given = deciderSpec(simulation, context(system, simulationNeeds));
const shard = (index: number, replica: number, partial = `partial ${index}`) => {
  const data = {
    simulationId,
    index,
    replica,
    partialDigest: sha(partial),
    tuples: 5,
    runner: `runner-${replica}`,
  };
  const evaluated: SimulationFact = { type: 'ShardEvaluated', schemaVersion: 1, data };
  const command: SimulationCommandOf<'RecordShard'> = {
    type: 'RecordShard',
    data: { ...data, planDigest: sha('plan') },
  };
  return { evaluated, command };
};
const evaluated = [shard(1, 0), shard(0, 0), shard(1, 1)].map((one) => one.evaluated);
const last = shard(0, 1);
const failedWith = (
  code: 'DETERMINISM_VIOLATION' | 'ENGINE_UNAVAILABLE',
  detail: string,
): SimulationFact => ({
  type: 'SimulationFailed',
  schemaVersion: 1,
  data: { simulationId, code, detail },
});
const failed = failedWith('ENGINE_UNAVAILABLE', '');
const running = [simulationRequested, planned];
const complete = [...running, ...evaluated, last.evaluated, completed];

describe('recording a plan', () => {
  const record: SimulationCommandOf<'RecordPlan'> = {
    type: 'RecordPlan',
    data: { simulationId, engine: 'stella@1.0.0', planDigest: sha('plan'), shards: 2, tuples: 10 },
  };

  it('sets the simulation running', () => given(simulationRequested).when(record).then(planned));
  it('keeps the first plan', () =>
    given(...running)
      .when({ type: 'RecordPlan', data: { ...record.data, planDigest: sha('other plan') } })
      .thenNothing());
  it('is refused for a simulation nobody started', () =>
    given().when(record).thenRejected('SIMULATION_UNKNOWN'));
  it('is refused to everybody but the registry', () =>
    given(simulationRequested).when(record, { principal: scheduler }).thenRejected('SYSTEM_REQUIRED'));
});

describe('recording a shard', () => {
  it('keeps its digest', () =>
    given(...running)
      .when(shard(1, 0).command)
      .then(shard(1, 0).evaluated));

  it('keeps it once', () =>
    given(...running, shard(1, 0).evaluated)
      .when(shard(1, 0).command)
      .thenNothing());

  it('completes the shards with the last of both runs, in the order of the plan', () =>
    given(...running, ...evaluated)
      .when(last.command)
      .then(last.evaluated, completed));

  const violation = failedWith('DETERMINISM_VIOLATION', 'shard 1 gave two different results');
  const incident = (...evaluations: readonly (readonly [number, string])[]): SimulationFact => ({
    type: 'DeterminismIncident',
    schemaVersion: 1,
    data: {
      simulationId,
      index: 1,
      evaluations: evaluations.map(([replica, partial]) => ({
        replica,
        partialDigest: sha(partial),
        runner: `runner-${replica}`,
      })),
    },
  });

  it('fails the simulation when the twin gave another digest, and records both with their runners', () =>
    given(...running, shard(1, 0).evaluated)
      .when(shard(1, 1, 'another').command)
      .then(incident([0, 'partial 1'], [1, 'another']), violation));

  it('fails the simulation when the same run gives another digest the second time', () =>
    given(...running, shard(1, 0).evaluated)
      .when(shard(1, 0, 'another').command)
      .then(incident([0, 'partial 1'], [0, 'another']), violation));

  it('is refused for a shard that is not in the plan in force', () => {
    const { command: of } = shard(0, 0);
    const foreign = { ...of, data: { ...of.data, planDigest: sha('other') } };
    for (const command of [shard(2, 0).command, shard(0, 2).command, foreign]) {
      given(...running)
        .when(command)
        .thenRejected('ATTEMPT_STALE');
    }
  });

  it('changes nothing before the plan or after the end', () => {
    given(simulationRequested).when(shard(0, 0).command).thenNothing();
    given(...complete, reduced)
      .when(shard(0, 0, 'another').command)
      .thenNothing();
    given(...running, failed)
      .when(shard(0, 0).command)
      .thenNothing();
  });

  it('is refused for a simulation nobody started', () =>
    given().when(shard(0, 0).command).thenRejected('SIMULATION_UNKNOWN'));
});

describe('recording the reduction', () => {
  const record: SimulationCommand = { type: 'RecordReduction', data: { simulationId, result } };

  it('keeps what the shards add up to', () =>
    given(...complete)
      .when(record)
      .then(reduced));
  it('keeps it once', () =>
    given(...complete, reduced)
      .when(record)
      .thenNothing());
  it('is refused while shards are out', () =>
    given(...running, ...evaluated)
      .when(record)
      .thenRejected('SIMULATION_UNFINISHED'));
  it('changes nothing before the plan', () => given(simulationRequested).when(record).thenNothing());
  it('is refused for a simulation nobody started', () =>
    given().when(record).thenRejected('SIMULATION_UNKNOWN'));
});

describe('recording the attestation of a result', () => {
  const data = {
    simulationId,
    resultDigest: sha('result'),
    attestationId: sha('bundle'),
    keyId: sha('key'),
    isWorm: false,
  };
  const record: SimulationCommand = { type: 'RecordSimulationAttestation', data };

  it('ends the simulation well', () =>
    given(...complete, reduced)
      .when(record)
      .then(succeeded));
  it('ends it once', () =>
    given(...complete, reduced, succeeded)
      .when(record)
      .thenNothing());
  it('changes nothing before there is a result', () =>
    given(...complete)
      .when(record)
      .thenNothing());
  it('is refused for another result than the one reported', () =>
    given(...complete, reduced)
      .when({ type: 'RecordSimulationAttestation', data: { ...data, resultDigest: sha('other') } })
      .thenRejected('STATEMENT_MISMATCHED'));
  it('is refused for a simulation nobody started', () =>
    given().when(record).thenRejected('SIMULATION_UNKNOWN'));
});

describe('recording a failure', () => {
  const record: SimulationCommand = {
    type: 'RecordSimulationFailure',
    data: { simulationId, code: 'ENGINE_UNAVAILABLE', detail: '' },
  };

  it('ends the simulation from any state before the end', () => {
    for (const facts of [[simulationRequested], running, complete, [...complete, reduced]])
      given(...facts)
        .when(record)
        .then(failed);
  });
  it('records the incident of an engine that contradicted itself over a shard, and fails for good', () => {
    const evaluations = ['evaluated', 'explained'].map((said) => ({
      replica: 1,
      partialDigest: sha(said),
      runner: 'runner-1',
    }));
    const contradiction = { index: 1, evaluations };
    const violated: SimulationCommand = {
      type: 'RecordSimulationFailure',
      data: { simulationId, code: 'DETERMINISM_VIOLATION', detail: 'tuple 7', incident: contradiction },
    };
    const incident: SimulationFact = {
      type: 'DeterminismIncident',
      schemaVersion: 1,
      data: { simulationId, ...contradiction },
    };
    const facts = [incident, failedWith('DETERMINISM_VIOLATION', 'tuple 7')];
    given(...running)
      .when(violated)
      .then(...facts);
    given(...running, ...facts)
      .when(violated)
      .thenNothing();
  });
  it('changes nothing after the end', () => {
    given(...running, failed)
      .when(record)
      .thenNothing();
    given(...complete, reduced, succeeded)
      .when(record)
      .thenNothing();
  });
  it('is refused for a simulation nobody started', () =>
    given().when(record).thenRejected('SIMULATION_UNKNOWN'));
});

it('says of a simulation that failed by its shards what is missing, whichever codes they failed with', () => {
  const codes = [...SHARD_FAILURES, 'SHARDS_FAILED'] as const;
  expect(new Set(codes.map(publicFailureCode))).toStrictEqual(new Set(['ERR_POL_003']));
  expect(publicFailureCode('DETERMINISM_VIOLATION')).toBe('ERR_POL_004');
  expect(publicFailureCode('INPUT_EMPTY')).toBe('INPUT_EMPTY');
});
