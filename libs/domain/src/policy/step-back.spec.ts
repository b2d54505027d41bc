import { describe, expect, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';

import {
  absentTenant,
  approvalGiven,
  approved,
  completed,
  context,
  created,
  drafted,
  openTenant,
  person,
  planned,
  policyAfter,
  published,
  reduced,
  report,
  sha,
  simulationAfter,
  simulationRequested,
  submitted,
  succeeded,
  workspaceOf,
} from '../testing/samples.ts';
import type { PolicyCommand } from './commands.ts';
import type { PolicyNeeds } from './decide.ts';
import type { PolicyFact } from './events.ts';
import { policy } from './policy.ts';

const ofVersion = { policyId: 'pay-gate', version: 1 };
const reasoned = { ...ofVersion, reasonDigest: sha('reason') };
const simulation = simulationAfter(simulationRequested, planned, completed, reduced, succeeded);
const needs: PolicyNeeds = { tenant: openTenant, workspace: workspaceOf(report), simulation };
const at = '2026-03-02T09:00:00.000Z';
const inReview = [created, drafted, submitted];
const inUse = [...inReview, approvalGiven, approved, published];
const deprecated: PolicyFact = {
  type: 'VersionDeprecated',
  schemaVersion: 1,
  data: { ...reasoned, by: 'u-operator', at },
};

const steps = [
  {
    name: 'requesting changes of a version',
    command: 'RequestChanges',
    fact: 'ChangesRequested',
    by: person('u-reviewer', 'policy:review'),
    from: inReview,
    otherwise: 'VERSION_NOT_SUBMITTED',
    elsewhere: [[created, drafted], [...inReview, approvalGiven, approved], inUse],
  },
  {
    name: 'withdrawing a version',
    command: 'WithdrawVersion',
    fact: 'VersionWithdrawn',
    by: person('u-submitter', 'policy:author'),
    from: inReview,
    otherwise: 'VERSION_NOT_SUBMITTED',
    elsewhere: [[created, drafted], [...inReview, approvalGiven, approved], inUse],
  },
  {
    name: 'deprecating a version',
    command: 'DeprecateVersion',
    fact: 'VersionDeprecated',
    by: person('u-operator', 'policy:operate'),
    from: inUse,
    otherwise: 'VERSION_NOT_PUBLISHED',
    elsewhere: [[created, drafted], inReview, [...inReview, approvalGiven, approved]],
  },
  {
    name: 'archiving a version',
    command: 'ArchiveVersion',
    fact: 'VersionArchived',
    by: person('u-archivist', 'policy:archive'),
    from: [...inUse, deprecated],
    otherwise: 'VERSION_NOT_DEPRECATED',
    elsewhere: [[created, drafted], inReview, [...inReview, approvalGiven, approved], inUse],
  },
] as const;

const factOf = ({ fact, by }: (typeof steps)[number]): PolicyFact => ({
  type: fact,
  schemaVersion: 1,
  data: { ...reasoned, by: by.id, at },
});

describe.each(steps)('$name', (step) => {
  const { command, by, from, otherwise, elsewhere } = step;
  const given = deciderSpec(policy, context(by, needs));
  const take: PolicyCommand = { type: command, data: reasoned };

  it('says who did it, when and why', () =>
    given(...from)
      .when(take)
      .then(factOf(step)));

  it('keeps a ticket beside the reason', () => {
    const ticketDigest = sha('ticket');
    const fact = factOf(step);
    given(...from)
      .when({ type: command, data: { ...reasoned, ticketDigest } })
      .then({ ...fact, data: { ...fact.data, ticketDigest } } as PolicyFact);
  });

  it('needs a reason: a ticket alone tells nobody what to do', () =>
    given(...from)
      .when({ type: command, data: { ...ofVersion, ticketDigest: sha('ticket') } })
      .thenRejected('REASON_MISSING'));

  it.each(elsewhere)('is refused from every other state', (...history) =>
    given(...history)
      .when(take)
      .thenRejected(otherwise),
  );

  it('is refused without its scope, to administrators too', () =>
    given(...from)
      .when(take, { principal: person('u-admin', 'policy:approve', 'policy:publish', 'tenant:admin') })
      .thenRejected('SCOPE_MISSING'));

  it('is refused when the version moved since it was looked at', () =>
    given(...from)
      .when(take, { ifMatch: '1' })
      .thenRejected('RESOURCE_STALE'));

  it('is refused for what is not there', () => {
    given().when(take).thenRejected('POLICY_UNKNOWN');
    given(created).when(take).thenRejected('VERSION_UNKNOWN');
    given(...from)
      .when(take, { needs: { ...needs, tenant: absentTenant } })
      .thenRejected('TENANT_UNKNOWN');
  });
});

describe.each(steps.slice(0, 2))('a version after $name', (step) => {
  const returned = [...inReview, approvalGiven, factOf(step)];
  const submit: PolicyCommand = {
    type: 'SubmitVersion',
    data: { ...ofVersion, simulationId: 'sim-1', reviewers: ['u-approver'] },
  };

  it('is a draft again, of the same content, with the same people in its lineage', () =>
    expect(policyAfter(...returned)).toMatchObject({
      versions: [
        {
          state: 'draft',
          contentDigest: drafted.data.contentDigest,
          lineage: submitted.data.lineage,
          submission: undefined,
          approvals: [],
          marks: [],
          changes: 4,
        },
      ],
    }));

  it('can be submitted again', () =>
    deciderSpec(
      policy,
      context(person('u-submitter', 'policy:author'), needs),
    )(...returned)
      .when(submit)
      .then(submitted));

  it('needs every approval anew', () => {
    const approve: PolicyCommand = {
      type: 'ApproveVersion',
      data: { ...reasoned, contentDigest: sha('content'), evidenceDigest: sha('evidence') },
    };
    const approver = deciderSpec(policy, context(person('u-approver', 'policy:approve'), needs));
    approver(...returned)
      .when(approve)
      .thenRejected('VERSION_NOT_SUBMITTED');
    approver(...returned, submitted)
      .when(approve)
      .then(approvalGiven, approved);
  });
});

describe('a deprecated version', () => {
  it('is deprecated once', () =>
    deciderSpec(policy, context(steps[2].by, needs))(...inUse, deprecated)
      .when({ type: 'DeprecateVersion', data: reasoned })
      .thenNothing());

  it('cannot be deprecated before it is published', () =>
    deciderSpec(
      policy,
      context(steps[2].by, needs),
    )(...inReview)
      .when({ type: 'DeprecateVersion', data: reasoned })
      .thenRejected('VERSION_NOT_PUBLISHED'));

  it('keeps its semver', () =>
    deciderSpec(policy, context(person('u-author', 'policy:author'), needs))(...inUse, deprecated)
      .when({ type: 'CreateVersion', data: { policyId: 'pay-gate', revision: 1, semver: '1.0.0' } })
      .thenRejected('SEMVER_TAKEN'));

  it('has to be one to be archived', () =>
    deciderSpec(
      policy,
      context(steps[3].by, needs),
    )(...inUse)
      .when({ type: 'ArchiveVersion', data: reasoned })
      .thenRejected('VERSION_NOT_DEPRECATED'));

  it('is archived once', () =>
    deciderSpec(policy, context(steps[3].by, needs))(...inUse, deprecated, factOf(steps[3]))
      .when({ type: 'ArchiveVersion', data: reasoned })
      .thenNothing());

  it('still ends the lineage of what comes after it', () => {
    const workspace = workspaceOf(report);
    const [revision] = workspace.revisions;
    const later = revision === undefined ? [] : [revision, { ...revision, savedBy: 'u-ann' }];
    deciderSpec(
      policy,
      context(person('u-ben', 'policy:author'), {
        ...needs,
        workspace: { ...workspace, revisions: later },
      }),
    )(...inUse, deprecated)
      .when({ type: 'CreateVersion', data: { policyId: 'pay-gate', revision: 2, semver: '1.1.0' } })
      .then({
        ...drafted,
        data: { ...drafted.data, version: 2, revision: 2, semver: '1.1.0', lineage: ['u-ann', 'u-ben'] },
      });
  });
});
