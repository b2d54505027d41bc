import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FILE_BYTES_MAX, type Scope } from '@policy-registry/domain';
import { BlobCorrupt, sha256Hex } from '@policy-registry/kernel';
import { BlobStoreUnavailable } from '@policy-registry/object-store';
import { tenantAccess, theTenant } from '@policy-registry/read-models';

import { runningGateway, type RunningGateway } from '../testing/running-gateway.ts';
import { WHOLE_BYTES_MAX } from './send-blob.ts';
import { fileDisposedAt, fileInRevisions } from './file-in-revisions.ts';

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runningGateway();
  gateway.put('acme', theTenant(), { tenant: 'acme' });
});
afterAll(() => gateway.close());

const headers = { 'content-type': 'application/octet-stream' };
const upload = (body: NonNullable<RequestInit['body']>, query = '') =>
  gateway.ask('POST', `/api/v1/blobs${query}`, { body, headers, key: undefined });
const problem = (status: number, code: string) => expect.objectContaining({ status, code });

describe('an upload', () => {
  it('is stored under its digest and comes back as it was', async () => {
    const digest = sha256Hex('policy');
    const { status, body, headers: given } = await upload('policy');
    expect([status, body]).toStrictEqual([201, { digest, size: 6 }]);
    expect(given.get('location')).toBe(`/api/v1/blobs/${digest}`);
    const read = await gateway.ask('GET', `/api/v1/blobs/${digest}`);
    expect([read.status, read.body]).toStrictEqual([200, 'policy']);
    expect(read.headers.get('etag')).toBe(`"${digest}"`);
    expect(read.headers.get('content-type')).toBe('application/octet-stream');
  });

  it.each([
    ['announces', (bytes: Uint8Array<ArrayBuffer>) => bytes],
    ['streams', (bytes: Uint8Array<ArrayBuffer>) => new Blob([bytes]).stream()],
  ])('that %s more than a file may hold is refused, and nothing is kept', async (_how, bodyOf) => {
    const bytes = new Uint8Array(FILE_BYTES_MAX + 1);
    const { status, body } = await upload(bodyOf(bytes));
    expect([status, body]).toStrictEqual([413, problem(413, 'BODY_TOO_LARGE')]);
    expect(await gateway.ports.blobs.find({ tenant: 'acme', digest: sha256Hex(bytes) })).toBeUndefined();
  });

  it('of exactly a file is stored, and a document may be longer', async () => {
    expect((await upload(new Uint8Array(FILE_BYTES_MAX))).status).toBe(201);
    expect((await upload(new Uint8Array(FILE_BYTES_MAX + 1), '?kind=document')).status).toBe(201);
  });

  it('must be octets', async () => {
    const { status, body } = await gateway.ask('POST', '/api/v1/blobs', { json: { policy: 1 } });
    expect([status, body]).toStrictEqual([415, problem(415, 'MEDIA_TYPE_UNSUPPORTED')]);
  });

  it('is refused to a tenant that nobody opened', async () => {
    const token = gateway.tokenOf({ tenant: 'nobody' });
    const { status, body } = await gateway.ask('POST', '/api/v1/blobs', {
      body: 'x',
      headers,
      token,
      tenant: 'nobody',
    });
    expect([status, body]).toStrictEqual([404, problem(404, 'TENANT_UNKNOWN')]);
  });

  it('is not seen by another tenant', async () => {
    const { body } = await upload('private');
    const token = gateway.tokenOf({ tenant: 'globex' });
    const { status } = await gateway.ask('GET', `/api/v1/blobs/${Object(body).digest}`, {
      token,
      tenant: 'globex',
    });
    expect(status).toBe(404);
  });

  it('is not shown without findings:read when it is a test made of findings', async () => {
    const tests = Object((await upload('a regression test')).body).digest;
    gateway.put('acme', fileInRevisions(tests), { holdsFindings: true });
    const answerTo = async (...scopes: readonly Scope[]) => {
      const { status, body } = await gateway.ask('GET', `/api/v1/blobs/${tests}`, {
        token: gateway.tokenOf({ scopes }),
      });
      return [status, body];
    };
    expect(await answerTo('policy:read', 'findings:read')).toStrictEqual([200, 'a regression test']);
    expect(await answerTo('policy:read')).toStrictEqual([
      403,
      expect.objectContaining({
        code: 'ERR_SCOPE_MISMATCH',
        detail: 'a test that holds findings needs the scope findings:read',
      }),
    ]);
  });

  it('is shown to whom the tenant grants findings:read', async () => {
    const report = Object((await upload('a report of findings')).body).digest;
    const token = gateway.tokenOf({ id: 'ann', scopes: ['policy:read'] });
    const look = async () => (await gateway.ask('GET', `/api/v1/blobs/${report}`, { token })).status;
    expect(await look()).toBe(403);
    const readers = { groupId: 'readers', members: ['ann'], roles: ['readers'] };
    const roles = [{ roleId: 'readers', scopes: ['findings:read'] }];
    gateway.put('acme', tenantAccess(), { roles, groups: [readers], services: [], revision: 4 });
    expect(await look()).toBe(200);
  });

  it('is shown without findings:read only when it is a file of a policy', async () => {
    const token = gateway.tokenOf({ scopes: ['policy:read'] });
    const file = Object((await upload('a policy')).body).digest;
    const report = Object((await upload('a report')).body).digest;
    gateway.put('acme', fileInRevisions(file), { holdsFindings: false });
    expect((await gateway.ask('GET', `/api/v1/blobs/${file}`, { token })).status).toBe(200);
    expect((await gateway.ask('GET', `/api/v1/blobs/${report}`, { token })).body).toStrictEqual(
      problem(403, 'ERR_SCOPE_MISMATCH'),
    );
  });
});

describe('a file that only revisions have whose contents were disposed of', () => {
  it('is read by nobody, and told from one that never was', async () => {
    const { digest } = Object((await upload('a dropped draft')).body);
    gateway.put('acme', fileInRevisions(digest), { holdsFindings: false });
    gateway.put('acme', fileDisposedAt(digest), { disposedAt: '2026-03-02T09:00:00.000Z' });
    for (const scopes of [['policy:read'], ['policy:read', 'findings:read']] as const) {
      const token = gateway.tokenOf({ scopes });
      const { body } = await gateway.ask('GET', `/api/v1/blobs/${digest}`, { token });
      expect(body).toStrictEqual(problem(410, 'REVISION_DISPOSED'));
    }
  });
});

describe('a blob that is long', () => {
  const long = new Uint8Array(FILE_BYTES_MAX + 100_000).fill(7);

  it('is answered piece by piece, with its length', async () => {
    const { digest } = await gateway.ports.blobs.put('acme', each(long), long.length);
    const answer = await fetch(`${gateway.url}/api/v1/blobs/${digest}`, {
      headers: { authorization: `Bearer ${gateway.tokenOf()}`, 'x-stella-tenant': 'acme' },
    });
    expect(answer.headers.get('content-length')).toBe(String(long.length));
    expect(sha256Hex(new Uint8Array(await answer.arrayBuffer()))).toBe(digest);
  });

  it('breaks off where it is damaged, so that nobody takes it for whole', async () => {
    const digest = sha256Hex('damaged');
    const damaged = await runningGateway({
      blobs: {
        ...gateway.ports.blobs,
        find: async () => ({ digest, sizeBytes: long.length }),
        stream: async function* (blob) {
          yield long.subarray(0, 1_000);
          throw new BlobCorrupt(blob);
        },
      },
    });
    await expect(damaged.ask('GET', `/api/v1/blobs/${digest}`)).rejects.toThrow();
    expect((await damaged.ask('GET', '/healthz')).status).toBe(200);
    await damaged.close();
  });
});

describe('a blob that is damaged', () => {
  it('is refused while it is short enough to be checked whole, and breaks off where it is a byte longer', async () => {
    let sizeBytes = WHOLE_BYTES_MAX;
    const digest = sha256Hex('damaged');
    const damaged = await runningGateway({
      blobs: {
        ...gateway.ports.blobs,
        find: async () => ({ digest, sizeBytes }),
        get: (blob) => Promise.reject(new BlobCorrupt(blob)),
        stream: async function* (blob) {
          yield new Uint8Array(1_000);
          throw new BlobCorrupt(blob);
        },
      },
    });
    const ask = () => damaged.ask('GET', `/api/v1/blobs/${digest}`);
    expect((await ask()).body).toMatchObject({ code: 'BLOB_CORRUPT' });
    sizeBytes = WHOLE_BYTES_MAX + 1;
    await expect(ask()).rejects.toThrow();
    await damaged.close();
  });
});

describe('a tenant that has as many bytes as it may', () => {
  it('is told so', async () => {
    const full = await runningGateway({
      blobs: {
        ...gateway.ports.blobs,
        put: () => Promise.reject(new BlobStoreUnavailable('BLOB_STORE_FULL', 'the bucket is full')),
      },
    });
    full.put('acme', theTenant(), { tenant: 'acme' });
    const refused = await full.ask('POST', '/api/v1/blobs', { body: 'x', headers });
    expect(refused.body).toStrictEqual(problem(507, 'STORAGE_FULL'));
    await full.close();
  });
});

async function* each(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
