import { describe, expect, it } from '@jest/globals';
import { Rejection } from '@policy-registry/kernel';
import { deciderSpec } from '@policy-registry/kernel/testing';

import { absentTenant, context, HOUR_MS, openTenant, person } from '../testing/samples.ts';
import { environment, type EnvironmentCommand, type EnvironmentNeeds } from './environment.ts';
import type { EnvironmentFact } from './events.ts';

const environmentCreated: EnvironmentFact = {
  type: 'EnvironmentCreated',
  schemaVersion: 1,
  data: { environmentId: 'prod', name: 'Production', order: 3 },
};
const set = (lines: string[], simulationAgeMaxMs?: number): EnvironmentCommand => ({
  type: 'SetBudgets',
  data: { environmentId: 'prod', lines, ...(simulationAgeMaxMs !== undefined && { simulationAgeMaxMs }) },
});
const budgetsSet: Extract<EnvironmentFact, { type: 'BudgetsSet' }> = {
  type: 'BudgetsSet',
  schemaVersion: 1,
  data: {
    environmentId: 'prod',
    version: 1,
    lines: ['newly_blocked <= 0.1%', 'error_new = 0'],
    simulationAgeMaxMs: 24 * HOUR_MS,
    setBy: 'u-admin',
    setAt: '2026-03-02T09:00:00.000Z',
  },
};

const admin = person('u-admin', 'tenant:admin');
const needs: EnvironmentNeeds = {
  tenant: openTenant,
  policy: undefined,
  simulation: undefined,
  previous: undefined,
};
const given = deciderSpec(environment, context(admin, needs));
const lines = ['newly_blocked ≤ 0.10 %', 'error_new=0'];

describe('setting impact budgets', () => {
  it('keeps each line in its one form, and the age that the tenant asks of simulations', () =>
    given(environmentCreated).when(set(lines)).then(budgetsSet));

  it('begins the next version', () =>
    given(environmentCreated, budgetsSet)
      .when(set(['error_new = 0'], HOUR_MS))
      .then({
        ...budgetsSet,
        data: { ...budgetsSet.data, version: 2, lines: ['error_new = 0'], simulationAgeMaxMs: HOUR_MS },
      }));

  it('takes them away with no lines', () =>
    given(environmentCreated, budgetsSet)
      .when(set([]))
      .then({ ...budgetsSet, data: { ...budgetsSet.data, version: 2, lines: [] } }));

  it('changes nothing when they are so already', () => {
    given(environmentCreated, budgetsSet).when(set(lines)).thenNothing();
    given(environmentCreated, budgetsSet)
      .when(set([...lines].reverse()))
      .then({
        ...budgetsSet,
        data: { ...budgetsSet.data, version: 2, lines: [...budgetsSet.data.lines].reverse() },
      });
  });

  it('is refused with every line that is none, and where it stops to be one', () => {
    given(environmentCreated)
      .when(set(['error_new = 0', 'newly_blokked']))
      .thenRejected('BUDGETS_INVALID');
    const state = environment.evolve(environment.initialState, environmentCreated);
    const decide = () =>
      environment.decide(
        set(['error_new = 0', 'newly_blokked', 'error_new=0']),
        state,
        context(admin, needs),
      );
    expect(decide).toThrow(Rejection);
    expect(decide).toThrow(
      expect.objectContaining({
        code: 'BUDGETS_INVALID',
        faults: [
          expect.objectContaining({ code: 'budget_invalid', pointer: '/lines/1', column: 1 }),
          { code: 'budget_repeated', detail: 'it says what line 1 says', pointer: '/lines/2' },
        ],
      }),
    );
  });

  it('is for the tenant administrator', () =>
    given(environmentCreated)
      .when(set(lines), { principal: person('u-promoter', 'policy:promote') })
      .thenRejected('SCOPE_MISSING'));

  it('is refused when the environment moved since it was looked at', () =>
    given(environmentCreated, budgetsSet).when(set([]), { ifMatch: '1' }).thenRejected('RESOURCE_STALE'));

  it('is refused for an environment that is not there, and in a tenant nobody opened', () => {
    given().when(set(lines)).thenRejected('ENVIRONMENT_UNKNOWN');
    given(environmentCreated)
      .when(set(lines), { needs: { ...needs, tenant: absentTenant } })
      .thenRejected('TENANT_UNKNOWN');
  });
});
