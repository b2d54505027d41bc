import { describe, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';

import type { PolicyFact } from '../policy/events.ts';
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
import { requestOf } from '../testing/promotion-samples.ts';
import { environment, type EnvironmentCommand, type EnvironmentNeeds } from './environment.ts';
import type { EnvironmentFact } from './events.ts';

const AT = '2026-03-02T09:00:00.000Z';
const versions = [1, 2, 3, 4].flatMap((version): PolicyFact[] => [
  { ...drafted, data: { ...drafted.data, version, semver: `1.${version - 1}.0` } },
  { ...submitted, data: { ...submitted.data, version } },
  { ...approvalGiven, data: { ...approvalGiven.data, version } },
  { ...approved, data: { ...approved.data, version } },
  { ...published, data: { ...published.data, version, semver: `1.${version - 1}.0` } },
]);
const policy = policyAfter(created, ...versions);
const deprecated = (version: number): PolicyFact => ({
  type: 'VersionDeprecated',
  schemaVersion: 1,
  data: { policyId: 'pay-gate', version, by: 'u-operator', at: AT, reasonDigest: sha('reason') },
});
const afterMore = (...facts: readonly PolicyFact[]) => ({
  needs: { ...needs, policy: policyAfter(created, ...versions, ...facts) },
});

const environmentCreated: EnvironmentFact = {
  type: 'EnvironmentCreated',
  schemaVersion: 1,
  data: { environmentId: 'prod', name: 'Production', order: 3 },
};
const OF = { environmentId: 'prod', policyId: 'pay-gate' };
const texts = (version: number) => ({
  semver: `1.${version - 1}.0`,
  contentDigest: sha('content'),
  irDigest: sha('ir'),
});
const selectorOf = (version: number, basisPoints: number, tags: string[] = []) => ({
  tags,
  basisPoints,
  salt: `prod/${version}`,
});
const promoted = (
  version: number,
  more: object = {},
): Extract<EnvironmentFact, { type: 'VersionPromoted' }> => ({
  type: 'VersionPromoted',
  schemaVersion: 1,
  data: { ...OF, version, ...texts(version), promotedBy: 'u-promoter', promotedAt: AT, ...more },
});
const canary = (version: number, basisPoints = 500, more: object = {}) =>
  promoted(version, { canary: selectorOf(version, basisPoints), ...more });
const changed = (version: number) => ({
  ...{ ...OF, version, reasonDigest: sha('reason') },
  ...{ by: 'u-operator', at: AT },
});
const rolledBack = (version: number, more: object = {}): EnvironmentFact => ({
  type: 'BindingRolledBack',
  schemaVersion: 1,
  data: { ...changed(version), ...texts(version), incident: 'INC-1', ...more },
});

const reasoned = { ...OF, reasonDigest: sha('reason') };
const promote = (version: number, wish?: object): EnvironmentCommand => ({
  type: 'PromoteVersion',
  data: { ...reasoned, version, ticketDigest: sha('ticket'), ...(wish && { canary: wish }) },
});
const pause: EnvironmentCommand = { type: 'PauseCanary', data: reasoned };
const abort: EnvironmentCommand = { type: 'AbortCanary', data: reasoned };
const goOn = (more: object = {}): EnvironmentCommand => ({
  type: 'ContinueCanary',
  data: { ...reasoned, ...more },
});
const rollBack = (more: object = {}): EnvironmentCommand => ({
  type: 'RollBack',
  data: { ...reasoned, incident: 'INC-1', ...more },
});

const needs: EnvironmentNeeds = { tenant: openTenant, policy, simulation: undefined, previous: undefined };
const promoter = { principal: person('u-promoter', 'policy:promote') };
const operator = person('u-operator', 'policy:operate', 'policy:activate');
const given = (...facts: readonly EnvironmentFact[]) =>
  deciderSpec(environment, context(operator, needs))(environmentCreated, ...facts);

describe('promoting a version as a canary', () => {
  it('binds it beside what is stable, for the percentage and the tags in their one form', () =>
    given(promoted(1))
      .when(promote(2, { percentage: '5.25', tags: ['tier:1', 'eu', 'eu'] }), promoter)
      .then(
        requestOf(
          promoted(2, {
            ...{ previousVersion: 1, rollbackTo: 1 },
            canary: selectorOf(2, 525, ['eu', 'tier:1']),
          }),
        ),
      ));

  it('binds it alone where nothing is stable', () =>
    given()
      .when(promote(1, { tags: ['eu'] }), promoter)
      .then(requestOf(promoted(1, { canary: selectorOf(1, 0, ['eu']) }))));

  it('changes nothing when it is that canary already, or stable', () => {
    given(promoted(1), canary(2))
      .when(promote(2, { percentage: '5' }), promoter)
      .thenNothing();
    given(promoted(1))
      .when(promote(1, { percentage: '5' }), promoter)
      .thenNothing();
  });

  it('makes it stable at 100 %', () =>
    given(promoted(1))
      .when(promote(2, { percentage: '100' }), promoter)
      .then(requestOf(promoted(2, { previousVersion: 1, rollbackTo: 1 }))));

  it('is refused while another canary is under way, and so is any other promotion', () => {
    given(promoted(1), canary(2))
      .when(promote(3, { percentage: '5' }), promoter)
      .thenRejected('CANARY_UNDER_WAY');
    given(promoted(1), canary(2))
      .when(promote(2, { percentage: '6' }), promoter)
      .thenRejected('CANARY_UNDER_WAY');
    given(promoted(1), canary(2)).when(promote(2), promoter).thenRejected('CANARY_UNDER_WAY');
    given(promoted(1), canary(2)).when(promote(3), promoter).thenRejected('CANARY_UNDER_WAY');
  });

  it.each([
    [{}],
    [{ tags: [] }],
    [{ tags: [''] }],
    [{ tags: ['x'.repeat(65)] }],
    [{ tags: Array.from({ length: 33 }, (_none, at) => `t${at}`) }],
    [{ percentage: '-0.01' }],
    [{ percentage: '100.01' }],
    [{ percentage: '0.005' }],
    [{ percentage: '1e1' }],
    [{ percentage: '' }],
    [{ percentage: '05' }],
  ])('is refused for %j', (wish) =>
    given(promoted(1)).when(promote(2, wish), promoter).thenRejected('SELECTOR_INVALID'),
  );

  it('takes every hundredth of a percent from 0 to 100', () => {
    for (const basisPoints of [0, 1, 7, 29, 57, 110, 1_234, 9_999])
      given(promoted(1))
        .when(promote(2, { percentage: String(basisPoints / 100) }), promoter)
        .then(
          requestOf(promoted(2, { previousVersion: 1, rollbackTo: 1, canary: selectorOf(2, basisPoints) })),
        );
  });
});

describe('pausing a canary', () => {
  const paused: EnvironmentFact = { type: 'CanaryPaused', schemaVersion: 1, data: changed(2) };

  it('is recorded with its reason, once', () => {
    given(promoted(1), canary(2)).when(pause).then(paused);
    given(promoted(1), canary(2), paused).when(pause).thenNothing();
  });

  it('ends when it is continued as it was', () =>
    given(promoted(1), canary(2), paused)
      .when(goOn())
      .then({
        type: 'CanaryContinued',
        schemaVersion: 1,
        data: { ...changed(2), selector: selectorOf(2, 500) },
      }));
});

describe('continuing a canary', () => {
  const under = given(promoted(1), canary(2));

  it('widens it, and keeps its tags and its salt', () =>
    given(promoted(1), promoted(2, { canary: selectorOf(2, 500, ['eu']) }))
      .when(goOn({ percentage: '25' }))
      .then({
        type: 'CanaryContinued',
        schemaVersion: 1,
        data: { ...changed(2), selector: selectorOf(2, 2_500, ['eu']) },
      }));

  it.each([[{ complete: true }], [{ percentage: '100' }], [{ percentage: '50', complete: true }]])(
    'makes it stable with %j, and says where a rollback leads',
    (how) =>
      under.when(goOn(how)).then({
        type: 'CanaryCompleted',
        schemaVersion: 1,
        data: { ...changed(2), ...texts(2), previousVersion: 1, rollbackTo: 1 },
      }),
  );

  it('changes nothing when it goes on like this already', () => {
    under.when(goOn()).thenNothing();
    under.when(goOn({ percentage: '5', complete: false })).thenNothing();
  });

  it('is refused for less, and for what is no percentage', () => {
    under.when(goOn({ percentage: '4.99' })).thenRejected('CANARY_NARROWED');
    under.when(goOn({ percentage: '101' })).thenRejected('SELECTOR_INVALID');
  });

  it('is refused once the version is out of use', () => {
    under.when(goOn({ percentage: '25' }), afterMore(deprecated(2))).thenRejected('VERSION_NOT_PUBLISHED');
    under.when(goOn({ complete: true }), afterMore(deprecated(2))).thenRejected('VERSION_NOT_PUBLISHED');
  });
});

describe('aborting a canary', () => {
  const aborted: EnvironmentFact = { type: 'CanaryAborted', schemaVersion: 1, data: changed(2) };

  it('leaves what is stable, and makes room for another one', () => {
    given(promoted(1), canary(2)).when(abort).then(aborted);
    given(promoted(1), canary(2), aborted)
      .when(promote(3, { percentage: '5' }), promoter)
      .then(requestOf(canary(3, 500, { previousVersion: 1, rollbackTo: 1 })));
  });

  it('makes it nothing to roll back to', () =>
    given(promoted(1), canary(2), aborted)
      .when(rollBack({ version: 2 }))
      .thenRejected('VERSION_NEVER_ACTIVE'));
});

describe('rolling back', () => {
  const three = given(promoted(1), promoted(2, { previousVersion: 1 }), promoted(3, { previousVersion: 2 }));

  it('leads to what was stable before, and says where the next one would lead', () =>
    three.when(rollBack()).then(rolledBack(2, { previousVersion: 3, rollbackTo: 1 })));

  it('leads to any version that was stable here', () =>
    three.when(rollBack({ version: 1 })).then(rolledBack(1, { previousVersion: 3, rollbackTo: 2 })));

  it('never leads by itself to what was left because of an incident', () => {
    const back = given(
      promoted(1),
      promoted(2, { previousVersion: 1 }),
      rolledBack(1, { previousVersion: 2 }),
    );
    back.when(rollBack()).thenRejected('ROLLBACK_TARGET_MISSING');
    back.when(rollBack({ version: 2 })).then(rolledBack(2, { previousVersion: 1 }));
    back.when(promote(3), promoter).then(requestOf(promoted(3, { previousVersion: 1, rollbackTo: 1 })));
  });

  it('leads to what was left once it was promoted again', () =>
    given(
      promoted(1),
      promoted(2, { previousVersion: 1 }),
      rolledBack(1, { previousVersion: 2 }),
      promoted(2, { previousVersion: 1 }),
      promoted(3, { previousVersion: 2 }),
    )
      .when(rollBack())
      .then(rolledBack(2, { previousVersion: 3, rollbackTo: 1 })));

  it('ends a canary: everybody gets the one version', () => {
    given(promoted(1), promoted(2, { previousVersion: 1 }), canary(3))
      .when(rollBack())
      .then(rolledBack(2, { previousVersion: 2, rollbackTo: 1, abortedCanary: 3 }));
    given(promoted(1), promoted(2), canary(3))
      .when(rollBack({ version: 1 }))
      .then(rolledBack(1, { previousVersion: 2, abortedCanary: 3 }));
    given(promoted(1), canary(2))
      .when(rollBack({ version: 1 }))
      .then(rolledBack(1, { previousVersion: 1, abortedCanary: 2 }));
  });

  it('keeps the ticket, where there is one', () =>
    three
      .when(rollBack({ ticketDigest: sha('ticket') }))
      .then(rolledBack(2, { previousVersion: 3, rollbackTo: 1, ticketDigest: sha('ticket') })));

  it('leads to a version that is out of use by now: it was good enough', () =>
    three
      .when(rollBack(), afterMore(deprecated(2)))
      .then(rolledBack(2, { previousVersion: 3, rollbackTo: 1 })));

  it('changes nothing where that version is stable already', () =>
    three.when(rollBack({ version: 3 })).thenNothing());

  it('is refused to what was never stable here, is not there, or may not be active', () => {
    three.when(rollBack({ version: 4 })).thenRejected('VERSION_NEVER_ACTIVE');
    three.when(rollBack({ version: 9 })).thenRejected('VERSION_UNKNOWN');
    given(promoted(1), promoted(2))
      .when(rollBack({ version: 1 }), { needs: { ...needs, policy: policyAfter(created, drafted) } })
      .thenRejected('VERSION_NOT_BINDABLE');
    three
      .when(rollBack({ version: 1 }), { needs: { ...needs, policy: undefined } })
      .thenRejected('POLICY_UNKNOWN');
  });

  it('is refused where there is nowhere to go', () => {
    given().when(rollBack()).thenRejected('ROLLBACK_TARGET_MISSING');
    given(promoted(1)).when(rollBack()).thenRejected('ROLLBACK_TARGET_MISSING');
  });

  it.each([[undefined], [''], ['two words'], ['-x'], ['x'.repeat(65)]])(
    'is refused for the incident %j',
    (incident) => three.when(rollBack({ incident })).thenRejected('INCIDENT_MISSING'),
  );
});

describe('every change of a binding', () => {
  const under = given(promoted(1), promoted(2), canary(3));
  const commandsOf = (data: typeof reasoned | typeof OF): EnvironmentCommand[] => [
    { type: 'PauseCanary', data },
    { type: 'ContinueCanary', data: { ...data, percentage: '50' } },
    { type: 'AbortCanary', data },
    { type: 'RollBack', data: { ...data, incident: 'INC-1' } },
  ];

  it.each(commandsOf(reasoned))(
    '$type needs both scopes, the environment and its present revision',
    (command) => {
      const scopes = ['policy:operate', 'policy:activate'] as const;
      for (const scope of scopes)
        under.when(command, { principal: person('u-operator', scope) }).thenRejected('SCOPE_MISSING');
      under.when(command, { principal: system }).thenRejected('SCOPE_MISSING');
      under.when(command, { ifMatch: '3' }).thenRejected('RESOURCE_STALE');
      under.when(command, { needs: { ...needs, tenant: absentTenant } }).thenRejected('TENANT_UNKNOWN');
      deciderSpec(environment, context(operator, needs))().when(command).thenRejected('ENVIRONMENT_UNKNOWN');
    },
  );

  it.each(commandsOf(OF))('$type needs a reason', (command) =>
    under.when(command).thenRejected('REASON_MISSING'),
  );

  it('is open to a service with both scopes', () =>
    under
      .when(pause, { principal: { ...operator, type: 'service', isInteractive: false } })
      .then({ type: 'CanaryPaused', schemaVersion: 1, data: changed(3) }));

  it.each([pause, goOn(), abort])('$type is refused without a canary', (command) =>
    given(promoted(1)).when(command).thenRejected('CANARY_MISSING'),
  );
});
