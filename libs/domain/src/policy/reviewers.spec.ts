import { describe, expect, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';

import {
  completed,
  context,
  created,
  drafted,
  file,
  openTenant,
  person,
  planned,
  policyAfter,
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

const security = { groupId: 'security', members: ['u-sue'], roles: [] };
const owners = { groupId: 'owners', members: [], roles: [] };
const needs: PolicyNeeds = {
  tenant: { ...openTenant, access: { ...openTenant.access, groups: [owners, security] } },
  workspace: workspaceOf(report),
  simulation: simulationAfter(simulationRequested, planned, completed, reduced, succeeded),
};
const given = deciderSpec(policy, context(person('u-submitter', 'policy:author'), needs))(created, drafted);
const submit = (reviewers: readonly string[], groups?: readonly string[]): PolicyCommand => ({
  type: 'SubmitVersion',
  data: {
    ...{ policyId: 'pay-gate', version: 1, simulationId: 'sim-1', reviewers: [...reviewers] },
    ...(groups !== undefined && { groups: [...groups] }),
  },
});
const asking = (asked: object) => ({ ...submitted, data: { ...submitted.data, ...asked } });

describe('whom a submission asks', () => {
  it('is each person and each group once, in order', () =>
    given
      .when(submit(['u-sue', 'u-ben', 'u-sue'], ['security', 'owners', 'security']))
      .then(asking({ reviewers: ['u-ben', 'u-sue'], groups: ['owners', 'security'] })));

  it('may be nobody', () => {
    given.when(submit([])).then(asking({ reviewers: [] }));
    given.when(submit([], [])).then(asking({ reviewers: [] }));
  });

  it('is nobody who had a hand in the version, also by what this submission adds', () => {
    for (const id of ['u-author', 'u-simulant', 'u-submitter'])
      given.when(submit(['u-sue', id])).thenRejected('REVIEWER_IN_LINEAGE');
  });

  it('is no group that the tenant has not', () =>
    given.when(submit([], ['security', 'nobodies'])).thenRejected('GROUP_UNKNOWN'));

  it('is in any case whoever owns what the version changes', () => {
    const owned = {
      ...openTenant.approvalPolicy,
      owners: [
        { pattern: '*.stella', groups: [{ groupId: 'security', approvals: 1 }] },
        { pattern: 'docs/', groups: [{ groupId: 'owners', approvals: 1 }] },
      ],
    };
    const tenant = { ...openTenant, access: { ...openTenant.access, groups: [owners, security] } };
    const asked = {
      needs: {
        ...needs,
        tenant: { ...tenant, approvalPolicy: owned },
        workspace: workspaceOf(report, [file('b.stella'), file('a.md')]),
      },
    };
    given
      .when(submit([]), asked)
      .then(asking({ reviewers: [], groups: ['security'], changed: ['a.md', 'b.stella'] }));
  });

  it('leaves who may approve as it was', () =>
    expect(Object(policyAfter(created, drafted, asking({ groups: ['security'] })))).toStrictEqual(
      policyAfter(created, drafted, submitted),
    ));
});
