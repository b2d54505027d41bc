import { describe, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';

import {
  absentTenant,
  approvalGiven,
  approved,
  context,
  created,
  drafted,
  openTenant,
  person,
  policyAfter,
  published,
  sha,
  submitted,
  system,
} from '../testing/samples.ts';
import { promoted, requestOf } from '../testing/promotion-samples.ts';
import { environment, type EnvironmentCommand, type EnvironmentNeeds } from './environment.ts';
import type { PolicyFact } from '../policy/events.ts';
import type { EnvironmentFact } from './events.ts';

const named = { environmentId: 'prod', name: 'Production', order: 3 };
const create: EnvironmentCommand = { type: 'CreateEnvironment', data: named };
const environmentCreated: EnvironmentFact = { type: 'EnvironmentCreated', schemaVersion: 1, data: named };
const asked = {
  environmentId: 'prod',
  policyId: 'pay-gate',
  version: 1,
  reasonDigest: sha('reason'),
  ticketDigest: sha('ticket'),
};
const promote: EnvironmentCommand = { type: 'PromoteVersion', data: asked };

const life = [created, drafted, submitted, approvalGiven, approved];
const needs: EnvironmentNeeds = {
  tenant: openTenant,
  policy: policyAfter(...life, published),
  simulation: undefined,
  previous: undefined,
};
const promoter = person('u-promoter', 'policy:promote');
const given = deciderSpec(environment, context(promoter, needs));

describe('creating an environment', () => {
  const admin = { principal: person('u-admin', 'tenant:admin') };

  it('is for the tenant administrator', () => given().when(create, admin).then(environmentCreated));

  it('is for the registry itself, which seeds the first', () =>
    given().when(create, { principal: system }).then(environmentCreated));

  it('happens once', () => given(environmentCreated).when(create, admin).thenNothing());

  it('is refused to everybody else', () => given().when(create).thenRejected('SCOPE_MISSING'));

  it('is refused in a tenant nobody opened', () =>
    given()
      .when(create, { ...admin, needs: { ...needs, tenant: absentTenant } })
      .thenRejected('TENANT_UNKNOWN'));
});

describe('promoting a version', () => {
  const givenProd = given(environmentCreated);
  const policyOf = (...facts: readonly PolicyFact[]) => ({
    needs: { ...needs, policy: policyAfter(...facts) },
  });

  it('asks for a signature over what will be stable, by its digests', () =>
    givenProd.when(promote).then(requestOf(promoted)));

  it('is refused once it is deprecated; where it is stable it stays', () => {
    const deprecated: PolicyFact = {
      type: 'VersionDeprecated',
      schemaVersion: 1,
      data: {
        ...{ policyId: 'pay-gate', version: 1, by: 'u-operator' },
        ...{ at: '2026-03-02T09:00:00.000Z', reasonDigest: sha('reason') },
      },
    };
    givenProd.when(promote, policyOf(...life, published, deprecated)).thenRejected('VERSION_NOT_PUBLISHED');
  });

  it('changes nothing when it is stable already', () =>
    given(environmentCreated, promoted).when(promote).thenNothing());

  it('names the version that was stable until now', () => {
    const second = {
      ...drafted,
      data: { ...drafted.data, version: 2, semver: '1.1.0', contentDigest: sha('content 2') },
    };
    const secondApproval = { ...approvalGiven, data: { ...approvalGiven.data, version: 2 } };
    const secondPublished = { ...published, data: { ...published.data, version: 2, semver: '1.1.0' } };
    given(environmentCreated, promoted)
      .when(
        { type: 'PromoteVersion', data: { ...asked, version: 2 } },
        policyOf(...life, published, second, secondApproval, secondPublished),
      )
      .then(
        requestOf({
          ...promoted,
          data: {
            ...promoted.data,
            version: 2,
            semver: '1.1.0',
            contentDigest: sha('content 2'),
            ...{ previousVersion: 1, rollbackTo: 1 },
          },
        }),
      );
  });

  it('is refused for a version that is only approved', () =>
    givenProd.when(promote, policyOf(...life)).thenRejected('VERSION_NOT_PUBLISHED'));

  it('is refused for a version that says it is a shadow', () =>
    givenProd
      .when(
        promote,
        policyOf(
          created,
          { ...drafted, data: { ...drafted.data, isShadow: true } },
          submitted,
          approved,
          published,
        ),
      )
      .thenRejected('VERSION_IS_SHADOW'));

  it('is refused for a version that is not there', () =>
    givenProd.when(promote, policyOf(created)).thenRejected('VERSION_UNKNOWN'));

  it('is refused for a policy that is not there', () => {
    givenProd.when(promote, policyOf()).thenRejected('POLICY_UNKNOWN');
    givenProd.when(promote, { needs: { ...needs, policy: undefined } }).thenRejected('POLICY_UNKNOWN');
  });

  it('is refused into an environment that is not there', () =>
    given().when(promote).thenRejected('ENVIRONMENT_UNKNOWN'));

  it('needs a reason and a ticket', () => {
    const { reasonDigest, ticketDigest, ...bare } = asked;
    givenProd
      .when({ type: 'PromoteVersion', data: { ...bare, ticketDigest } })
      .thenRejected('REASON_MISSING');
    givenProd
      .when({ type: 'PromoteVersion', data: { ...bare, reasonDigest } })
      .thenRejected('TICKET_MISSING');
  });

  it('is refused when the environment moved since it was looked at', () =>
    given(environmentCreated, promoted).when(promote, { ifMatch: '1' }).thenRejected('RESOURCE_STALE'));

  it('is refused without its scope', () =>
    givenProd
      .when(promote, { principal: person('u-promoter', 'policy:publish', 'tenant:admin') })
      .thenRejected('SCOPE_MISSING'));

  it('is refused to a service identity', () =>
    givenProd
      .when(promote, { principal: { ...promoter, type: 'service' } })
      .thenRejected('INTERACTIVE_REQUIRED'));

  it('is refused on a stale sign-in', () =>
    givenProd
      .when(promote, { now: context(promoter, needs).now + 240_001 })
      .thenRejected('AUTHENTICATION_STALE'));

  it('is refused in a tenant nobody opened', () =>
    givenProd.when(promote, { needs: { ...needs, tenant: absentTenant } }).thenRejected('TENANT_UNKNOWN'));
});
