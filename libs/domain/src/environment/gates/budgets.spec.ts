import { describe, expect, it } from '@jest/globals';
import { digestOf } from '@policy-registry/kernel';
import { deciderSpec } from '@policy-registry/kernel/testing';

import {
  approvalGiven,
  approved,
  context,
  created,
  drafted,
  HOUR_MS,
  person,
  openTenant,
  planned,
  policyAfter,
  published,
  reduced,
  result,
  sha,
  simulationAfter,
  simulationRequested,
  submitted,
  succeeded,
} from '../../testing/samples.ts';
import type { Engines, SimulationFact, SimulationResultRefs } from '../../simulation/events.ts';
import type { FrozenInputs } from '../../simulation/frozen-inputs.ts';
import { promoted, requestOf } from '../../testing/promotion-samples.ts';
import type { Waivers } from '../../waiver/state.ts';
import { environment, type EnvironmentCommand, type EnvironmentNeeds } from '../environment.ts';
import type { EnvironmentFact } from '../events.ts';

const lines = ['newly_blocked <= 50%', 'error_new = 0'];
const environmentCreated: EnvironmentFact = {
  type: 'EnvironmentCreated',
  schemaVersion: 1,
  data: { environmentId: 'prod', name: 'Production', order: 3 },
};
const budgetsOf = (version: number, some = lines, ageMaxMs = 2 * HOUR_MS): EnvironmentFact => ({
  type: 'BudgetsSet',
  schemaVersion: 1,
  data: {
    environmentId: 'prod',
    version,
    lines: some,
    simulationAgeMaxMs: ageMaxMs,
    setBy: 'u-admin',
    setAt: '2026-03-02T07:00:00.000Z',
  },
});
const kept = [
  { line: 'newly_blocked <= 50%', ok: true, value: '40%' },
  { line: 'error_new = 0', ok: true, value: '0' },
];

/** The simulation sim-1 of version 1 against the empty policy, with what is said to be different. */
const simulated = (
  inputs: Partial<FrozenInputs> = {},
  {
    lines: verdicts = kept,
    waived,
    ...data
  }: {
    lines?: typeof kept;
    waived?: SimulationResultRefs['waived'];
    policyId?: string;
    environmentId?: string;
    engines?: Engines;
  } = {},
) => {
  const requested = {
    ...simulationRequested,
    data: {
      ...simulationRequested.data,
      ...data,
      inputs: { ...simulationRequested.data.inputs, budgets: { version: 1, lines }, ...inputs },
    },
  };
  const reducedTo = {
    ...reduced,
    data: {
      ...reduced.data,
      result: { ...result, ...(waived && { waived }), budgets: { version: 1, lines: verdicts } },
    },
  };
  // `reduced` is one fact of the union; the spread keeps its type.
  return simulationAfter(requested, planned, reducedTo as SimulationFact, succeeded);
};

const promote: EnvironmentCommand = {
  type: 'PromoteVersion',
  data: {
    environmentId: 'prod',
    policyId: 'pay-gate',
    version: 1,
    simulationId: 'sim-1',
    reasonDigest: sha('reason'),
    ticketDigest: sha('ticket'),
  },
};
const life = [created, drafted, submitted, approvalGiven, approved, published];
const needs: EnvironmentNeeds = {
  tenant: openTenant,
  policy: policyAfter(...life),
  simulation: simulated(),
  previous: undefined,
};
const given = deciderSpec(environment, context(person('u-promoter', 'policy:promote'), needs));
const gated = given(environmentCreated, budgetsOf(1));
const judgedBy = (simulation: EnvironmentNeeds['simulation']) => ({ needs: { ...needs, simulation } });

describe('a promotion into an environment with budgets', () => {
  it('is recorded with the simulation, and with what each line found', () =>
    gated.when(promote).then(
      requestOf({
        ...promoted,
        data: {
          ...promoted.data,
          simulationId: 'sim-1',
          resultDigest: sha('result'),
          budgets: { version: 1, lines: kept },
        },
      }),
    ));

  it('is recorded with the digest of the waivers, which are active still', () => {
    const waivers = [{ waiverId: 'pay-gate.1', rule: 'block' }];
    const waived = { tuples: 4, waivers: [{ waiverId: 'pay-gate.1', tuples: 4 }] };
    const judged = simulated({ waivers }, { waived });
    const active: Waivers = [
      {
        ...{ waiverId: 'pay-gate.1', state: 'approved', scope: { rule: 'block' }, owner: 'u-owner' },
        ...{ requestedBy: 'u-author', approvedBy: 'u-approver', renews: undefined, changes: 2 },
        ...{
          approvedAt: '2026-03-02T07:00:00.000Z',
          expiresAt: '2026-03-03T07:00:00.000Z',
          endedAt: undefined,
        },
      },
    ];
    const data = {
      ...promoted.data,
      ...{ simulationId: 'sim-1', resultDigest: sha('result'), waiversDigest: digestOf(waivers) },
      budgets: { version: 1, lines: kept },
    };
    gated
      .when(promote, { needs: { ...needs, simulation: judged, waivers: active } })
      .then(requestOf({ ...promoted, data }));
    gated.when(promote, judgedBy(judged)).thenRejected('SIMULATION_WAIVERS_LAPSED');
  });

  it('asks for no simulation once the budgets are taken away', () =>
    given(environmentCreated, budgetsOf(1), budgetsOf(2, [])).when(promote).then(requestOf(promoted)));

  it('is refused without a simulation', () => {
    const { simulationId: _left, ...data } = promote.data;
    gated.when({ ...promote, data }, judgedBy(undefined)).thenRejected('SIMULATION_MISSING');
  });

  it('is refused with a simulation that is not there, or not through', () => {
    gated.when(promote, judgedBy(undefined)).thenRejected('SIMULATION_UNKNOWN');
    gated.when(promote, judgedBy(simulationAfter())).thenRejected('SIMULATION_UNKNOWN');
    gated
      .when(promote, judgedBy(simulationAfter(simulationRequested, planned)))
      .thenRejected('SIMULATION_UNFINISHED');
  });

  it('is refused with a simulation of another text, or of another policy', () => {
    const candidate = { version: 1, contentDigest: sha('other'), irDigest: sha('ir') };
    gated.when(promote, judgedBy(simulated({ candidate }))).thenRejected('SIMULATION_OF_OTHER_CONTENT');
    gated
      .when(promote, judgedBy(simulated({}, { policyId: 'other' })))
      .thenRejected('SIMULATION_OF_OTHER_CONTENT');
  });

  it('is refused with a simulation for another environment', () =>
    gated
      .when(promote, judgedBy(simulated({}, { environmentId: 'test' })))
      .thenRejected('SIMULATION_OF_OTHER_BASE'));

  it('is refused with a simulation against something else than what is stable here', () => {
    const second = { ...drafted, data: { ...drafted.data, version: 2, semver: '1.1.0' } };
    const agreed = { ...approvalGiven, data: { ...approvalGiven.data, version: 2 } };
    const policy = policyAfter(...life, second, agreed, {
      ...published,
      data: { ...published.data, version: 2, semver: '1.1.0' },
    });
    const ofSecond = { ...promote, data: { ...promote.data, version: 2 } };
    const against = (base: FrozenInputs['base']) => ({
      needs: { ...needs, policy, simulation: simulated({ base }) },
    });
    const bound = given(environmentCreated, promoted, budgetsOf(1));
    bound.when(ofSecond, against({ kind: 'empty' })).thenRejected('SIMULATION_OF_OTHER_BASE');
    bound.when(ofSecond, against({ kind: 'version', version: 1, irDigest: sha('ir') })).then(
      requestOf({
        ...promoted,
        data: {
          ...promoted.data,
          version: 2,
          semver: '1.1.0',
          ...{ previousVersion: 1, rollbackTo: 1 },
          simulationId: 'sim-1',
          resultDigest: sha('result'),
          budgets: { version: 1, lines: kept },
        },
      }),
    );
  });

  it('is refused with a simulation that was judged by other budgets', () => {
    given(environmentCreated, budgetsOf(1), budgetsOf(2))
      .when(promote)
      .thenRejected('SIMULATION_OF_OTHER_BUDGETS');
    gated
      .when(promote, judgedBy(simulated({ budgets: undefined })))
      .thenRejected('SIMULATION_OF_OTHER_BUDGETS');
  });

  it('is refused with a simulation that is older than the budgets allow', () => {
    given(environmentCreated, budgetsOf(1, lines, HOUR_MS - 1))
      .when(promote)
      .thenRejected('SIMULATION_STALE');
    const { data } = promoted;
    const judged = {
      simulationId: 'sim-1',
      resultDigest: sha('result'),
      budgets: { version: 1, lines: kept },
    };
    given(environmentCreated, budgetsOf(1, lines, HOUR_MS))
      .when(promote)
      .then(requestOf({ ...promoted, data: { ...data, ...judged } }));
  });

  it('is refused with a simulation that evaluates an instant of the past', () =>
    gated
      .when(promote, judgedBy(simulated({ evaluatedAt: '2026-03-02T06:59:59.999Z' })))
      .thenRejected('SIMULATION_STALE'));

  it('is refused with a simulation that evaluates an instant to come', () =>
    gated
      .when(promote, judgedBy(simulated({ evaluatedAt: '2026-03-02T09:05:00.001Z' })))
      .thenRejected('SIMULATION_AHEAD'));

  it('is refused with a snapshot that has grown too old since it was evaluated', () => {
    const young = ['snapshot age < 2h'];
    const aged = (snapshotFrozenAt: string) =>
      judgedBy(
        simulated(
          { snapshotFrozenAt, budgets: { version: 1, lines: young } },
          { lines: [{ line: 'snapshot age < 2h', ok: true, value: '1h' }] },
        ),
      );
    const by = given(environmentCreated, budgetsOf(1, young));
    by.when(promote, aged('2026-03-02T07:00:00.000Z')).thenRejected('BUDGETS_BROKEN');
    by.when(promote, aged('2026-03-02T07:00:00.001Z')).then(
      requestOf({
        ...promoted,
        data: {
          ...promoted.data,
          simulationId: 'sim-1',
          resultDigest: sha('result'),
          budgets: { version: 1, lines: [{ line: 'snapshot age < 2h', ok: true, value: '1h' }] },
        },
      }),
    );
  });

  it('is refused with a simulation that compared engines', () =>
    gated
      .when(promote, judgedBy(simulated({}, { engines: { candidate: 'opa@1' } })))
      .thenRejected('SIMULATION_OF_OTHER_BASE'));

  it('is refused with each line that failed, and what it found', () => {
    const broken = [
      { line: 'newly_blocked <= 50%', ok: false, value: '60%' },
      kept[1] ?? { line: '', ok: true, value: '' },
    ];
    gated.when(promote, judgedBy(simulated({}, { lines: broken }))).thenRejected('BUDGETS_BROKEN');
    const state = [environmentCreated, budgetsOf(1)].reduce(environment.evolve, environment.initialState);
    const by = context(person('u-promoter', 'policy:promote'), {
      ...needs,
      simulation: simulated({}, { lines: broken }),
    });
    expect(() => environment.decide(promote, state, by)).toThrow(
      expect.objectContaining({
        code: 'BUDGETS_BROKEN',
        faults: [
          { code: 'approvals_passed', detail: 'found 1 approval; needed: 1 approval' },
          {
            code: 'budgets_closed',
            detail: 'found 1 of 2 lines kept; needed: every line of version 1 of the budgets',
          },
          { code: 'budget_broken', detail: 'newly_blocked <= 50%: found 60%' },
        ],
      }),
    );
  });
});
