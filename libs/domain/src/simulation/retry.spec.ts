import { describe, expect, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';

import {
  completed,
  context,
  person,
  planned,
  reduced,
  result,
  sha,
  simulationNeeds,
  simulationRequested,
  succeeded,
  system,
  ONE_DAY_ON,
} from '../testing/samples.ts';
import type { SimulationCommand } from './commands.ts';
import { SimulationFact, type SimulationFailureCode } from './events.ts';
import { simulation } from './simulation.ts';

// What is tried again where every shard of a simulation was evaluated, and what comes of it.

const simulationId = 'sim-1';
const given = deciderSpec(simulation, context(person('u-simulant', 'policy:simulate'), simulationNeeds));
const bySystem = { principal: system };
const retry: SimulationCommand = { type: 'RetrySimulation', data: { simulationId } };
const said = <Type extends SimulationFact['type']>(
  type: Type,
  data: Omit<Extract<SimulationFact, { type: Type }>['data'], 'simulationId'>,
): SimulationFact => SimulationFact.parse({ type, schemaVersion: 1, data: { simulationId, ...data } });

const evaluated = (index: number, replica: number): SimulationFact =>
  said('ShardEvaluated', {
    index,
    replica,
    partialDigest: sha(`partial ${index}`),
    tuples: 5,
    runner: 'runner-1',
  });
const ended = (code: SimulationFailureCode, detail: string) => said('SimulationFailed', { code, detail });

const completedOnce = { ...completed.data, replicas: 1 };
const once = { ...simulationRequested, data: { ...simulationRequested.data, replicas: 1 } };
const running = [once, { ...planned, data: { ...planned.data, replicas: 1 } }];
const complete = [...running, evaluated(0, 0), evaluated(1, 0), { ...completed, data: completedOnce }];
const reductionRetried = said('ReductionRetried', {
  ...completedOnce,
  retriedBy: 'u-simulant',
  endsBy: ONE_DAY_ON,
});
const unsigned = [...complete, reduced, ended('SIGNING_FAILED', 'no key')];
const signingRetried = said('AttestationRetried', {
  planDigest: sha('plan'),
  result,
  retriedBy: 'u-simulant',
  endsBy: ONE_DAY_ON,
});
const reduction: SimulationCommand = { type: 'RecordReduction', data: { simulationId, result } };
const attestation: SimulationCommand = {
  type: 'RecordSimulationAttestation',
  data: {
    simulationId,
    resultDigest: sha('result'),
    attestationId: sha('bundle'),
    keyId: sha('key'),
    isWorm: false,
  },
};

describe('trying again', () => {
  it('is of the plan, where there is none', () => {
    const unplanned = [once, ended('JOB_ABANDONED', 'the job plan was given up')];
    const planRetried = said('PlanRetried', { retriedBy: 'u-simulant', endsBy: ONE_DAY_ON });
    given(...unplanned)
      .when(retry)
      .then(planRetried);
    given(...unplanned, planRetried)
      .when({ type: 'RecordPlan', data: planned.data }, bySystem)
      .then({ ...planned, data: { ...planned.data, replicas: 1 } });
    given(...unplanned, planRetried, ended('TIMED_OUT', 'x'))
      .when(retry)
      .then(planRetried);
  });

  it('is of nothing, where a quick one found nothing', () =>
    given({ ...once, data: { ...once.data, mode: 'quick' } }, ended('INPUT_CORRUPT', 'x'))
      .when(retry)
      .thenRejected('SIMULATION_NOT_RETRYABLE'));

  it('is of the reduction alone, where every shard was evaluated and that failed', () => {
    const unreduced = [...complete, ended('JOB_ABANDONED', 'the job reduce was given up')];
    given(...unreduced)
      .when(retry)
      .then(reductionRetried);
    given(...unreduced, reductionRetried)
      .when(reduction, bySystem)
      .then(reduced);
    given(...unreduced, reductionRetried, ended('INPUT_CORRUPT', 'x'))
      .when(retry)
      .then(reductionRetried);
  });

  it('is of the signature alone, where the result was there and could not be signed', () => {
    given(...unsigned)
      .when(retry)
      .then(signingRetried);
    given(...unsigned, signingRetried)
      .when(attestation, bySystem)
      .then(succeeded);
    given(...unsigned, signingRetried, ended('SIGNING_FAILED', 'no key'))
      .when(retry)
      .then(signingRetried);
  });

  it('of either happens once at a time, and takes a late answer of the first try for its own', () => {
    given(...unsigned, signingRetried)
      .when(retry)
      .thenNothing();
    given(...unsigned, signingRetried)
      .when(reduction, bySystem)
      .thenNothing();
    given(...unsigned, signingRetried, succeeded)
      .when(attestation, bySystem)
      .thenNothing();
  });

  it('keeps that a twin came out equal', () => {
    const twice = [0, 1].flatMap((replica) => [evaluated(0, replica), evaluated(1, replica)]);
    const again = said('ReductionRetried', { ...completed.data, retriedBy: 'u-simulant' });
    const facts = [simulationRequested, planned, ...twice, completed, ended('JOB_ABANDONED', ''), again];
    expect([...facts, reduced, succeeded].reduce(simulation.evolve, simulation.initialState)).toMatchObject({
      status: 'succeeded',
      twin: 'equal',
    });
  });
});
