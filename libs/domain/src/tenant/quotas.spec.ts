import { describe, expect, it } from '@jest/globals';
import type { Decider, FactShape, Principal } from '@policy-registry/kernel';
import { deciderSpec } from '@policy-registry/kernel/testing';

import { addressOf, aggregates } from '../registry.ts';
import { context, NOW, openTenant, person, sha, system } from '../testing/samples.ts';
import { refusalOf } from '../testing/meeting.ts';
import { emptyWorld, told, type World } from '../lifecycle/world.ts';

const admin = person('u-admin', 'tenant:admin', 'policy:author', 'policy:simulate');
const { settings } = openTenant;

const tell = (world: World, type: string, data: object, by: Principal = admin): World =>
  told(world, { type, data: { ...data }, by, now: NOW });

/** A tenant that may have two of each. */
const given = (...steps: readonly ((world: World) => World)[]): World => {
  const quotas = { policiesMax: 2, snapshotsMax: 2, environmentsMax: 2 };
  const opening = { tenantId: 'acme', settings: { ...settings, ...quotas }, approvals: 1 };
  return steps.reduce((world, step) => step(world), tell(emptyWorld, 'OpenTenant', opening, system));
};

const policy = (policyId: string) => (world: World) =>
  tell(world, 'CreatePolicy', { policyId, name: 'Gate', description: '', tags: [] });
const environment = (environmentId: string) => (world: World) =>
  tell(world, 'CreateEnvironment', { environmentId, name: 'Production', order: 1 });
const snapshot = (name: string) => (world: World) =>
  tell(world, 'ImportSnapshot', {
    documents: [{ name: 'web.json', kind: 'trivy', digest: sha(name), size: 100 }],
  });
const kinds = { policy, environment, snapshot };
const settingsWith = (quotas: object) => (world: World) =>
  tell(world, 'ChangeTenantSettings', {
    tenantId: 'acme',
    settings: { ...settings, ...quotas },
    approvals: 1,
  });

describe.each(Object.entries(kinds))('a quota of a tenant: %s', (_type, one) => {
  it('lets as many begin as the tenant may have, and none beyond', () => {
    const full = given(one('a'), one('b'));
    expect(refusalOf(() => one('c')(full))).toBe('QUOTA_REACHED');
  });

  it('says of what is there already what it said before', () => {
    const world = given(one('a'));
    const full = one('b')(world);
    for (const name of ['a', 'b'])
      expect(refusalOf(() => one(name)(full))).toBe(refusalOf(() => one(name)(one(name)(world))));
  });

  it('counts each type by itself', () => {
    const others = Object.values(kinds).filter((other) => other !== one);
    const world = given(...others.flatMap((other) => [other('a'), other('b')]));
    expect(one('a')(world).log.length).toBe(world.log.length + 1);
  });

  it('is what the settings say by then, for what begins from then on', () => {
    const full = given(one('a'), one('b'));
    const wider = settingsWith({ policiesMax: 3, snapshotsMax: 3, environmentsMax: 3 })(full);
    const three = one('c')(wider);
    expect(three.log.length).toBe(wider.log.length + 1);
    expect(refusalOf(() => one('d')(three))).toBe('QUOTA_REACHED');
    const narrower = settingsWith({ policiesMax: 1, snapshotsMax: 1, environmentsMax: 1 })(three);
    expect(refusalOf(() => one('d')(narrower))).toBe('QUOTA_REACHED');
  });
});

it('a snapshot that was refused may be tried again, however many there are', () => {
  const full = given(snapshot('a'), snapshot('b'));
  const requested = full.log.at(-1)?.facts[0]?.data ?? {};
  const refused = tell(
    full,
    'RecordImport',
    {
      snapshotId: requested['snapshotId'],
      attempt: 1,
      outcome: { ok: false, faults: [{ document: '', pointer: '', code: 'damaged', detail: '' }] },
    },
    system,
  );
  expect(snapshot('b')(refused).log.length).toBe(refused.log.length + 1);
});

describe.each([
  ['policy', 'CreatePolicy', { policyId: 'p', name: 'P', description: '', tags: [] }, 100_000],
  ['environment', 'CreateEnvironment', { environmentId: 'e', name: 'E', order: 1 }, 100],
  [
    'snapshot',
    'ImportSnapshot',
    { documents: [{ name: 'w', kind: 'trivy', digest: sha('w'), size: 1 }] },
    100_000,
  ],
] as const)('the quota of a tenant whose settings say nothing: %s', (kind, type, data, quota) => {
  const { initialState, evolve } = aggregates[kind];
  const asTheIntakeDoes: Decider<unknown, object, FactShape> = {
    initialState,
    evolve,
    decide: (_command, state, asked) => addressOf({ type, data, tenant: 'acme' }).decide(state, asked),
  };
  const given = deciderSpec(asTheIntakeDoes, context<unknown>(admin, { tenant: openTenant }));

  it('takes the last one, and not one more', () => {
    expect(
      addressOf({ type, data, tenant: 'acme' }).decide(initialState, {
        ...context(admin, { tenant: openTenant }),
        siblings: quota - 1,
      }),
    ).toHaveLength(1);
    given().when({}, { siblings: quota }).thenRejected('QUOTA_REACHED');
    given()
      .when({}, { siblings: quota + 1 })
      .thenRejected('QUOTA_REACHED');
  });

  it('is nobody’s to learn who may not begin one', () =>
    given()
      .when({}, { siblings: quota, principal: person('u', 'policy:read') })
      .thenRejected('SCOPE_MISSING'));
});
