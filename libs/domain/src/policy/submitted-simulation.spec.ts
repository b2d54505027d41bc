import { describe, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';

import {
  completed,
  context,
  created,
  drafted,
  openTenant,
  person,
  planned,
  reduced,
  report,
  simulationAfter,
  simulationRequested,
  submitted,
  succeeded,
  workspaceOf,
} from '../testing/samples.ts';
import type { PolicyCommand } from './commands.ts';
import type { PolicyNeeds } from './decide.ts';
import { policy } from './policy.ts';

const needs: PolicyNeeds = {
  tenant: openTenant,
  workspace: workspaceOf(report),
  simulation: undefined,
};
const given = deciderSpec(policy, context(person('u-submitter', 'policy:author'), needs));
const submit: PolicyCommand = {
  type: 'SubmitVersion',
  data: { policyId: 'pay-gate', version: 1, simulationId: 'sim-1', reviewers: ['u-approver'] },
};
const attached = (simulation: PolicyNeeds['simulation']) => ({ needs: { ...needs, simulation } });
const { data: asked } = simulationRequested;

describe('the simulation of a submission', () => {
  it('is refused with a quick simulation, which is a sample', () => {
    const quick = { ...simulationRequested, data: { ...asked, mode: 'quick' as const, replicas: 1 } };
    given(created, drafted)
      .when(submit, attached(simulationAfter(quick)))
      .thenRejected('SIMULATION_IS_QUICK');
  });

  it('needs a twin run that came out equal, at the start or on demand', () => {
    const single = { ...simulationRequested, data: { ...asked, replicas: 1 } };
    const once = [
      single,
      { ...planned, data: { ...planned.data, replicas: 1 } },
      { ...completed, data: { ...completed.data, replicas: 1 } },
      reduced,
      succeeded,
    ] as const;
    const twin = {
      type: 'TwinRequested',
      schemaVersion: 1,
      data: { simulationId: 'sim-1', attempt: 2, requestedBy: 'u-simulant' },
    } as const;
    const ended = (outcome: 'equal' | 'failed') =>
      ({ type: 'TwinEnded', schemaVersion: 1, data: { simulationId: 'sim-1', outcome } }) as const;
    for (const facts of [once, [...once, twin], [...once, twin, ended('failed')]]) {
      given(created, drafted)
        .when(submit, attached(simulationAfter(...facts)))
        .thenRejected('SIMULATION_WITHOUT_TWIN');
    }
    given(created, drafted)
      .when(submit, attached(simulationAfter(...once, twin, ended('equal'))))
      .then(submitted);
  });

  const judged = (data: Partial<typeof asked>) =>
    attached(
      simulationAfter(
        { ...simulationRequested, data: { ...asked, ...data } },
        planned,
        completed,
        reduced,
        succeeded,
      ),
    );
  const against = (version: number) =>
    judged({
      inputs: {
        ...asked.inputs,
        base: { kind: 'version', version, irDigest: asked.inputs.candidate.irDigest },
      },
    });

  it('compares the version with something else than itself', () => {
    given(created, drafted).when(submit, against(1)).thenRejected('SIMULATION_NOT_FOR_REVIEW');
  });

  it('may compare it with another version that means the same', () => {
    given(created, drafted).when(submit, against(2)).then(submitted);
  });

  it('evaluates an instant that is neither long past nor to come', () => {
    const at = (evaluatedAt: string) => judged({ inputs: { ...asked.inputs, evaluatedAt } });
    given(created, drafted).when(submit, at('2026-03-01T09:00:00.000Z')).then(submitted);
    given(created, drafted).when(submit, at('2026-03-01T08:59:59.999Z')).thenRejected('SIMULATION_STALE');
    given(created, drafted).when(submit, at('2026-03-02T09:05:00.001Z')).thenRejected('SIMULATION_AHEAD');
  });

  it('compares policies, not engines that somebody chose', () => {
    given(created, drafted)
      .when(submit, judged({ engines: { candidate: 'opa@1' } }))
      .thenRejected('SIMULATION_NOT_FOR_REVIEW');
  });
});
