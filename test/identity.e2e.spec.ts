import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { accepted, clientWith, signInAll, subjectOf, type Answer, type Client } from './support/client.ts';
import { estate, policyFiles } from './support/examples.ts';
import { forgeToken } from './support/issuer-key.ts';
import { at, jsonOf, listAt, textAt } from './support/json.ts';
import {
  allOf,
  approvalOf,
  createPolicy,
  draftVersion,
  importFrozen,
  saveCompiled,
  simulate,
  type People,
} from './support/lifecycle.ts';
import { policyctl } from './support/policyctl.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';

jest.setTimeout(60_000);

const NEWCOMER = 'user-new';

let stack: Stack;
let acme: People;
beforeAll(async () => {
  stack = await startStack();
  acme = await signInAll(stack, 'acme');
}, START_MS);
afterAll(() => stack?.stop(), START_MS);

describe('a token that is bound to a key of the session', () => {
  it('lets policyctl read and write, with a proof for each request', async () => {
    const login = await policyctl(stack, 'login', '--as', 'alice', '--tenant', 'acme', '--dpop');
    expect([login.exitCode, at(login.document, 'isBound')]).toStrictEqual([0, true]);
    const made = await policyctl(stack, 'policy', 'create', 'bound-gate', '--name', 'Bound gate');
    const listed = await policyctl(stack, 'policy', 'list');
    const ids = listAt(listed.document, 'items').map((item) => textAt(item, 'policyId'));
    expect([made.exitCode, listed.exitCode, ids]).toStrictEqual([0, 0, ['bound-gate']]);
    expect(at((await policyctl(stack, 'whoami')).document, 'isBound')).toBe(true);
  });

  it('is of no use to somebody who has the token alone', async () => {
    const home = join(stack.folder, 'policyctl');
    const [file = ''] = (await readdir(home)).filter((name) => name.endsWith('-dpop.json'));
    const token = textAt(jsonOf(await readFile(join(home, file), 'utf8')), 'token');
    const asBearer = await clientWith(stack, token, 'acme').get('/api/v1/policies');
    const headers = { authorization: `DPoP ${token}` };
    const unproven = await clientWith(stack, token, 'acme').get('/api/v1/policies', { headers });
    expect([asBearer, unproven].map(({ status, body }) => [status, at(body, 'code')])).toStrictEqual([
      [401, 'TOKEN_REFUSED'],
      [401, 'DPOP_PROOF_REFUSED'],
    ]);
  });
});

/** Somebody to whom the issuer gives nothing but a tenant, unless told otherwise. */
const newcomer = async (scope = '', tenant = 'acme'): Promise<Client> =>
  clientWith(stack, await forgeToken(stack, { tenant, scope, sub: NEWCOMER }), tenant);
const said = ({ status, body }: Answer): readonly unknown[] => [status, at(body, 'code')];
const administer = (...args: readonly string[]) =>
  policyctl(stack, ...args, '--as', 'dave', '--tenant', 'acme');

describe('what an administrator grants', () => {
  it('counts for those who have no scope from the issuer, as long as they are in the group', async () => {
    const anne = await newcomer();
    const policy = { policyId: 'granted-gate', name: 'Granted gate' };
    expect(said(await anne.post('/api/v1/policies', policy))).toStrictEqual([403, 'ERR_SCOPE_MISMATCH']);

    const define = ['policy:author', 'policy:read'];
    const roles = await administer('role', 'define', 'authors', '--scopes', ...define);
    const group = await administer('group', 'define', 'team', '--members', NEWCOMER, '--roles', 'authors');
    expect([roles.exitCode, group.exitCode]).toStrictEqual([0, 0]);
    accepted(await anne.post('/api/v1/policies', policy), 201);
    accepted(await anne.get('/api/v1/policies/granted-gate'), 200);
    const created = (await allOf(acme.erin, '/api/v1/audit/events')).findLast(
      (event) => at(event, 'aggregate', 'id') === 'granted-gate',
    );
    expect(at(created, 'actor')).toMatchObject({ id: NEWCOMER, scopes: define });

    const service = await administer('service', 'define', 'ci@acme', '--roles', 'authors');
    expect(at(service.document, 'services')).toStrictEqual([{ serviceId: 'ci@acme', roles: ['authors'] }]);
    expect((await administer('service', 'remove', 'ci@acme')).exitCode).toBe(0);
    const removed = await administer('group', 'remove', 'team');
    expect([at(removed.document, 'services'), at(removed.document, 'groups')]).toStrictEqual([[], []]);
    const another = await anne.post('/api/v1/policies', { policyId: 'late-gate', name: 'Late gate' });
    expect(said(another)).toStrictEqual([403, 'ERR_SCOPE_MISMATCH']);
  });

  it('may also be wider limits, which leaves the other settings as they are', async () => {
    const before = at((await administer('tenant', 'show')).document, 'settings');
    const after = at((await administer('tenant', 'settings', '--running', '5')).document, 'settings');
    expect(after).toStrictEqual({ ...Object(before), simulationsRunningMax: 5 });
  });

  it('may also be a quota of policies: as many are taken, and one more is not', async () => {
    const { alice } = acme;
    const count = listAt(accepted(await alice.get('/api/v1/policies?page_size=500'), 200), 'items').length;
    expect((await administer('tenant', 'settings', '--policies', String(count + 1))).exitCode).toBe(0);
    const policy = (policyId: string) => ({ policyId, name: 'Gate' });
    accepted(await alice.post('/api/v1/policies', policy('last-gate')), 201);
    const beyond = await alice.post('/api/v1/policies', policy('one-gate-more'));
    expect(said(beyond)).toStrictEqual([409, 'QUOTA_REACHED']);
    expect((await administer('tenant', 'settings', '--policies', '1000')).exitCode).toBe(0);
    accepted(await alice.post('/api/v1/policies', policy('one-gate-more-at-last')), 201);
  });

  it('is nothing for themselves, and to a service nothing that only persons do', async () => {
    const { dave, robot } = acme;
    const access = '/api/v1/tenant';
    accepted(await dave.put(`${access}/roles/publishers`, { scopes: ['policy:publish'] }));
    const own = { members: [subjectOf(dave)], roles: ['publishers'] };
    const service = `${access}/services/${subjectOf(robot)}`;
    const answers = [
      await dave.put(`${access}/groups/own`, own),
      await dave.put(service, { roles: ['publishers'] }),
      await dave.put(`${access}/roles/admins`, { scopes: ['tenant:admin'] }),
      await acme.alice.put(`${access}/roles/any`, { scopes: [] }),
    ];
    expect(answers.map(said)).toStrictEqual([
      [403, 'OWN_RIGHTS_WIDENED'],
      [422, 'SCOPE_INTERACTIVE_ONLY'],
      [400, 'INPUT_INVALID'],
      [403, 'ERR_SCOPE_MISMATCH'],
    ]);
  });

  it('lets nobody approve what they had a hand in', async () => {
    const { alice, dave } = acme;
    const policyId = 'own-gate';
    const version = `/api/v1/policies/${policyId}/versions/1`;
    await createPolicy(alice, policyId);
    await saveCompiled(stack, alice, policyId, policyFiles('v1'));
    await draftVersion(alice, policyId, { revision: 1, semver: '1.0.0' });
    const snapshotId = textAt(await importFrozen(stack, alice, estate()), 'snapshotId');
    const simulation = await simulate(stack, alice, { policyId, version: 1, snapshotId });
    accepted(await alice.post(`${version}/submit`, { simulationId: textAt(simulation, 'simulationId') }));

    accepted(await dave.put('/api/v1/tenant/roles/approvers', { scopes: ['policy:approve'] }));
    const members = [subjectOf(alice), NEWCOMER];
    accepted(await dave.put('/api/v1/tenant/groups/approvers', { members, roles: ['approvers'] }));
    const approval = await approvalOf(alice, version);
    expect(said(await alice.post(`${version}/approve`, approval))).toStrictEqual([
      403,
      'APPROVER_IN_LINEAGE',
    ]);
    const approved = accepted(await (await newcomer()).post(`${version}/approve`, approval));
    expect(at(approved, 'state')).toBe('approved');
  });
});

describe('an operator', () => {
  const operate = (...args: readonly string[]) =>
    policyctl(stack, 'tenant', ...args, '--as', 'olga', '--tenant', 'acme');

  it('suspends a tenant, in which everything can be read and nothing is changed, until it is resumed', async () => {
    const { alice, dave, olga } = acme;
    const suspended = await operate('suspend', '--reason', 'an incident');
    expect([suspended.exitCode, at(suspended.document, 'status')]).toStrictEqual([0, 'suspended']);
    const policy = { policyId: 'held-gate', name: 'Held gate' };
    const bytes = new TextEncoder().encode('held');
    const refused = [
      await alice.post('/api/v1/policies', policy),
      await alice.send('POST', '/api/v1/blobs', { bytes, key: null }),
      await dave.put('/api/v1/tenant/roles/held', { scopes: [] }),
      await dave.put('/api/v1/environments/prod/budgets', { lines: [] }),
    ];
    expect(refused.map(said)).toStrictEqual(refused.map(() => [403, 'TENANT_SUSPENDED']));
    accepted(await alice.get('/api/v1/policies'), 200);
    expect(said(await olga.get('/api/v1/policies'))).toStrictEqual([403, 'ERR_SCOPE_MISMATCH']);

    expect((await operate('resume', '--reason', 'it is over')).exitCode).toBe(0);
    accepted(await alice.post('/api/v1/policies', policy), 201);
  });

  it('opens a tenant that nobody knew, which its own people then set up', async () => {
    const tenant = 'initech';
    const operator = await newcomer('registry:operate', tenant);
    const admin = await newcomer('tenant:admin policy:read policy:author', tenant);
    const policy = { policyId: 'first-gate', name: 'First gate' };
    expect(said(await admin.post('/api/v1/policies', policy))).toStrictEqual([404, 'TENANT_UNKNOWN']);
    const settings = { authenticationAgeMaxMs: 300_000, simulationAgeMaxMs: 86_400_000 };
    const opening = { settings, approvals: 2 };
    expect(said(await admin.post('/api/v1/tenant', opening))).toStrictEqual([403, 'ERR_SCOPE_MISMATCH']);
    accepted(await operator.post('/api/v1/tenant', opening), 201);
    expect(said(await operator.post('/api/v1/tenant', opening))).toStrictEqual([409, 'TENANT_EXISTS']);

    accepted(await admin.post('/api/v1/policies', policy), 201);
    const prod = { environmentId: 'prod', name: 'Production', order: 1 };
    accepted(await admin.post('/api/v1/environments', prod), 201);
    const change = { settings: { ...settings, shardCredit: 2 }, approvals: 2 };
    const headers = { 'if-match': '"2"' };
    accepted(await admin.put('/api/v1/tenant/settings', change, { headers }), 200);
    expect(said(await admin.put('/api/v1/tenant/settings', opening, { headers }))).toStrictEqual([
      412,
      'RESOURCE_STALE',
    ]);
  });

  it('leaves a log that replays to the state of the registry', async () => {
    const { exitCode, document } = await policyctl(
      stack,
      'audit',
      'replay',
      '--as',
      'erin',
      '--tenant',
      'acme',
    );
    expect([exitCode, at(document, 'stateHashEqual')]).toStrictEqual([0, true]);
  });
});
