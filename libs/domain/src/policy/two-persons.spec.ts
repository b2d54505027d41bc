import { describe, expect, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';

import { CONFIRMATION_MS_MAX } from '../confirmation.ts';
import { SCOPES } from '../scopes.ts';
import type { Duty } from '../tenant/duties.ts';
import {
  approvalGiven,
  approved,
  context,
  created,
  drafted,
  NOW,
  openTenant,
  person,
  report,
  sha,
  submitted,
  workspaceOf,
} from '../testing/samples.ts';
import type { PolicyCommand, PolicyCommandOf } from './commands.ts';
import type { PolicyNeeds } from './decide.ts';
import type { PolicyFact } from './events.ts';
import { policy } from './policy.ts';

const ofVersion = { policyId: 'pay-gate', version: 1 };
const reasoned = { reasonDigest: sha('reason'), ticketDigest: sha('ticket') };
const publish: PolicyCommandOf<'PublishVersion'> = {
  type: 'PublishVersion',
  data: { ...ofVersion, ...reasoned },
};
const life: readonly PolicyFact[] = [created, drafted, submitted, approvalGiven, approved];

const under = (approvalPolicyVersion: number, ...duties: readonly Duty[]): PolicyNeeds => {
  const approvalPolicy = { version: approvalPolicyVersion, approvals: 1, duties: [...duties] };
  return {
    tenant: { ...openTenant, approvalPolicy },
    workspace: workspaceOf(report),
    simulation: undefined,
    origin: undefined,
  };
};
const carol = person('u-carol', 'policy:publish');
const dave = person('u-dave', 'policy:publish');
const decidedBy = (by: typeof carol, needs: PolicyNeeds, history: readonly PolicyFact[], now = NOW) => {
  const state = history.reduce(policy.evolve, policy.initialState);
  const principal = { ...by, authenticatedAt: now };
  return policy.decide(publish, state, { ...context(principal, needs), now });
};

describe('where approvers never publish', () => {
  const given = deciderSpec(
    policy,
    context(person('u-approver', 'policy:publish'), under(1, 'approvers_never_publish')),
  );

  it('whoever approved the version is refused', () =>
    given(...life)
      .when(publish)
      .thenRejected('PUBLISHER_APPROVED'));

  it.each(SCOPES.map((scope) => [scope]))('%s makes no difference', (scope) =>
    given(...life)
      .when(publish, { principal: person('u-approver', 'policy:publish', scope) })
      .thenRejected('PUBLISHER_APPROVED'),
  );

  it('somebody else publishes', () => {
    const [fact] = decidedBy(carol, under(1, 'approvers_never_publish'), life);
    expect(fact?.type).toBe('PublicationRequested');
  });

  it('whoever published a version gives it no further approval', () => {
    const needs = under(1, 'approvers_never_publish');
    const requested = decidedBy(carol, needs, life);
    const publisher = { ...person('u-carol', ...SCOPES), authenticatedAt: NOW };
    const state = [...life, ...requested].reduce(policy.evolve, policy.initialState);
    const digests = { contentDigest: sha('content'), evidenceDigest: sha('evidence') };
    const approve: PolicyCommand = {
      type: 'ApproveVersion',
      data: { ...ofVersion, ...digests, ...reasoned },
    };
    expect(() => policy.decide(approve, state, context(publisher, needs))).toThrow(
      expect.objectContaining({ code: 'PUBLISHER_APPROVED' }),
    );
  });

  it('and elsewhere they do', () => {
    const [fact] = decidedBy(person('u-approver', 'policy:publish'), under(1), life);
    expect(fact?.type).toBe('PublicationRequested');
  });
});

describe('where publishing takes two persons', () => {
  const needs = under(1, 'two_persons_publish');
  const first = decidedBy(carol, needs, life);

  it('the first confirms exactly this, for a day, and nothing is asked of the signer', () =>
    expect(first).toMatchObject([
      {
        type: 'PublicationConfirmed',
        data: {
          ...ofVersion,
          ...reasoned,
          by: 'u-carol',
          at: '2026-03-02T09:00:00.000Z',
          endsBy: '2026-03-03T09:00:00.000Z',
          approvalPolicyVersion: 1,
        },
      },
    ]));

  it('the same person again is refused, whatever they may do', () => {
    const given = deciderSpec(policy, context(person('u-carol', ...SCOPES), needs));
    given(...life, ...first)
      .when(publish)
      .thenRejected('SECOND_PERSON_NEEDED');
  });

  it('the second publishes, and the statement names both', () =>
    expect(decidedBy(dave, needs, [...life, ...first])).toMatchObject([
      {
        type: 'PublicationRequested',
        data: {
          statement: {
            requestedBy: 'u-dave',
            confirmation: { by: 'u-carol', at: '2026-03-02T09:00:00.000Z' },
          },
        },
      },
    ]));

  it.each([
    ['after a day', needs, CONFIRMATION_MS_MAX],
    ['under another version of the approval policy', under(2, 'two_persons_publish'), 0],
  ])('a confirmation counts no more %s: whoever asks is the first', (_when, later, afterMs) => {
    for (const by of [carol, dave])
      expect(decidedBy(by, later, [...life, ...first], NOW + afterMs)).toMatchObject([
        { type: 'PublicationConfirmed', data: { by: by.id } },
      ]);
  });

  it('a confirmation of other content counts for nothing', () => {
    const [fact] = first;
    if (fact?.type !== 'PublicationConfirmed') throw new Error('nothing was confirmed');
    const other: PolicyFact = { ...fact, data: { ...fact.data, boundDigest: sha('other') } };
    expect(decidedBy(dave, needs, [...life, other])).toMatchObject([{ type: 'PublicationConfirmed' }]);
  });

  it('after a failed signature it takes two persons again', () => {
    const requested = decidedBy(dave, needs, [...life, ...first]);
    const failed: PolicyFact = {
      type: 'PublicationFailed',
      schemaVersion: 1,
      data: { ...ofVersion, attempt: 1, reason: 'SIGNER_UNREACHABLE' },
    };
    expect(decidedBy(dave, needs, [...life, ...first, ...requested, failed])).toMatchObject([
      { type: 'PublicationConfirmed', data: { by: 'u-dave' } },
    ]);
  });

  it('both are no approvers, where approvers never publish', () => {
    const both = under(1, 'two_persons_publish', 'approvers_never_publish');
    const given = deciderSpec(policy, context(person('u-approver', 'policy:publish'), both));
    given(...life)
      .when(publish)
      .thenRejected('PUBLISHER_APPROVED');
    given(...life, ...first)
      .when(publish)
      .thenRejected('PUBLISHER_APPROVED');
  });

  it('nor does the first become one, before the second comes', () => {
    const both = under(1, 'two_persons_publish', 'approvers_never_publish');
    const digests = { contentDigest: sha('content'), evidenceDigest: sha('evidence') };
    const approve: PolicyCommand = {
      type: 'ApproveVersion',
      data: { ...ofVersion, ...digests, ...reasoned },
    };
    deciderSpec(policy, context(person('u-carol', 'policy:approve'), both))(...life, ...first)
      .when(approve)
      .thenRejected('PUBLISHER_APPROVED');
    const agreed: PolicyFact = { ...approvalGiven, data: { ...approvalGiven.data, approver: 'u-carol' } };
    deciderSpec(policy, context(dave, both))(...life, ...first, agreed)
      .when(publish)
      .thenRejected('PUBLISHER_APPROVED');
  });
});
