import { describe, it } from '@jest/globals';
import { toTimestamp } from '@policy-registry/kernel';
import { deciderSpec } from '@policy-registry/kernel/testing';

import type { Scope } from '../scopes.ts';
import {
  context,
  created,
  NOW,
  openTenant,
  person,
  policyAfter,
  sha,
  emptyEnvironment,
} from '../testing/samples.ts';
import type { WaiverCommand } from './commands.ts';
import type { WaiverFact, WaiverFactOf } from './events.ts';
import { WAIVERS_OPEN_MAX } from './request.ts';
import { waiver, type WaiverNeeds } from './waiver.ts';

const DAY_MS = 24 * 3_600_000;
const inDays = (days: number): string => toTimestamp(NOW + days * DAY_MS);
const AT = toTimestamp(NOW);
const texts = { reasonDigest: sha('reason'), ticketDigest: sha('ticket') };
const scope = { component: 'pkg:npm/lodash@4.17.20', advisory: 'CVE-2021-23337' };

const asked: Extract<WaiverCommand, { type: 'RequestWaiver' }> = {
  type: 'RequestWaiver',
  data: { policyId: 'pay-gate', scope, expiresAt: inDays(30), owner: 'u-owner', ...texts },
};
const requested: WaiverFactOf<'WaiverRequested'> = {
  type: 'WaiverRequested',
  schemaVersion: 1,
  data: {
    ...{ waiverId: 'pay-gate.1', policyId: 'pay-gate', scope, owner: 'u-owner', expiresAt: inDays(30) },
    ...{ by: 'u-author', at: AT, ...texts },
  },
};
const requestedAs = (more: Partial<(typeof requested)['data']>): WaiverFact => ({
  ...requested,
  data: { ...requested.data, ...more },
});
const done = (by: string, waiverId = 'pay-gate.1') => ({ waiverId, by, at: AT });
const approvedAs = (waiverId: string): WaiverFact => ({
  type: 'WaiverApproved',
  schemaVersion: 1,
  data: { ...done('u-approver', waiverId), ...texts },
});
const approved = approvedAs('pay-gate.1');
const step = <Type extends 'ApproveWaiver' | 'RejectWaiver' | 'WithdrawWaiver' | 'RevokeWaiver'>(
  type: Type,
  more: object = {},
): WaiverCommand => ({ type, data: { waiverId: 'pay-gate.1', ...texts, ...more } });
const renew = (more: object = {}): WaiverCommand => ({
  type: 'RenewWaiver',
  data: { waiverId: 'pay-gate.1', expiresAt: inDays(60), ...texts, ...more },
});

const needs: WaiverNeeds = {
  tenant: openTenant,
  policy: policyAfter(created),
  environment: emptyEnvironment,
};
const author = person('u-author', 'policy:author');
const as = (id: string, ...scopes: readonly Scope[]) => ({ principal: person(id, ...scopes) });
const approver = as('u-approver', 'policy:approve');
const given = deciderSpec(waiver, context(author, needs));
const within = (waiverDaysMax: number) => ({
  needs: { ...needs, tenant: { ...openTenant, settings: { ...openTenant.settings, waiverDaysMax } } },
});

describe('asking for a waiver', () => {
  it('is recorded under the next number of the policy', () => {
    given().when(asked).then(requested);
    given(requested)
      .when(asked)
      .then(requestedAs({ waiverId: 'pay-gate.2' }));
  });

  it('is for authors and for who operates', () => {
    given()
      .when(asked, as('u-ops', 'policy:operate'))
      .then(requestedAs({ by: 'u-ops' }));
    given().when(asked, as('u-ops', 'policy:approve')).thenRejected('SCOPE_MISSING');
  });

  it('needs a rule, a component or an advisory, and not an environment alone', () => {
    const of = (some: object) => ({ ...asked, data: { ...asked.data, scope: some } });
    for (const one of [
      { rule: 'block_kev' },
      { component: 'pkg:npm/lodash' },
      { advisory: 'CVE-2021-23337' },
    ])
      given()
        .when(of(one))
        .then(requestedAs({ scope: one }));
    given().when(of({})).thenRejected('WAIVER_SCOPE_INVALID');
    given()
      .when(of({ environmentId: 'prod' }))
      .thenRejected('WAIVER_SCOPE_INVALID');
  });

  it('needs a policy, and an environment that is there where one is named', () => {
    given()
      .when(asked, { needs: { ...needs, policy: { status: 'absent' } } })
      .thenRejected('POLICY_UNKNOWN');
    const inProd = { ...asked, data: { ...asked.data, scope: { ...scope, environmentId: 'prod' } } };
    given()
      .when(inProd)
      .then(requestedAs({ scope: { ...scope, environmentId: 'prod' } }));
    given()
      .when(inProd, { needs: { ...needs, environment: { status: 'absent' } } })
      .thenRejected('ENVIRONMENT_UNKNOWN');
  });

  it('needs a reason and a ticket', () => {
    const { reasonDigest: _reason, ...unreasoned } = asked.data;
    const { ticketDigest: _ticket, ...unticketed } = asked.data;
    given()
      .when({ ...asked, data: unreasoned })
      .thenRejected('REASON_MISSING');
    given()
      .when({ ...asked, data: unticketed })
      .thenRejected('TICKET_MISSING');
  });

  it('needs an expiry to come, within 90 days or what the tenant says', () => {
    const until = (expiresAt: string) => ({ ...asked, data: { ...asked.data, expiresAt } });
    given().when(until(AT)).thenRejected('WAIVER_EXPIRY_INVALID');
    given()
      .when(until(inDays(90)))
      .then(requestedAs({ expiresAt: inDays(90) }));
    given()
      .when(until(toTimestamp(NOW + 90 * DAY_MS + 1)))
      .thenRejected('WAIVER_EXPIRY_INVALID');
    given()
      .when(until(inDays(8)), within(7))
      .thenRejected('WAIVER_EXPIRY_INVALID');
  });

  it('is refused where the policy has as many that are open', () => {
    const numbered = (count: number, more: object = {}) =>
      Array.from({ length: count }, (_, at) => requestedAs({ waiverId: `pay-gate.${at + 1}`, ...more }));
    given(...numbered(WAIVERS_OPEN_MAX))
      .when(asked)
      .thenRejected('WAIVERS_TOO_MANY');
    // What has expired, or was decided against, takes no room.
    given(...numbered(WAIVERS_OPEN_MAX, { expiresAt: AT }))
      .when(asked)
      .then(requestedAs({ waiverId: `pay-gate.${WAIVERS_OPEN_MAX + 1}` }));
    const rejected: WaiverFact = {
      type: 'WaiverRejected',
      schemaVersion: 1,
      data: { ...done('u-approver'), reasonDigest: sha('reason') },
    };
    given(...numbered(WAIVERS_OPEN_MAX), rejected)
      .when(asked)
      .then(requestedAs({ waiverId: `pay-gate.${WAIVERS_OPEN_MAX + 1}` }));
  });
});

describe('approving a waiver', () => {
  const approve = step('ApproveWaiver');

  it('makes it active from then on', () => given(requested).when(approve, approver).then(approved));

  it('is not for whoever asked for it, or owns it', () => {
    given(requested).when(approve, as('u-author', 'policy:approve')).thenRejected('REQUESTER_APPROVES');
    given(requested).when(approve, as('u-owner', 'policy:approve')).thenRejected('REQUESTER_APPROVES');
  });

  it('needs the scope, and a person', () => {
    given(requested).when(approve, as('u-approver', 'policy:author')).thenRejected('SCOPE_MISSING');
    const program = { ...approver.principal, type: 'service' as const, isInteractive: false };
    given(requested).when(approve, { principal: program }).thenRejected('INTERACTIVE_REQUIRED');
  });

  it('explains itself as the approval policy asks', () => {
    const silent: WaiverCommand = { type: 'ApproveWaiver', data: { waiverId: 'pay-gate.1' } };
    given(requested).when(silent, approver).thenRejected('REASON_MISSING');
    const tenant = {
      ...openTenant,
      approvalPolicy: { ...openTenant.approvalPolicy, explanation: 'ticket' as const },
    };
    const reasoned: WaiverCommand = { ...silent, data: { ...silent.data, reasonDigest: sha('reason') } };
    given(requested)
      .when(reasoned, { ...approver, needs: { ...needs, tenant } })
      .thenRejected('TICKET_MISSING');
  });

  it('measures the expiry from then, by what the tenant says by then', () => {
    given(requested)
      .when(approve, { ...approver, now: NOW + 30 * DAY_MS })
      .thenRejected('WAIVER_EXPIRY_INVALID');
    given(requested)
      .when(approve, { ...approver, ...within(29) })
      .thenRejected('WAIVER_EXPIRY_INVALID');
  });

  it('is refused where it is decided, unknown or has changed', () => {
    given(requested, approved).when(approve, approver).thenRejected('WAIVER_NOT_REQUESTED');
    given().when(approve, approver).thenRejected('WAIVER_UNKNOWN');
    given(requested)
      .when(approve, { ...approver, ifMatch: '2' })
      .thenRejected('RESOURCE_STALE');
  });
});

describe('deciding against a waiver', () => {
  const ended = (type: 'WaiverRejected' | 'WaiverWithdrawn' | 'WaiverRevoked', by: string): WaiverFact => ({
    type,
    schemaVersion: 1,
    data: { ...done(by), ...texts },
  });

  it('rejects it, or takes it back, before it is approved', () => {
    given(requested).when(step('RejectWaiver'), approver).then(ended('WaiverRejected', 'u-approver'));
    given(requested).when(step('WithdrawWaiver')).then(ended('WaiverWithdrawn', 'u-author'));
    for (const type of ['RejectWaiver', 'WithdrawWaiver'] as const)
      given(requested, approved)
        .when(step(type), as('u-any', 'policy:approve', 'policy:author'))
        .thenRejected('WAIVER_NOT_REQUESTED');
  });

  it('revokes it afterwards', () => {
    const operator = as('u-ops', 'policy:operate');
    given(requested, approved).when(step('RevokeWaiver'), operator).then(ended('WaiverRevoked', 'u-ops'));
    given(requested).when(step('RevokeWaiver'), operator).thenRejected('WAIVER_NOT_APPROVED');
  });

  it('is revoked by whoever approved or owns it as well, and by nobody else', () => {
    given(requested, approved)
      .when(step('RevokeWaiver'), approver)
      .then(ended('WaiverRevoked', 'u-approver'));
    given(requested, approved)
      .when(step('RevokeWaiver'), as('u-owner', 'policy:author'))
      .then(ended('WaiverRevoked', 'u-owner'));
    given(requested, approved)
      .when(step('RevokeWaiver'), as('u-other', 'policy:approve', 'policy:author'))
      .thenRejected('WAIVER_OF_OTHERS');
    given(requested, approved)
      .when(step('RevokeWaiver'), as('u-owner', 'policy:read'))
      .thenRejected('SCOPE_MISSING');
  });

  it('needs the scope and a reason', () => {
    given(requested).when(step('RejectWaiver')).thenRejected('SCOPE_MISSING');
    given(requested).when(step('WithdrawWaiver'), approver).thenRejected('SCOPE_MISSING');
    given(requested)
      .when({ type: 'RejectWaiver', data: { waiverId: 'pay-gate.1' } }, approver)
      .thenRejected('REASON_MISSING');
  });
});

describe('renewing a waiver', () => {
  const renewal = requestedAs({ waiverId: 'pay-gate.2', expiresAt: inDays(60), renews: 'pay-gate.1' });

  it('asks for the same with another expiry', () => given(requested, approved).when(renew()).then(renewal));

  it('is approved anew, and takes its place then', () =>
    given(requested, approved, renewal)
      .when(step('ApproveWaiver', { waiverId: 'pay-gate.2' }), approver)
      .then(approvedAs('pay-gate.2'), {
        type: 'WaiverSuperseded',
        schemaVersion: 1,
        data: { ...done('u-approver'), supersededBy: 'pay-gate.2' },
      }));

  it('takes the place of nothing where the first was revoked meanwhile', () => {
    const revoked: WaiverFact = {
      type: 'WaiverRevoked',
      schemaVersion: 1,
      data: { ...done('u-ops'), reasonDigest: sha('reason') },
    };
    given(requested, approved, renewal, revoked)
      .when(step('ApproveWaiver', { waiverId: 'pay-gate.2' }), approver)
      .then(approvedAs('pay-gate.2'));
  });

  it('can be asked for once at a time, of what was approved', () => {
    given(requested).when(renew()).thenRejected('WAIVER_NOT_APPROVED');
    given(requested, approved, renewal).when(renew()).thenRejected('WAIVER_RENEWAL_OPEN');
  });

  it('is held to the same expiry', () =>
    given(requested, approved)
      .when(renew({ expiresAt: inDays(91) }))
      .thenRejected('WAIVER_EXPIRY_INVALID'));
});
