import { describe, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';

import {
  completed,
  context,
  HOUR_MS,
  NOW,
  ONE_DAY_ON,
  person,
  planned,
  reduced,
  simulationNeeds,
  simulationRequested,
  succeeded,
  system,
} from '../testing/samples.ts';
import type { SimulationCommand } from './commands.ts';
import type { SimulationFact } from './events.ts';
import { simulation } from './simulation.ts';

const simulationId = 'sim-1';
const overdue = { principal: system, now: NOW + 24 * HOUR_MS };
const given = deciderSpec(simulation, context(system, simulationNeeds));
const timeOut = (endsBy = ONE_DAY_ON): SimulationCommand => ({
  type: 'TimeOutSimulation',
  data: { simulationId, endsBy },
});
const requested: SimulationFact = {
  ...simulationRequested,
  data: { ...simulationRequested.data, endsBy: ONE_DAY_ON },
};
const timedOut: SimulationFact = {
  type: 'SimulationFailed',
  schemaVersion: 1,
  data: { simulationId, code: 'TIMED_OUT', detail: `it was not over by ${ONE_DAY_ON}` },
};
const twinRequested = (endsBy: string): SimulationFact => ({
  type: 'TwinRequested',
  schemaVersion: 1,
  data: { simulationId, attempt: 2, requestedBy: 'u-simulant', endsBy },
});
const once = [
  { ...simulationRequested, data: { ...simulationRequested.data, replicas: 1, endsBy: ONE_DAY_ON } },
  { ...planned, data: { ...planned.data, replicas: 1 } },
  { ...completed, data: { ...completed.data, replicas: 1 } },
  reduced,
  succeeded,
];

describe('a simulation that is not over by its deadline', () => {
  it.each([
    ['waits', []],
    ['runs', [planned]],
    ['is being signed', [planned, completed, reduced]],
  ] as const)('fails while it %s', (_doing, facts) =>
    given(requested, ...facts)
      .when(timeOut(), overdue)
      .then(timedOut),
  );

  it('fails at that time and no sooner, whatever the clock of who says so', () => {
    given(requested)
      .when(timeOut(), { ...overdue, now: overdue.now - 1 })
      .thenNothing();
    given(requested).when(timeOut('2026-03-02T09:00:00.000Z'), overdue).thenNothing();
  });

  it('stays as it is when it was over', () => {
    given(requested, timedOut).when(timeOut(), overdue).thenNothing();
    given(...once)
      .when(timeOut(), overdue)
      .thenNothing();
  });

  it('keeps its result where only the twin was late, by the deadline of the twin', () => {
    const later = '2026-03-04T09:00:00.000Z';
    const now = overdue.now + 24 * HOUR_MS;
    given(...once, twinRequested(later))
      .when(timeOut(later), { ...overdue, now })
      .then({ type: 'TwinEnded', schemaVersion: 1, data: { simulationId, outcome: 'failed' } });
    given(...once, twinRequested(later))
      .when(timeOut(), { ...overdue, now })
      .thenNothing();
  });

  it('has no deadline where its event is from before there were any', () =>
    given(simulationRequested).when(timeOut(), overdue).thenNothing());

  it('is failed by the registry alone', () =>
    given(requested)
      .when(timeOut(), { ...overdue, principal: person('u-1', 'policy:simulate') })
      .thenRejected('SYSTEM_REQUIRED'));
});

describe('the deadline of a simulation', () => {
  it('is as far away as the tenant says, counted from when some of it runs once more', () => {
    const { tenant } = simulationNeeds;
    const settings = { authenticationAgeMaxMs: 1, simulationAgeMaxMs: 1, simulationDurationMaxMs: HOUR_MS };
    const needs = { ...simulationNeeds, tenant: { ...tenant, settings } as typeof tenant };
    given(...once)
      .when(
        { type: 'RequestTwin', data: { simulationId } },
        { principal: person('u-simulant', 'policy:simulate'), needs },
      )
      .then(twinRequested('2026-03-02T10:00:00.000Z'));
  });
});
