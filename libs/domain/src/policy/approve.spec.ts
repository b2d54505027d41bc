import { describe, expect, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';

import {
  approvalGiven,
  approved,
  context,
  created,
  drafted,
  openTenant,
  person,
  policyAfter,
  published,
  report,
  sha,
  statement,
  submitted,
  twoApprovals,
  workspaceOf,
} from '../testing/samples.ts';
import type { ApprovalPolicy } from '../tenant/approval-rules.ts';
import type { PolicyCommandOf } from './commands.ts';
import type { PolicyNeeds } from './decide.ts';
import { APPROVALS_GIVEN_MAX, type PolicyFact } from './events.ts';
import { policy } from './policy.ts';

const needs: PolicyNeeds = { tenant: openTenant, workspace: workspaceOf(report), simulation: undefined };
const approver = person('u-approver', 'policy:approve');
const given = deciderSpec(policy, context(approver, needs));
const ofVersion = { policyId: 'pay-gate', version: 1 };
const reviewed = { ...ofVersion, contentDigest: sha('content'), evidenceDigest: sha('evidence') };
const approve: PolicyCommandOf<'ApproveVersion'> = {
  type: 'ApproveVersion',
  data: { ...reviewed, reasonDigest: sha('reason') },
};
const by = (id: string) => ({ principal: person(id, 'policy:approve', 'policy:author', 'tenant:admin') });
const givenSubmitted = given(created, drafted, submitted);

/** A tenant that asks for this, with these groups. */
const asking = (
  approvalPolicy: ApprovalPolicy,
  groups: Readonly<Record<string, readonly string[]>> = {},
) => ({
  needs: {
    ...needs,
    tenant: {
      ...openTenant,
      approvalPolicy,
      access: {
        ...openTenant.access,
        groups: Object.entries(groups).map(([groupId, members]) => ({
          groupId,
          members: [...members],
          roles: [],
        })),
      },
    },
  },
});
const givenBy = (who: string, approvalPolicyVersion: number, ...groups: readonly string[]): PolicyFact => ({
  ...approvalGiven,
  data: {
    ...approvalGiven.data,
    approver: who,
    binding: { ...approvalGiven.data.binding, approvalPolicyVersion },
    groups: [...groups],
  },
});

describe('approving a version', () => {
  it('binds the digests that were submitted and the approval policy in force', () =>
    givenSubmitted.when(approve).then(approvalGiven, approved));

  it('takes a ticket instead of a reason', () =>
    givenSubmitted
      .when({ type: 'ApproveVersion', data: { ...reviewed, ticketDigest: sha('ticket') } })
      .then(approvalGiven, approved));

  it('needs a reason or a ticket, or what the approval policy wants', () => {
    givenSubmitted.when({ type: 'ApproveVersion', data: reviewed }).thenRejected('REASON_MISSING');
    const wanting = asking({ version: 1, approvals: 1, explanation: 'reason_and_ticket' });
    givenSubmitted.when(approve, wanting).thenRejected('TICKET_MISSING');
  });

  it.each(submitted.data.lineage)('is refused to %s of the lineage, administrators included', (id) =>
    givenSubmitted.when(approve, by(id)).thenRejected('APPROVER_IN_LINEAGE'),
  );

  it('is refused to a service identity', () =>
    givenSubmitted
      .when(approve, { principal: { ...approver, type: 'service', isInteractive: false } })
      .thenRejected('INTERACTIVE_REQUIRED'));

  it('is not enough where it is of nobody who owns what the version changes', () => {
    const owners = [{ pattern: '*.stella', groups: [{ groupId: 'security', approvals: 1 }] }];
    const policed = (...members: readonly string[]) =>
      asking({ version: 1, approvals: 1, owners }, { security: members });
    const changing = (path: string): PolicyFact => ({
      ...submitted,
      data: { ...submitted.data, changed: [path] },
    });
    given(created, drafted, changing('main.stella')).when(approve, policed('u-other')).then(approvalGiven);
    given(created, drafted, changing('README.md'))
      .when(approve, policed('u-other'))
      .then(approvalGiven, approved);
    const requirement = { approvalPolicyVersion: 1, approvals: 1, groups: owners[0]?.groups ?? [] };
    given(created, drafted, changing('main.stella'))
      .when(approve, policed('u-approver'))
      .then(givenBy('u-approver', 1, 'security'), { ...approved, data: { ...approved.data, requirement } });
  });

  it('counts for one submission only', () =>
    given(created, drafted, submitted, approvalGiven, submitted).when(approve).then(approvalGiven, approved));

  it('is given once by one person: the second time is refused', () => {
    given(created, drafted, submitted, approvalGiven, approved).when(approve).thenRejected('APPROVAL_GIVEN');
    const quorum = { needs: { ...needs, tenant: twoApprovals } };
    given(created, drafted, submitted, approvalGiven).when(approve, quorum).thenRejected('APPROVAL_GIVEN');
  });

  it('is taken after the quorum too, before and after publication, and changes no state then', () => {
    const signing: PolicyFact = {
      type: 'PublicationRequested',
      schemaVersion: 1,
      data: { ...ofVersion, attempt: 1, statement, statementDigest: sha('statement') },
    };
    const another = givenBy('u-second', 1);
    const facts = [created, drafted, submitted, approvalGiven, approved, signing, published];
    for (const count of [5, 6, 7])
      given(...facts.slice(0, count))
        .when(approve, by('u-second'))
        .then(another);
  });

  it('is refused before the version is submitted and after it is out of use', () => {
    given(created, drafted).when(approve).thenRejected('VERSION_NOT_SUBMITTED');
    const deprecated: PolicyFact = {
      type: 'VersionDeprecated',
      schemaVersion: 1,
      data: { ...ofVersion, by: 'u-op', at: approvalGiven.data.at, reasonDigest: sha('reason') },
    };
    given(created, drafted, submitted, approvalGiven, approved, published, deprecated)
      .when(approve, by('u-second'))
      .thenRejected('VERSION_NOT_SUBMITTED');
  });

  it('is refused for other content or other evidence than was submitted', () => {
    for (const other of [{ contentDigest: sha('other') }, { evidenceDigest: sha('other') }])
      givenSubmitted
        .when({ type: 'ApproveVersion', data: { ...approve.data, ...other } })
        .thenRejected('APPROVAL_BINDING_STALE');
  });

  it('is refused when the version moved since it was looked at', () =>
    givenSubmitted.when(approve, { ifMatch: '1' }).thenRejected('RESOURCE_STALE'));

  it('is refused without its scope', () =>
    givenSubmitted
      .when(approve, { principal: person('u-approver', 'policy:review') })
      .thenRejected('SCOPE_MISSING'));

  it('is refused for a version that is not there', () =>
    given(created).when(approve).thenRejected('VERSION_UNKNOWN'));

  it('has an end', () => {
    const others = Array.from({ length: APPROVALS_GIVEN_MAX }, (_, at) => givenBy(`u-${at}`, 1));
    given(created, drafted, submitted, ...others.slice(1), approved)
      .when(approve)
      .then(approvalGiven);
    given(created, drafted, submitted, ...others, approved)
      .when(approve)
      .thenRejected('APPROVALS_TOO_MANY');
  });
});

describe('the approvals of a version', () => {
  const security = { groupId: 'security', approvals: 1 };
  const one = (version: number): ApprovalPolicy => ({ version, approvals: 1, groups: [security] });
  const requirement = { approvalPolicyVersion: 2, approvals: 1, groups: [security] };

  it('are as many different people as the approval policy says', () => {
    const quorum = (id: string) => ({ ...by(id), ...asking({ version: 2, approvals: 2 }) });
    const first = givenBy('u-approver', 2);
    givenSubmitted.when(approve, quorum('u-approver')).then(first);
    given(created, drafted, submitted, first)
      .when(approve, quorum('u-second'))
      .then(givenBy('u-second', 2), {
        ...approved,
        data: {
          ...ofVersion,
          approvals: 2,
          requirement: { approvalPolicyVersion: 2, approvals: 2, groups: [] },
        },
      });
  });

  it('come from the groups that it names, by who belonged to them when they approved', () => {
    const first = givenBy('u-approver', 2);
    givenSubmitted.when(approve, asking(one(2), { security: ['u-sue'] })).then(first);
    given(created, drafted, submitted, first)
      .when(approve, { ...by('u-sue'), ...asking(one(2), { others: ['u-sue'], security: ['u-sue'] }) })
      .then(givenBy('u-sue', 2, 'others', 'security'), {
        ...approved,
        data: { ...ofVersion, approvals: 2, requirement },
      });
    // Whoever left the group since has approved as its member all the same.
    given(created, drafted, submitted, givenBy('u-sue', 2, 'security'))
      .when(approve, asking({ ...one(2), approvals: 2 }, { security: ['u-tom'] }))
      .then(first, {
        ...approved,
        data: { ...ofVersion, approvals: 2, requirement: { ...requirement, approvals: 2 } },
      });
  });

  it('of before the approval policy changed go on counting, for what is asked for now', () => {
    const before = givenBy('u-sue', 1, 'security');
    given(created, drafted, submitted, before)
      .when(approve, asking({ version: 2, approvals: 2, groups: [security] }))
      .then(givenBy('u-approver', 2), {
        ...approved,
        data: { ...ofVersion, approvals: 2, requirement: { ...requirement, approvals: 2 } },
      });
    given(created, drafted, submitted, givenBy('u-ben', 1))
      .when(approve, asking({ version: 2, approvals: 2, groups: [security] }))
      .then(givenBy('u-approver', 2));
  });

  it('are looked at again when it is published: what lacks some by now waits for them', () => {
    const publisher = { principal: person('u-publisher', 'policy:publish') };
    const publish: PolicyCommandOf<'PublishVersion'> = {
      type: 'PublishVersion',
      data: { ...ofVersion, reasonDigest: sha('reason'), ticketDigest: sha('ticket') },
    };
    const facts = [created, drafted, submitted, approvalGiven, approved];
    const stricter = { ...publisher, ...asking(one(2)) };
    given(...facts)
      .when(publish, stricter)
      .thenRejected('APPROVALS_LACKING');
    const met = policyAfter(...facts, givenBy('u-sue', 2, 'security'));
    expect(
      policy.decide(publish, met, { ...context(publisher.principal, needs), ...stricter }),
    ).toMatchObject([
      {
        type: 'PublicationRequested',
        data: { statement: { approvals: [{ approver: 'u-approver' }, { approver: 'u-sue' }] } },
      },
    ]);
  });
});
