import { describe, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';

import type { Environment } from '../environment/state.ts';
import type { Snapshot } from '../snapshot/state.ts';
import {
  absentTenant,
  context,
  created,
  drafted,
  ONE_HOUR_AGO,
  openTenant,
  person,
  policyAfter,
  published,
  scheduler,
  sha,
  simulationRequested,
} from '../testing/samples.ts';
import type { SimulationCommandOf } from './commands.ts';
import type { SimulationNeeds } from './decide.ts';
import type { SimulationFact } from './events.ts';
import { simulation } from './simulation.ts';

const environment: Environment = { status: 'created', stable: new Map(), budgets: undefined, changes: 1 };
const snapshot: Snapshot = {
  status: 'frozen',
  documentDigests: [],
  manifestDigest: sha('manifest'),
  tuples: 10,
};
const needs: SimulationNeeds = {
  tenant: openTenant,
  policy: policyAfter(created, drafted),
  snapshot,
  environment,
};
const simulationId = 'sim-1';

describe('starting a simulation', () => {
  const asked = {
    simulationId,
    policyId: 'pay-gate',
    version: 1,
    snapshotId: 'snap-1',
    environmentId: 'prod',
    env: {},
  };
  const start: SimulationCommandOf<'StartSimulation'> = {
    type: 'StartSimulation',
    data: { ...asked, evaluatedAt: ONE_HOUR_AGO },
  };
  const given = deciderSpec(simulation, context(person('u-simulant', 'policy:simulate'), needs));
  const { data } = simulationRequested;
  const requested: SimulationFact = {
    ...simulationRequested,
    data: { ...data, requestedAt: '2026-03-02T09:00:00.000Z' },
  };
  const withBase = (base: typeof data.inputs.base, version = 1) => ({
    ...requested,
    data: {
      ...requested.data,
      inputs: { ...data.inputs, base, candidate: { ...data.inputs.candidate, version } },
    },
  });

  it('freezes every input by its digest, against the empty policy where nothing is stable or published', () =>
    given().when(start).then(requested));

  it('evaluates at the time of the command where nobody names another', () =>
    given()
      .when({ type: 'StartSimulation', data: asked })
      .then({
        ...requested,
        data: { ...requested.data, inputs: { ...data.inputs, evaluatedAt: '2026-03-02T09:00:00.000Z' } },
      }));

  it('keeps what the sender fixed, and the scheduler’s id of the run', () => {
    const chosen = { seed: 7, env: { region: 'eu' } };
    given()
      .when(
        { type: 'StartSimulation', data: { ...start.data, ...chosen, shardTuples: 5, runId: 'run/1' } },
        { principal: scheduler },
      )
      .then({
        ...requested,
        data: {
          ...requested.data,
          inputs: { ...data.inputs, ...chosen },
          requestedBy: 'scheduler',
          shardTuples: 5,
          runId: 'run/1',
        },
      });
  });

  it('takes the published predecessor as base', () => {
    const second = { ...drafted, data: { ...drafted.data, version: 2, semver: '1.1.0' } };
    given()
      .when(
        { type: 'StartSimulation', data: { ...start.data, version: 2 } },
        { needs: { ...needs, policy: policyAfter(created, drafted, published, second) } },
      )
      .then(withBase({ kind: 'version', version: 1, irDigest: sha('ir') }, 2));
  });

  it('takes no predecessor that was never published', () => {
    const second = { ...drafted, data: { ...drafted.data, version: 2, semver: '1.1.0' } };
    given()
      .when(
        { type: 'StartSimulation', data: { ...start.data, version: 2 } },
        { needs: { ...needs, policy: policyAfter(created, drafted, second) } },
      )
      .then(withBase({ kind: 'empty' }, 2));
  });

  it('prefers the stable version of the environment, also to a later published one', () => {
    const version = (number: number) => ({
      ...drafted,
      data: { ...drafted.data, version: number, semver: `${number}.0.0` },
    });
    const publication = (number: number) => ({ ...published, data: { ...published.data, version: number } });
    const policy = policyAfter(created, version(1), publication(1), version(2), publication(2), version(3));
    const stable = { ...environment, stable: new Map([['pay-gate', 1]]) };
    given()
      .when(
        { type: 'StartSimulation', data: { ...start.data, version: 3 } },
        { needs: { ...needs, policy, environment: stable } },
      )
      .then(withBase({ kind: 'version', version: 1, irDigest: sha('ir') }, 3));
  });

  it('starts once', () => given(requested).when(start).thenNothing());

  it('is refused over a snapshot that is not frozen', () => {
    given()
      .when(start, { needs: { ...needs, snapshot: undefined } })
      .thenRejected('INPUTS_UNFROZEN');
    const importing: Snapshot = { status: 'importing', attempt: 1, documentDigests: [] };
    given()
      .when(start, { needs: { ...needs, snapshot: importing } })
      .thenRejected('INPUTS_UNFROZEN');
  });

  it('is refused for what is not there', () => {
    given()
      .when(start, { needs: { ...needs, policy: undefined } })
      .thenRejected('POLICY_UNKNOWN');
    given()
      .when(start, { needs: { ...needs, policy: policyAfter(created) } })
      .thenRejected('VERSION_UNKNOWN');
    given()
      .when(start, { needs: { ...needs, environment: { status: 'absent' } } })
      .thenRejected('ENVIRONMENT_UNKNOWN');
    given()
      .when(start, { needs: { ...needs, tenant: absentTenant } })
      .thenRejected('TENANT_UNKNOWN');
  });

  it('is refused without a scope to simulate', () =>
    given()
      .when(start, { principal: person('u-simulant', 'policy:author') })
      .thenRejected('SCOPE_MISSING'));
});
