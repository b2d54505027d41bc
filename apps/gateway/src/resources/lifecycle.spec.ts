import { Readable } from 'node:stream';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newTenantKey, openText, wrapKey } from '@policy-registry/access';
import { idFromCommand } from '@policy-registry/kernel';
import {
  theTenant,
  auditPage,
  environmentById,
  policyPage,
  simulationById,
  snapshotById,
  versionByNumber,
  workspaceByPolicy,
} from '@policy-registry/read-models';

import { positionToken } from '../read/tokens.ts';
import { fileOfPolicy } from './file-in-revisions.ts';
import { runningGateway, type Asked, type RunningGateway } from '../testing/running-gateway.ts';

const tenantKey = newTenantKey();
let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runningGateway();
  gateway.put('acme', theTenant(), { tenant: 'acme' });
  gateway.keepTextKey('acme', wrapKey({ kek: gateway.ports.kek, tenantKey, tenant: 'acme' }));
});
afterAll(() => gateway.close());
beforeEach(() => gateway.decide({ accepted: 7 }));

const problem = (status: number, code: string) => expect.objectContaining({ status, code });
const uploaded = async (text: string, query = ''): Promise<string> => {
  const headers = { 'content-type': 'application/octet-stream' };
  const { body } = await gateway.ask('POST', `/api/v1/blobs${query}`, {
    body: text,
    headers,
    key: undefined,
  });
  return String(Reflect.get(Object(body), 'digest'));
};

describe('saving a workspace', () => {
  const revision = {
    policyId: 'gate',
    revision: 3,
    contentDigest: 'c',
    files: [],
    compilation: { engine: 'e' },
  };
  const save = async (headers: Record<string, string>) => {
    const digest = await uploaded('policy');
    const json = { files: [{ path: 'policy.stella', digest }] };
    return gateway.ask('PUT', '/api/v1/policies/gate/workspace', { json, headers });
  };
  beforeEach(() => gateway.put('acme', workspaceByPolicy('gate'), revision));

  it('asks for a condition', async () => {
    const { status, body } = await save({});
    expect([status, body]).toStrictEqual([428, problem(428, 'IF_MATCH_REQUIRED')]);
  });

  it.each([
    ['If-Match', { 'if-match': '"2"' }, '2'],
    ['If-None-Match', { 'if-none-match': '*' }, '*'],
  ])('sends the condition of %s where the decision is made', async (_name, headers, ifMatch) => {
    await save(headers);
    expect(gateway.commands.at(-1)).toMatchObject({ type: 'SaveWorkspace', ifMatch });
  });

  it.each([
    { 'if-match': '3' },
    { 'if-match': 'W/"3"' },
    { 'if-match': '"*"' },
    { 'if-match': '*' },
    { 'if-none-match': '"3"' },
  ])('refuses the condition %j', async (headers) => {
    const { status, body } = await save(headers);
    expect([status, body]).toStrictEqual([400, problem(400, 'INPUT_INVALID')]);
  });

  it('answers 412 when somebody saved meanwhile', async () => {
    gateway.decide({ rejected: 'RESOURCE_STALE' });
    const { status, body } = await save({ 'if-match': '"2"' });
    expect([status, body]).toStrictEqual([412, problem(412, 'RESOURCE_STALE')]);
  });

  it('sends digests and sizes of what was uploaded, and answers the revision with its tag', async () => {
    const { status, body, headers } = await save({ 'if-match': '"2"' });
    expect([status, body, headers.get('etag')]).toStrictEqual([201, revision, '"3"']);
    expect(headers.get('location')).toBe('/api/v1/policies/gate/workspace/revisions/3');
    const files = [{ path: 'policy.stella', size: 6, sha256: await uploaded('policy') }];
    expect(gateway.commands.at(-1)?.data).toStrictEqual({ policyId: 'gate', files });
  });

  it('takes no blob that came in otherwise: a result cannot be read by way of a workspace', async () => {
    const result = async function* () {
      yield new TextEncoder().encode('{"counts":{}}');
    };
    const { digest } = await gateway.ports.blobs.put('acme', result(), 1_000);
    const { status, body } = await gateway.ask('PUT', '/api/v1/policies/gate/workspace', {
      json: { files: [{ path: 'policy.stella', digest }] },
      headers: { 'if-none-match': '*' },
    });
    expect([status, body]).toStrictEqual([422, expect.objectContaining({ code: 'BLOB_UNKNOWN' })]);
  });

  it('takes a file that a revision of the policy holds, whether the author could read it or not', async () => {
    const digest = 'e'.repeat(64);
    gateway.put('acme', fileOfPolicy('gate', digest), { size: 812 });
    const token = gateway.tokenOf({ scopes: ['policy:read', 'policy:author'] });
    const path = 'tests/regression-v1.json';
    const asked = { json: { files: [{ path, digest }] }, headers: { 'if-match': '"2"' }, token };
    expect((await gateway.ask('PUT', '/api/v1/policies/gate/workspace', asked)).status).toBe(201);
    expect(gateway.commands.at(-1)?.data).toMatchObject({ files: [{ path, size: 812, sha256: digest }] });
    expect((await gateway.ask('PUT', '/api/v1/policies/other/workspace', asked)).body).toStrictEqual(
      problem(422, 'BLOB_UNKNOWN'),
    );
  });

  it('points at what was never uploaded, and sends nothing', async () => {
    const sent = gateway.commands.length;
    const known = await uploaded('policy');
    const files = [
      { path: 'a', digest: known },
      { path: 'b', digest: 'f'.repeat(64) },
    ];
    const headers = { 'if-match': '"2"' };
    const { status, body } = await gateway.ask('PUT', '/api/v1/policies/gate/workspace', {
      json: { files },
      headers,
    });
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'BLOB_UNKNOWN', errors: [{ pointer: '/files/1/digest' }] });
    expect(gateway.commands.length).toBe(sent);
  });

  it('answers the revision without a compilation when that takes longer', async () => {
    gateway.put('acme', workspaceByPolicy('gate'), { ...revision, compilation: null });
    const { status, body } = await save({ 'if-match': '"2"' });
    expect([status, body]).toStrictEqual([201, { ...revision, compilation: null }]);
  });
});

describe('publishing a version', () => {
  const path = '/api/v1/policies/gate/versions/1/publish';
  const version = { policyId: 'gate', version: 1, state: 'approved', revision: 5 };
  const texts = { reason: 'it is time', ticket: 'CHG-7' };
  const publish = (more: Asked = {}) => gateway.ask('POST', path, { json: texts, ...more });
  const given = (publication: object | null) =>
    gateway.put('acme', versionByNumber('gate', 1), { ...version, publication: { ...publication } });

  it('answers with the published version', async () => {
    given({ status: 'published' });
    const { status, headers } = await publish();
    expect([status, headers.get('etag')]).toStrictEqual([200, '"5"']);
  });

  it('is unavailable when the attestation could not be signed', async () => {
    given({ status: 'failed', reason: 'SIGNER_UNAVAILABLE' });
    const { status, body } = await publish();
    expect([status, body]).toStrictEqual([503, problem(503, 'ERR_ATTESTATION_FAILED')]);
    expect(Object(body).detail).toContain('SIGNER_UNAVAILABLE');
  });

  it('answers 202 and the version while it is being signed', async () => {
    given({ status: 'requested' });
    const { status, headers, body } = await publish();
    expect([status, headers.get('location')]).toStrictEqual([202, '/api/v1/policies/gate/versions/1']);
    expect(body).toMatchObject({ version: 1, publication: { status: 'requested' } });
  });

  it('sends digests of the texts, which are stored under the key of the tenant', async () => {
    given({ status: 'published' });
    await publish();
    const { data = {} } = gateway.commands.at(-1) ?? {};
    const { reasonDigest, ticketDigest } = Object(data);
    expect(data).toStrictEqual({ policyId: 'gate', version: 1, reasonDigest, ticketDigest });
    const sealed = await gateway.ports.blobs.get({ tenant: 'acme', digest: reasonDigest });
    expect(openText({ tenantKey, tenant: 'acme', purpose: 'reason', sealed })).toBe('it is time');
    expect(JSON.stringify(gateway.commands) + gateway.logged.join('')).not.toContain('it is time');
  });

  it('sends the same digests with a retry', async () => {
    given({ status: 'published' });
    await publish({ key: 'retried' });
    await publish({ key: 'retried' });
    const [first, second] = gateway.commands.slice(-2);
    expect(second?.data).toStrictEqual(first?.data);
  });

  it('leaves it to the domain to miss a reason', async () => {
    gateway.decide({ rejected: 'REASON_MISSING' });
    const { status, body } = await publish({ json: {} });
    expect([status, body]).toStrictEqual([422, problem(422, 'REASON_MISSING')]);
    expect(gateway.commands.at(-1)?.data).toStrictEqual({ policyId: 'gate', version: 1 });
  });

  it('is refused to a tenant without a key for texts', async () => {
    const token = gateway.tokenOf({ tenant: 'globex' });
    const { body } = await publish({ token, tenant: 'globex' });
    expect(body).toStrictEqual(problem(404, 'TENANT_UNKNOWN'));
  });
});

describe('importing a snapshot', () => {
  const snapshot = { snapshotId: 'snap', state: 'frozen', faults: [] };
  const importOf = (digest: string) =>
    gateway.ask('POST', '/api/v1/snapshots', {
      json: { documents: [{ name: 'a.json', kind: 'trivy', digest }] },
    });
  const importing = async () => importOf(await uploaded('report', '?kind=document'));
  beforeEach(() => gateway.decide({ accepted: 7, id: 'snap' }));

  it('answers 201 with what is frozen', async () => {
    gateway.put('acme', snapshotById('snap'), snapshot);
    const { status, headers } = await importing();
    expect([status, headers.get('location')]).toStrictEqual([201, '/api/v1/snapshots/snap']);
  });

  it('answers 202 while it is being imported', async () => {
    gateway.put('acme', snapshotById('snap'), { ...snapshot, state: 'importing' });
    const { status, headers } = await importing();
    expect([status, headers.get('location')]).toStrictEqual([202, '/api/v1/snapshots/snap']);
  });

  it('takes documents alone: no file of a policy, and nothing that the registry made', async () => {
    const before = gateway.commands.length;
    const result = await gateway.ports.blobs.put(
      'acme',
      Readable.from([new TextEncoder().encode('a result')]),
      100,
    );
    for (const digest of [await uploaded('a policy file'), result.digest]) {
      const { status, body } = await importOf(digest);
      expect([status, Object(body).code, Object(body).errors]).toStrictEqual([
        422,
        'BLOB_UNKNOWN',
        [
          {
            code: 'BLOB_UNKNOWN',
            detail: 'no document was uploaded with this digest (POST /blobs?kind=document)',
            pointer: '/documents/0/digest',
          },
        ],
      ]);
    }
    expect(gateway.commands).toHaveLength(before);
  });

  it('names document and place of what could not be imported', async () => {
    const fault = {
      document: 'a.json',
      pointer: '/Results/0',
      code: 'DOCUMENT_FOREIGN',
      detail: 'is no report',
    };
    gateway.put('acme', snapshotById('snap'), { ...snapshot, state: 'refused', faults: [fault] });
    const { status, body } = await importing();
    expect([status, Object(body).code, Object(body).errors]).toStrictEqual([
      422,
      'SNAPSHOT_REFUSED',
      [fault],
    ]);
  });
});

describe('starting a simulation', () => {
  it('answers 202 with the simulation, whose id its retry finds again', async () => {
    const json = { policyId: 'gate', version: 1, snapshotId: 'snap' };
    gateway.decide('undecided');
    await gateway.ask('POST', '/api/v1/simulations', { json, key: 'sim' });
    const simulationId = idFromCommand(gateway.commands.at(-1)?.commandId ?? '');
    gateway.put('acme', simulationById(simulationId), { simulationId, state: 'queued' });
    gateway.decide({ accepted: 7 });
    const { status, headers, body } = await gateway.ask('POST', '/api/v1/simulations', { json, key: 'sim' });
    expect([status, body]).toStrictEqual([202, { simulationId, state: 'queued' }]);
    expect(headers.get('location')).toBe(`/api/v1/simulations/${simulationId}`);
    expect(gateway.commands.at(-1)?.data).toMatchObject({ simulationId, environmentId: 'prod', env: {} });
  });
});

describe('a list', () => {
  const page = (after: string | undefined) =>
    policyPage({ size: 2, after: after === undefined ? undefined : [after] });
  beforeAll(() => {
    gateway.put('acme', page(undefined), { policyId: 'a' }, { policyId: 'b' });
    gateway.put('acme', page('a'), { policyId: 'b' });
  });

  it('goes on where its page token says, and ends', async () => {
    const first = await gateway.ask('GET', '/api/v1/policies?page_size=1');
    expect(first.body).toStrictEqual({ items: [{ policyId: 'a' }], next_page_token: expect.any(String) });
    const token = Object(first.body).next_page_token;
    const second = await gateway.ask('GET', `/api/v1/policies?page_size=1&page_token=${token}`);
    expect(second.body).toStrictEqual({ items: [{ policyId: 'b' }], next_page_token: null });
  });

  it('refuses a page token with another filter than it was given for', async () => {
    const { body } = await gateway.ask('GET', '/api/v1/policies?page_size=1');
    const path = `/api/v1/policies?tag=tier:1&page_token=${Object(body).next_page_token}`;
    expect((await gateway.ask('GET', path)).body).toStrictEqual(problem(400, 'PAGE_TOKEN_INVALID'));
  });

  it('refuses the page token of another tenant', async () => {
    const { body } = await gateway.ask('GET', '/api/v1/policies?page_size=1');
    const token = gateway.tokenOf({ tenant: 'globex' });
    const asked = { token, tenant: 'globex' };
    const foreign = await gateway.ask(
      'GET',
      `/api/v1/policies?page_token=${Object(body).next_page_token}`,
      asked,
    );
    expect([foreign.status, foreign.body]).toStrictEqual([400, problem(400, 'PAGE_TOKEN_INVALID')]);
  });
});

describe('a read with a position', () => {
  const read = (position: string) =>
    gateway.ask('GET', '/api/v1/environments/prod', { headers: { 'x-registry-position': position } });
  beforeAll(() => gateway.put('acme', environmentById('prod'), { environmentId: 'prod', revision: 2 }));

  it('is answered when the read models have it', async () => {
    const { status, headers } = await read(positionToken('acme', 1_000_000));
    expect([status, headers.get('etag')]).toStrictEqual([200, '"2"']);
  });

  it('is unavailable for a while when they do not get there', async () => {
    const { status, body, headers } = await read(positionToken('acme', 1_000_001));
    expect([status, body, headers.get('retry-after')]).toStrictEqual([
      503,
      problem(503, 'READ_MODEL_BEHIND'),
      '1',
    ]);
  });

  it('is refused with a position of another tenant', async () => {
    const { status, body } = await read(positionToken('globex', 7));
    expect([status, body]).toStrictEqual([400, problem(400, 'POSITION_INVALID')]);
  });
});

describe('the texts of an event', () => {
  it('are shown to an auditor', async () => {
    gateway.put('acme', versionByNumber('gate', 1), { publication: { status: 'published' } });
    await gateway.ask('POST', '/api/v1/policies/gate/versions/1/publish', {
      json: { reason: 'why', ticket: 'T-1' },
    });
    const { reasonDigest, ticketDigest } = Object(gateway.commands.at(-1)?.data);
    gateway.put('acme', auditPage({})({ size: 1, after: ['41'] }), { seq: 42, reasonDigest, ticketDigest });
    const { body } = await gateway.ask('GET', '/api/v1/audit/events/42/texts');
    expect(body).toStrictEqual({ reason: 'why', ticket: 'T-1' });
  });

  it('are not those of the next event when there is none with this number', async () => {
    gateway.put('acme', auditPage({})({ size: 1, after: ['49'] }), {
      seq: 51,
      reasonDigest: null,
      ticketDigest: null,
    });
    expect((await gateway.ask('GET', '/api/v1/audit/events/50/texts')).status).toBe(404);
  });
});
