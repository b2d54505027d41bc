import { describe, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';

import type { PolicyFact } from '../policy/events.ts';
import {
  failedFrom,
  promoted,
  promotionRequested,
  requestOf,
  signedFrom,
} from '../testing/promotion-samples.ts';
import {
  absentTenant,
  approvalGiven,
  approved,
  context,
  created,
  drafted,
  HOUR_MS,
  NOW,
  openTenant,
  person,
  policyAfter,
  published,
  sha,
  submitted,
  system,
} from '../testing/samples.ts';
import { environment, type EnvironmentCommand, type EnvironmentNeeds } from './environment.ts';
import type { EnvironmentFact } from './events.ts';

const environmentCreated: EnvironmentFact = {
  type: 'EnvironmentCreated',
  schemaVersion: 1,
  data: { environmentId: 'prod', name: 'Production', order: 3 },
};
const OF = { environmentId: 'prod', policyId: 'pay-gate' };
const AT = '2026-03-02T09:00:00.000Z';
const versionOf = (version: number): PolicyFact[] => [
  { ...drafted, data: { ...drafted.data, version, semver: `1.${version - 1}.0` } },
  { ...submitted, data: { ...submitted.data, version } },
  { ...approvalGiven, data: { ...approvalGiven.data, version } },
  { ...approved, data: { ...approved.data, version } },
  { ...published, data: { ...published.data, version, semver: `1.${version - 1}.0` } },
];
const life = [created, ...versionOf(1), ...versionOf(2)];
const needs: EnvironmentNeeds = {
  tenant: openTenant,
  policy: policyAfter(...life),
  simulation: undefined,
  previous: undefined,
};
const given = (...facts: readonly EnvironmentFact[]) =>
  deciderSpec(environment, context(system, needs))(environmentCreated, ...facts);

const second = {
  ...promoted,
  data: { ...promoted.data, version: 2, semver: '1.1.0', previousVersion: 1, rollbackTo: 1 },
};
const canary = { tags: ['eu'], basisPoints: 0, salt: 'prod/2' };
const secondRequested = requestOf(second);
const canaryRequested = requestOf({ ...second, data: { ...second.data, canary } });
const reported = (
  { data: { attempt, statementDigest } }: typeof promotionRequested,
  more: object = {},
): EnvironmentCommand => ({
  type: 'RecordPromotionAttestation',
  data: {
    ...{ ...OF, attempt, statementDigest },
    ...{ attestationId: sha('bundle'), keyId: sha('key') },
    ...more,
  },
});
const unsigned: EnvironmentCommand = {
  type: 'RecordPromotionFailure',
  data: { ...OF, attempt: 1, reason: 'SIGNER_UNREACHABLE' },
};
const timeOut: EnvironmentCommand = { type: 'TimeOutPromotion', data: { ...OF, attempt: 1 } };
const promote = (version: number): EnvironmentCommand => ({
  type: 'PromoteVersion',
  data: { ...OF, version, reasonDigest: sha('reason'), ticketDigest: sha('ticket') },
});
const promoter = { principal: person('u-promoter', 'policy:promote') };
const operator = { principal: person('u-operator', 'policy:operate', 'policy:activate') };
const reasoned = { ...OF, reasonDigest: sha('reason') };
const rollBack = (more: object): EnvironmentCommand => ({
  type: 'RollBack',
  data: { ...reasoned, incident: 'INC-1', ...more },
});
const rolledBack: EnvironmentFact = {
  type: 'BindingRolledBack',
  schemaVersion: 1,
  data: {
    ...{ ...reasoned, version: 1, semver: '1.0.0', contentDigest: sha('content'), irDigest: sha('ir') },
    ...{ previousVersion: 1, incident: 'INC-1', by: 'u-operator', at: AT },
  },
};
const deprecated = (version: number): PolicyFact => ({
  type: 'VersionDeprecated',
  schemaVersion: 1,
  data: { policyId: 'pay-gate', version, by: 'u-operator', at: AT, reasonDigest: sha('reason') },
});

describe('the signature of a promotion', () => {
  it('binds what was stated, and names what signed it', () => {
    given(promotionRequested).when(reported(promotionRequested)).then(signedFrom(promotionRequested));
    given(promoted, canaryRequested).when(reported(canaryRequested)).then(signedFrom(canaryRequested, 4));
  });

  it('changes nothing when it was reported before', () =>
    given(promotionRequested, signedFrom(promotionRequested))
      .when(reported(promotionRequested))
      .thenNothing());

  it('is refused for another statement than was requested', () =>
    given(promotionRequested)
      .when(reported(promotionRequested, { statementDigest: sha('other') }))
      .thenRejected('STATEMENT_MISMATCHED'));

  it('is refused for an attempt that is over, or that nobody made', () => {
    const over = given(promotionRequested, failedFrom(promotionRequested, 'TIMED_OUT'));
    over.when(reported(promotionRequested)).thenRejected('ATTEMPT_STALE');
    given().when(reported(promotionRequested)).thenRejected('ATTEMPT_STALE');
    given(promotionRequested)
      .when(reported(promotionRequested, { attempt: 2 }))
      .thenRejected('ATTEMPT_STALE');
  });

  it('binds nothing that is out of use by now', () =>
    given(promotionRequested)
      .when(reported(promotionRequested), {
        needs: { ...needs, policy: policyAfter(...life, deprecated(1)) },
      })
      .then(failedFrom(promotionRequested, 'VERSION_NOT_PUBLISHED')));

  it('is reported by the registry alone, in an environment that is there', () => {
    for (const command of [reported(promotionRequested), unsigned, timeOut]) {
      given(promotionRequested).when(command, promoter).thenRejected('SYSTEM_REQUIRED');
      deciderSpec(environment, context(system, needs))().when(command).thenRejected('ENVIRONMENT_UNKNOWN');
    }
  });

  it('is taken in a suspended tenant, and one that is gone: it was asked for before', () =>
    given(promotionRequested)
      .when(reported(promotionRequested), { needs: { ...needs, tenant: absentTenant } })
      .then(signedFrom(promotionRequested)));
});

describe('a promotion that is not signed', () => {
  it('leaves everything as it was, and can be asked for again', () => {
    const failed = failedFrom(promotionRequested, 'SIGNER_UNREACHABLE');
    given(promotionRequested).when(unsigned).then(failed);
    given(promotionRequested, failed).when(unsigned).thenNothing();
    given(promotionRequested, failed).when(promote(1), promoter).then(requestOf(promoted, 2));
  });

  it('is given up at its end, and not before', () => {
    const later = (ms: number) => ({ now: NOW + ms });
    given(promotionRequested)
      .when(timeOut, later(2 * HOUR_MS))
      .then(failedFrom(promotionRequested, 'TIMED_OUT'));
    given(promotionRequested)
      .when(timeOut, later(2 * HOUR_MS - 1))
      .thenNothing();
    given(promotionRequested, signedFrom(promotionRequested))
      .when(timeOut, later(2 * HOUR_MS))
      .thenNothing();
  });
});

describe('while a promotion is being signed', () => {
  it('nothing else of the policy is promoted there', () => {
    given(promotionRequested).when(promote(2), promoter).thenRejected('PROMOTION_PENDING');
    given(promotionRequested).when(promote(1), promoter).thenRejected('PROMOTION_PENDING');
  });

  it('a rollback is not kept from anything, also one to what is stable, and ends it', () => {
    const ended = failedFrom(secondRequested, 'BINDING_CHANGED');
    given(promoted, secondRequested)
      .when(rollBack({ version: 1 }), operator)
      .then(ended, rolledBack);
    given(promoted, secondRequested, ended, rolledBack)
      .when(reported(secondRequested))
      .thenRejected('ATTEMPT_STALE');
  });

  it('a canary is aborted before it begins', () => {
    const abort: EnvironmentCommand = { type: 'AbortCanary', data: reasoned };
    given(promoted, canaryRequested).when(abort, operator).then(failedFrom(canaryRequested, 'ABORTED'));
    given(promoted, canaryRequested)
      .when({ type: 'AbortCanary', data: OF }, operator)
      .thenRejected('REASON_MISSING');
  });

  it('so is what would be stable, also where nothing ever was', () => {
    const abort: EnvironmentCommand = { type: 'AbortCanary', data: reasoned };
    const aborted = (requested: typeof secondRequested) => failedFrom(requested, 'ABORTED');
    given(promoted, secondRequested).when(abort, operator).then(aborted(secondRequested));
    given(promotionRequested).when(abort, operator).then(aborted(promotionRequested));
    given(promotionRequested, aborted(promotionRequested))
      .when(reported(promotionRequested))
      .thenRejected('ATTEMPT_STALE');
    given(promoted).when(abort, operator).thenRejected('CANARY_MISSING');
  });
});
