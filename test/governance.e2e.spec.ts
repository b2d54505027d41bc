import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import {
  accepted,
  type Answer,
  type Client,
  clientWith,
  refusal,
  signIn,
  signInAll,
  subjectOf,
} from './support/client.ts';
import { estate, policyFiles } from './support/examples.ts';
import { forgeToken } from './support/issuer-key.ts';
import { at, listAt, textAt } from './support/json.ts';
import {
  approvalOf,
  createPolicy,
  draftVersion,
  importFrozen,
  saveCompiled,
  simulate,
  WHY,
  type People,
} from './support/lifecycle.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';

// The whole way of two versions through three environments, and each step without one thing that it needs.

jest.setTimeout(240_000);

const WAIT_MS = 60_000;
const STALE_SIGN_IN_SECONDS = 3_600;
const policyId = 'production-baseline';
const version = (number: number): string => `/api/v1/policies/${policyId}/versions/${number}`;
const environment = (id: string): string => `/api/v1/environments/${id}`;

let stack: Stack;
let acme: People;
/** Whoever reviews besides bob: one of security, two who are not. */
let sue: Client;
let rob: Client;
/** Two who promote, neither of whom publishes. */
let pam: Client;
let pete: Client;
/** Operates besides dave. */
let olli: Client;
let snapshotId: string;

const somebody = async (sub: string, ...scopes: readonly string[]): Promise<Client> =>
  clientWith(stack, await forgeToken(stack, { tenant: 'acme', sub, scope: scopes.join(' ') }), 'acme');
const reviewer = (sub: string): Promise<Client> =>
  somebody(sub, 'policy:read', 'policy:review', 'policy:approve');
const promoter = (sub: string): Promise<Client> => somebody(sub, 'policy:read', 'policy:promote');

beforeAll(async () => {
  stack = await startStack({ runners: 1 });
  acme = await signInAll(stack, 'acme');
  [sue, rob] = [await reviewer('user-sue'), await reviewer('user-rob')];
  [pam, pete] = [await promoter('user-pam'), await promoter('user-pete')];
  olli = await somebody('user-olli', 'policy:read', 'policy:operate', 'policy:activate');
  await createPolicy(acme.alice, policyId);
  snapshotId = textAt(await importFrozen(stack, acme.alice, estate()), 'snapshotId');
}, START_MS + WAIT_MS);

afterAll(() => stack?.stop(), START_MS);

const stateOf = async (number: number) => at((await acme.bob.get(version(number))).body, 'state');

/** Saves, drafts, simulates and submits the version, with the files of that example. */
const submit = async (number: number, example: 'v1' | 'v2'): Promise<string> => {
  const { alice } = acme;
  await saveCompiled(stack, alice, policyId, policyFiles(example), number > 1 ? number - 1 : undefined);
  await draftVersion(alice, policyId, { revision: number, semver: `${number}.0.0` });
  const simulation = await simulate(stack, alice, { policyId, version: number, snapshotId });
  const simulationId = textAt(simulation, 'simulationId');
  accepted(await alice.post(`${version(number)}/submit`, { simulationId }), 200);
  return simulationId;
};

const approve = async (by: Client, number: number, instead: object = {}): Promise<Answer> =>
  by.post(`${version(number)}/approve`, { ...Object(await approvalOf(by, version(number))), ...instead });

const published = (number: number): Promise<unknown> =>
  stack.until(`version ${number} is published`, WAIT_MS, async () =>
    (await stateOf(number)) === 'published' ? true : undefined,
  );

const promote = (by: Client, environmentId: string, promoted: object, why: object = WHY) =>
  by.post(`${environment(environmentId)}/promotions`, { policyId, ...promoted, ...why });

const bindingIn = async (environmentId: string): Promise<unknown> =>
  listAt((await pam.get(environment(environmentId))).body, 'bindings')[0];

/** What is stable there and what is a canary, once it is so. */
const bound = (environmentId: string, wanted: { readonly stable?: number; readonly canary?: number }) =>
  stack.until(`${environmentId} has ${JSON.stringify(wanted)}`, WAIT_MS, async () => {
    const binding = await bindingIn(environmentId);
    const numberOf = (what: 'stable' | 'canary') =>
      binding === undefined || at(binding, what) === null ? undefined : at(binding, what, 'version');
    return numberOf('stable') === wanted.stable && numberOf('canary') === wanted.canary ? true : undefined;
  });

/** Both persons that it takes, one after the other. */
const promotedByTwo = async (environmentId: string, promoted: object): Promise<void> => {
  accepted(await promote(pam, environmentId, promoted), 202);
  await stack.until(`${environmentId} waits for a second person`, WAIT_MS, async () =>
    listAt((await pam.get(environment(environmentId))).body, 'confirmations').length > 0 ? true : undefined,
  );
  expect(refusal(await promote(pam, environmentId, promoted))).toStrictEqual([403, 'SECOND_PERSON_NEEDED']);
  accepted(await promote(pete, environmentId, promoted), 200, 202);
};

describe('a tenant with three environments', () => {
  it('asks of every version for two approvals, one of them of security, and of two persons to promote', async () => {
    const { alice, bob, dave } = acme;
    for (const [order, environmentId] of ['dev', 'stage'].entries()) {
      const asked = { environmentId, name: environmentId, order };
      expect(refusal(await alice.post('/api/v1/environments', asked))).toStrictEqual([
        403,
        'ERR_SCOPE_MISMATCH',
      ]);
      accepted(await dave.post('/api/v1/environments', asked), 201);
    }
    const security = { members: ['user-sue'], roles: [] };
    accepted(await dave.put('/api/v1/tenant/groups/security', security));
    const proposals = '/api/v1/tenant/approval-policy/proposals';
    const rules = {
      approvals: 2,
      groups: [{ groupId: 'security', approvals: 1 }],
      duties: ['publishers_never_promote', 'two_persons_promote'],
    };
    accepted(await dave.post(proposals, { rules, reason: 'four eyes' }), 200);
    accepted(await bob.post(`${proposals}/1/approve`, { reason: 'agreed' }), 200);
  });
});

describe('the first version', () => {
  it('is approved by nobody who had a hand in it, by no program, by nobody twice, and at no other digest', async () => {
    await submit(1, 'v1');
    const scopes = ['policy:read', 'policy:approve'];
    const author = await somebody(subjectOf(acme.alice), ...scopes);
    expect(refusal(await approve(author, 1))).toStrictEqual([403, 'APPROVER_IN_LINEAGE']);
    const other = { contentDigest: 'f'.repeat(64) };
    expect(refusal(await approve(acme.bob, 1, other))).toStrictEqual([409, 'APPROVAL_BINDING_STALE']);
    accepted(await approve(acme.bob, 1), 200);
    expect(refusal(await approve(acme.bob, 1))).toStrictEqual([409, 'APPROVAL_GIVEN']);
  });

  it('is not approved by two of whom nobody is of security', async () => {
    accepted(await approve(rob, 1), 200);
    expect(await stateOf(1)).toBe('submitted');
    expect(refusal(await acme.carol.post(`${version(1)}/publish`, WHY))).toStrictEqual([409, 'ERR_POL_002']);
    accepted(await approve(sue, 1), 200);
    expect(await stateOf(1)).toBe('approved');
  });

  it('is published by somebody who signed in just now, for a reason, with a ticket', async () => {
    const stale = await signIn(stack, 'carol', 'acme', STALE_SIGN_IN_SECONDS);
    const publish = `${version(1)}/publish`;
    const { reason, ticket } = WHY;
    const answers = [
      await acme.robot.post(publish, WHY),
      await stale.post(publish, WHY),
      await acme.carol.post(publish, { ticket }),
      await acme.carol.post(publish, { reason }),
      await promote(pam, 'dev', { version: 1 }),
    ];
    expect(answers.map(refusal)).toStrictEqual([
      [403, 'INTERACTIVE_REQUIRED'],
      [401, 'AUTHENTICATION_STALE'],
      [422, 'REASON_MISSING'],
      [422, 'TICKET_MISSING'],
      [409, 'ERR_POL_002'],
    ]);
    accepted(await acme.carol.post(publish, WHY), 200, 202);
    await published(1);
  });

  it('is promoted by two persons, neither of whom published it, into each environment', async () => {
    const carol = await promote(acme.carol, 'dev', { version: 1 });
    expect(refusal(carol)).toStrictEqual([403, 'PROMOTER_PUBLISHED']);
    expect(refusal(await promote(pam, 'dev', { version: 1 }, { reason: 'why not' }))).toStrictEqual([
      422,
      'TICKET_MISSING',
    ]);
    for (const environmentId of ['dev', 'stage', 'prod']) {
      await promotedByTwo(environmentId, { version: 1 });
      await bound(environmentId, { stable: 1 });
    }
  });
});

describe('the second version', () => {
  const operate = (step: string, asked: object, by = acme.dave) =>
    by.post(`${environment('prod')}/policies/${policyId}/${step}`, { ...asked, reason: WHY.reason });

  it('is approved and published', async () => {
    await submit(2, 'v2');
    for (const by of [acme.bob, sue]) accepted(await approve(by, 2), 200);
    accepted(await acme.carol.post(`${version(2)}/publish`, WHY), 200, 202);
    await published(2);
    for (const environmentId of ['dev', 'stage']) {
      await promotedByTwo(environmentId, { version: 2 });
      await bound(environmentId, { stable: 2 });
    }
  });

  it('is a canary in production, and then what is stable there', async () => {
    const wrong = await promote(pam, 'prod', { version: 2, canary: { percentage: 101 } });
    expect(refusal(wrong)).toStrictEqual([422, 'SELECTOR_INVALID']);
    await promotedByTwo('prod', { version: 2, canary: { percentage: 10 } });
    await bound('prod', { stable: 1, canary: 2 });
    expect(refusal(await operate('canary/continue', { percentage: 1 }))).toStrictEqual([
      409,
      'CANARY_NARROWED',
    ]);
    const complete = { complete: true, ticket: WHY.ticket };
    expect(refusal(await operate('canary/continue', { complete: true }))).toStrictEqual([
      422,
      'TICKET_MISSING',
    ]);
    accepted(await operate('canary/continue', complete), 202);
    const again = await operate('canary/continue', complete);
    expect(refusal(again)).toStrictEqual([403, 'SECOND_PERSON_NEEDED']);
    await bound('prod', { stable: 1, canary: 2 });
    accepted(await operate('canary/continue', complete, olli), 200);
    await bound('prod', { stable: 2 });
  });

  it('is left for the first by a rollback that names its incident', async () => {
    expect(refusal(await operate('rollback', {}))).toStrictEqual([422, 'INCIDENT_MISSING']);
    accepted(await operate('rollback', { incident: 'INC-1' }), 200);
    await bound('prod', { stable: 1 });
  });

  it('is recalled with a reason, leaves every environment, and comes into none again', async () => {
    const recall = `${version(2)}/recall`;
    expect(refusal(await acme.carol.post(recall, WHY))).toStrictEqual([403, 'ERR_SCOPE_MISMATCH']);
    expect(refusal(await acme.dave.post(recall, {}))).toStrictEqual([422, 'REASON_MISSING']);
    accepted(await acme.dave.post(recall, { reason: 'it lets through what it should not' }), 200);
    for (const environmentId of ['dev', 'stage', 'prod']) await bound(environmentId, { stable: 1 });
    expect(refusal(await promote(pam, 'prod', { version: 2 }))).toStrictEqual([409, 'ERR_POL_002']);
    const back = { incident: 'INC-2', version: 2 };
    expect(refusal(await operate('rollback', back))).toStrictEqual([409, 'VERSION_NOT_BINDABLE']);
  });
});
