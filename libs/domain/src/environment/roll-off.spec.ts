import { describe, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';

import type { PolicyFact } from '../policy/events.ts';
import {
  context,
  created,
  drafted,
  openTenant,
  person,
  policyAfter,
  published,
  sha,
  system,
} from '../testing/samples.ts';
import { environment, type EnvironmentCommand, type EnvironmentNeeds } from './environment.ts';
import type { EnvironmentFact } from './events.ts';

const AT = '2026-03-02T09:00:00.000Z';
const OF = { environmentId: 'prod', policyId: 'pay-gate' };
const versions = [1, 2, 3].flatMap((version): PolicyFact[] => [
  { ...drafted, data: { ...drafted.data, version, semver: `1.${version}.0` } },
  { ...published, data: { ...published.data, version, semver: `1.${version}.0` } },
]);
const left = (
  type: 'VersionRecalled' | 'VersionArchived' | 'VersionDeprecated',
  version: number,
): PolicyFact => ({
  type,
  schemaVersion: 1,
  data: { policyId: 'pay-gate', version, by: 'u-operator', at: AT, reasonDigest: sha('reason') },
});
const recalled = (...numbers: readonly number[]) =>
  needsAfter(...numbers.map((one) => left('VersionRecalled', one)));
const needsAfter = (...facts: readonly PolicyFact[]): { readonly needs: EnvironmentNeeds } => ({
  needs: {
    tenant: openTenant,
    policy: policyAfter(created, ...versions, ...facts),
    simulation: undefined,
    previous: undefined,
  },
});

const texts = (version: number) => ({
  ...{ version, semver: `1.${version}.0` },
  ...{ contentDigest: sha('content'), irDigest: sha('ir') },
});
const environmentCreated: EnvironmentFact = {
  type: 'EnvironmentCreated',
  schemaVersion: 1,
  data: { environmentId: 'prod', name: 'Production', order: 3 },
};
const promoted = (version: number, more: object = {}): EnvironmentFact => ({
  type: 'VersionPromoted',
  schemaVersion: 1,
  data: { ...OF, ...texts(version), promotedBy: 'u-promoter', promotedAt: AT, ...more },
});
const canary = (version: number) =>
  promoted(version, { canary: { tags: [], basisPoints: 500, salt: `prod/${version}` } });
const rolledBack = (version: number, previousVersion: number): EnvironmentFact => ({
  type: 'BindingRolledBack',
  schemaVersion: 1,
  data: {
    ...{ ...OF, ...texts(version), previousVersion, incident: 'INC-1' },
    ...{ by: 'u-operator', at: AT, reasonDigest: sha('reason') },
  },
});

const rollOff: EnvironmentCommand = { type: 'RollOff', data: OF };
const off = (version: number, because: 'recalled' | 'archived' = 'recalled') => ({
  ...{ ...OF, version, because },
  ...{ by: 'runner-1', at: AT },
});
const canaryOff = (version: number): EnvironmentFact => ({
  type: 'CanaryRolledOff',
  schemaVersion: 1,
  data: off(version),
});
const stableOff = (version: number, to?: number, rollbackTo?: number): EnvironmentFact => ({
  type: 'StableRolledOff',
  schemaVersion: 1,
  data: {
    ...off(version),
    ...(to !== undefined && { to: { ...texts(to), ...(rollbackTo !== undefined && { rollbackTo }) } }),
  },
});

const given = (...facts: readonly EnvironmentFact[]) =>
  deciderSpec(environment, context(system, needsAfter().needs))(environmentCreated, ...facts);

describe('rolling an environment off a version that is stable', () => {
  it('goes where a rollback would lead, and says where one from there would', () => {
    given(promoted(1), promoted(2)).when(rollOff, recalled(2)).then(stableOff(2, 1));
    given(promoted(1), promoted(2), promoted(3))
      .when(rollOff, recalled(3))
      .then(stableOff(3, 2, 1));
  });

  it('passes over what is recalled or archived as well, and what was left because of an incident', () => {
    given(promoted(1), promoted(2), promoted(3)).when(rollOff, recalled(2, 3)).then(stableOff(3, 1));
    given(promoted(1), promoted(2), promoted(3))
      .when(
        rollOff,
        needsAfter(left('VersionDeprecated', 2), left('VersionArchived', 2), left('VersionRecalled', 3)),
      )
      .then(stableOff(3, 1));
    given(promoted(1), promoted(2), rolledBack(1, 2)).when(rollOff, recalled(1)).then(stableOff(1));
  });

  it('leaves nothing stable where there is nothing to go back to', () =>
    given(promoted(1)).when(rollOff, recalled(1)).then(stableOff(1)));

  it('says that it was archived', () =>
    given(promoted(1))
      .when(rollOff, needsAfter(left('VersionDeprecated', 1), left('VersionArchived', 1)))
      .then({ ...stableOff(1), data: off(1, 'archived') } as EnvironmentFact));

  it('lets a canary of another version go on, unless that is stable now', () => {
    given(promoted(1), promoted(2), canary(3)).when(rollOff, recalled(2)).then(stableOff(2, 1));
    const onWithIt = given(promoted(1), promoted(2), canary(3), stableOff(2, 1));
    onWithIt.when(rollOff, recalled(2)).thenNothing();
    onWithIt.when(rollOff, recalled(2, 3)).then(canaryOff(3));
    given(promoted(3), promoted(2), canary(3), stableOff(2, 3))
      .when({ type: 'AbortCanary', data: { ...OF, reasonDigest: sha('reason') } }, operator)
      .thenRejected('CANARY_MISSING');
  });
});

describe('rolling an environment off a canary', () => {
  it('ends it, also a paused one, and leaves alone what is stable', () => {
    given(promoted(1), canary(2)).when(rollOff, recalled(2)).then(canaryOff(2));
    given(canary(2)).when(rollOff, recalled(2)).then(canaryOff(2));
  });

  it('is one event with it where what is stable has to go as well', () =>
    given(promoted(1), promoted(2), canary(3))
      .when(rollOff, recalled(2, 3))
      .then(canaryOff(3), stableOff(2, 1)));
});

describe('rolling off', () => {
  it('changes nothing where nothing has to go, or has gone', () => {
    given().when(rollOff, recalled(1)).thenNothing();
    given(promoted(1), canary(2))
      .when(rollOff, needsAfter(left('VersionDeprecated', 1)))
      .thenNothing();
    given(promoted(1), promoted(2), stableOff(2, 1)).when(rollOff, recalled(2)).thenNothing();
    given(promoted(1), stableOff(1)).when(rollOff, recalled(1)).thenNothing();
    deciderSpec(environment, context(system, recalled(1).needs))()
      .when(rollOff)
      .thenNothing();
  });

  it('is for the registry alone', () =>
    given(promoted(1))
      .when(rollOff, { ...recalled(1), ...operator })
      .thenRejected('SYSTEM_REQUIRED'));
});

const operator = { principal: person('u-operator', 'policy:operate', 'policy:activate') };

describe('a version that was recalled or archived', () => {
  const reasoned = { ...OF, reasonDigest: sha('reason'), ticketDigest: sha('ticket') };
  const archived = needsAfter(left('VersionDeprecated', 2), left('VersionArchived', 2));

  it.each([recalled(2), archived])('is neither promoted, nor gone on with, nor rolled back to', (after) => {
    const promoter = { principal: person('u-promoter', 'policy:promote'), ...after };
    given(promoted(1))
      .when({ type: 'PromoteVersion', data: { ...reasoned, version: 2 } }, promoter)
      .thenRejected('VERSION_NOT_PUBLISHED');
    for (const more of [{}, { complete: true }])
      given(promoted(1), canary(2))
        .when({ type: 'ContinueCanary', data: { ...reasoned, ...more } }, { ...operator, ...after })
        .thenRejected('VERSION_NOT_PUBLISHED');
    given(promoted(2), promoted(1))
      .when(
        { type: 'RollBack', data: { ...reasoned, incident: 'INC-1', version: 2 } },
        { ...operator, ...after },
      )
      .thenRejected('VERSION_NOT_BINDABLE');
  });
});
