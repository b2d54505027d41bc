import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { tenantAccess, theTenant } from '@policy-registry/read-models';

import { runningGateway, type RunningGateway } from '../testing/running-gateway.ts';

jest.setTimeout(60_000);

let gateway: RunningGateway;
const access = {
  roles: [
    { roleId: 'authors', scopes: ['policy:author', 'policy:read'] },
    { roleId: 'publishers', scopes: ['policy:publish'] },
  ],
  groups: [{ groupId: 'team', members: ['ann'], roles: ['authors', 'publishers'] }],
  services: [],
  revision: 5,
};
const settings = { authenticationAgeMaxMs: 300_000, simulationAgeMaxMs: 86_400_000 };

beforeAll(async () => {
  gateway = await runningGateway();
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.put('acme', tenantAccess(), access);
  gateway.put('acme', theTenant(), { tenant: 'acme', status: 'open', revision: 5 });
});

const last = () => gateway.commands.at(-1);

describe('what a tenant grants', () => {
  const json = { policyId: 'gate', name: 'Gate' };

  it('opens a route that the token does not', async () => {
    const token = gateway.tokenOf({ id: 'ann', scopes: [] });
    expect((await gateway.ask('POST', '/api/v1/policies', { token, json })).status).not.toBe(403);
    expect((await gateway.ask('GET', '/api/v1/environments', { token })).status).toBe(200);
  });

  it('goes into no command: who decides it asks the tenant itself', async () => {
    const token = gateway.tokenOf({ id: 'ann', scopes: ['findings:read'] });
    await gateway.ask('POST', '/api/v1/policies', { token, json });
    expect(last()?.principal.scopes).toStrictEqual(['findings:read']);
  });

  it('opens nothing to others, and nothing that no role holds', async () => {
    const stranger = gateway.tokenOf({ id: 'eve', scopes: [] });
    const member = gateway.tokenOf({ id: 'ann', scopes: [] });
    const answers = [
      await gateway.ask('GET', '/api/v1/policies', { token: stranger }),
      await gateway.ask('GET', '/api/v1/audit/events', { token: member }),
      await gateway.ask('PUT', '/api/v1/tenant/groups/team', {
        token: member,
        json: { members: ['ann'], roles: [] },
      }),
    ];
    expect(answers.map(({ status }) => status)).toStrictEqual([403, 403, 403]);
  });
});

describe('administration', () => {
  it('sends each change as a command to the tenant of the token', async () => {
    const changes = [
      ['PUT', 'roles/authors', { scopes: ['policy:author'] }],
      ['DELETE', 'roles/authors', undefined],
      ['PUT', 'groups/team', { members: ['ann'], roles: ['authors'] }],
      ['DELETE', 'groups/team', undefined],
      ['PUT', 'services/robot@acme', { roles: ['authors'] }],
      ['DELETE', 'services/robot@acme', undefined],
      ['PUT', 'settings', { settings, approvals: 2 }],
    ] as const;
    for (const [method, path, json] of changes) {
      const headers = { 'if-match': '"5"' };
      const { status, headers: given } = await gateway.ask(method, `/api/v1/tenant/${path}`, {
        json,
        headers,
      });
      expect([path, status, given.get('etag'), last()?.ifMatch]).toStrictEqual([path, 200, '"5"', '5']);
    }
    expect(gateway.commands.slice(-changes.length).map(({ type, data }) => [type, data])).toStrictEqual([
      ['DefineRole', { tenantId: 'acme', roleId: 'authors', scopes: ['policy:author'] }],
      ['RemoveRole', { tenantId: 'acme', roleId: 'authors' }],
      ['DefineGroup', { tenantId: 'acme', groupId: 'team', members: ['ann'], roles: ['authors'] }],
      ['RemoveGroup', { tenantId: 'acme', groupId: 'team' }],
      ['DefineServiceIdentity', { tenantId: 'acme', serviceId: 'robot@acme', roles: ['authors'] }],
      ['RemoveServiceIdentity', { tenantId: 'acme', serviceId: 'robot@acme' }],
      ['ChangeTenantSettings', { tenantId: 'acme', settings, approvals: 2 }],
    ]);
  });

  it.each([
    ['roles/admins', { scopes: ['tenant:admin'] }, '/scopes'],
    ['roles/operators', { scopes: ['registry:operate'] }, '/scopes'],
    ['roles/any', { scopes: ['policy:everything'] }, '/scopes'],
    ['groups/team', { members: ['two words'], roles: [] }, '/members'],
    [
      'groups/team',
      { members: Array.from({ length: 201 }, (_none, at) => `u-${at}`), roles: [] },
      '/members',
    ],
    [
      'settings',
      { settings: { ...settings, authenticationAgeMaxMs: 86_400_001 }, approvals: 1 },
      '/settings',
    ],
    ['settings', { settings, approvals: 0 }, '/approvals'],
    ['settings', { settings: { ...settings, flags: { quickSimulations: 'no' } }, approvals: 1 }, '/settings'],
    ['settings', { settings: { ...settings, flags: { anything: true } }, approvals: 1 }, '/settings'],
  ])('of %s is refused where it has another shape', async (path, json, pointer) => {
    const { status, body } = await gateway.ask('PUT', `/api/v1/tenant/${path}`, { json });
    expect([status, Object(body).code]).toStrictEqual([400, 'INPUT_INVALID']);
    expect(Object(body).errors[0].pointer).toMatch(new RegExp(`^${pointer}`));
  });
});

describe('operation', () => {
  it('opens, suspends and resumes the tenant of the token', async () => {
    const token = gateway.tokenOf({ scopes: ['registry:operate'] });
    const opened = await gateway.ask('POST', '/api/v1/tenant', { token, json: { settings, approvals: 1 } });
    expect([opened.status, opened.headers.get('location'), last()?.type]).toStrictEqual([
      201,
      '/api/v1/tenant',
      'OpenTenant',
    ]);
    for (const [path, type] of [
      ['suspend', 'SuspendTenant'],
      ['resume', 'ResumeTenant'],
    ]) {
      const { status } = await gateway.ask('POST', `/api/v1/tenant/${path}`, {
        token,
        json: { reason: 'unpaid' },
      });
      expect([status, last()?.type, last()?.data]).toStrictEqual([
        200,
        type,
        { tenantId: 'acme', reasonDigest: expect.stringMatching(/^[0-9a-f]{64}$/) },
      ]);
    }
  });

  it('is nothing for an administrator', async () => {
    const token = gateway.tokenOf({ scopes: ['tenant:admin'] });
    const { status } = await gateway.ask('POST', '/api/v1/tenant/suspend', { token, json: { reason: 'x' } });
    expect(status).toBe(403);
  });

  it('lets nothing be uploaded to a suspended tenant', async () => {
    gateway.put('acme', theTenant(), { tenant: 'acme', status: 'suspended' });
    const headers = { 'content-type': 'application/octet-stream' };
    const { status, body } = await gateway.ask('POST', '/api/v1/blobs', { body: 'x', headers });
    expect([status, Object(body).code]).toStrictEqual([403, 'TENANT_SUSPENDED']);
  });
});
