import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sha256Hex } from '@policy-registry/kernel';
import {
  revisionByNumber,
  theTenant,
  versionByNumber,
  workspaceByPolicy,
} from '@policy-registry/read-models';

import { runningGateway, type RunningGateway } from '../testing/running-gateway.ts';
import { fileDisposedAt, fileOfPolicy } from './file-in-revisions.ts';

const PATH = '/api/v1/policies/gate/workspace';
const TESTS = `${PATH}/files/tests%2Fbaseline.json`;
const seen = { path: 'tests/baseline.json', size: 3, sha256: sha256Hex('old') };
const theirs = { ...seen, sha256: sha256Hex('theirs') };
const mine = sha256Hex('mine');
const revision = (number: number, file: typeof seen) => ({
  policyId: 'gate',
  revision: number,
  contentDigest: sha256Hex(`content ${number}`),
  files: [{ path: 'policy.stella', size: 1, sha256: sha256Hex('p') }, file],
  compilation: { engine: 'e' },
});

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runningGateway();
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.decide({ accepted: 7 });
  gateway.put('acme', revisionByNumber('gate', 3), revision(3, seen));
  gateway.put('acme', workspaceByPolicy('gate'), revision(4, theirs));
  gateway.put('acme', fileOfPolicy('gate', mine), { size: 4 });
});

const match = (tag: string) => ({ headers: { 'if-match': tag } });
const put = (tag = '"3"') => gateway.ask('PUT', TESTS, { json: { digest: mine }, ...match(tag) });
const problem = (status: number, code: string) => expect.objectContaining({ status, code });

describe('a single file', () => {
  it('is put under the revision that was seen', async () => {
    const { status, headers } = await put();
    expect([status, headers.get('etag')]).toStrictEqual([201, '"4"']);
    expect(gateway.commands.at(-1)).toMatchObject({
      type: 'PutFile',
      ifMatch: '3',
      data: { policyId: 'gate', file: { path: 'tests/baseline.json', size: 4, sha256: mine } },
    });
  });

  it('whose content was disposed of has to be uploaded again before it is saved again', async () => {
    const upload = () =>
      gateway.ask('POST', '/api/v1/blobs', {
        body: 'dropped',
        headers: { 'content-type': 'application/octet-stream' },
        key: undefined,
      });
    gateway.put('acme', theTenant(), { tenant: 'acme' });
    const { digest } = Object((await upload()).body);
    const saveIt = () => gateway.ask('PUT', TESTS, { json: { digest }, ...match('"3"') });
    expect((await saveIt()).status).toBe(201);
    gateway.put('acme', fileDisposedAt(digest), { disposedAt: '2026-03-02T09:00:00.000Z' });
    expect((await saveIt()).body).toStrictEqual(problem(422, 'BLOB_UNKNOWN'));
    await upload();
    expect((await saveIt()).status).toBe(201);
  });

  it('is taken out under it', async () => {
    const { status } = await gateway.ask('DELETE', TESTS, match('"3"'));
    expect([status, gateway.commands.at(-1)]).toMatchObject([
      201,
      { type: 'DeleteFile', ifMatch: '3', data: { policyId: 'gate', path: 'tests/baseline.json' } },
    ]);
  });

  it('is neither without a condition', async () => {
    const { body } = await gateway.ask('PUT', TESTS, { json: { digest: mine } });
    expect(body).toStrictEqual(problem(428, 'IF_MATCH_REQUIRED'));
    expect((await gateway.ask('DELETE', TESTS)).body).toStrictEqual(problem(428, 'IF_MATCH_REQUIRED'));
  });

  it('that was never uploaded is refused before anything is sent', async () => {
    const sent = gateway.commands.length;
    const { body } = await gateway.ask('PUT', TESTS, {
      json: { digest: sha256Hex('none') },
      ...match('"3"'),
    });
    expect([body, gateway.commands.length]).toMatchObject([{ code: 'BLOB_UNKNOWN' }, sent]);
  });
});

describe('a conflict', () => {
  const side = (number: number, file?: string | null) => ({
    revision: number,
    contentDigest: sha256Hex(`content ${number}`),
    ...(file !== undefined && { file }),
  });
  beforeEach(() => gateway.decide({ rejected: 'RESOURCE_STALE' }));

  it('carries what both sides have of the draft and of the file, and what was sent', async () => {
    expect((await put()).body).toMatchObject({
      status: 412,
      code: 'RESOURCE_STALE',
      conflict: {
        given: side(3, seen.sha256),
        current: side(4, theirs.sha256),
        path: 'tests/baseline.json',
        sent: mine,
      },
    });
  });

  it('says so of a file that one side has not, and of one that was to go', async () => {
    const other = `${PATH}/files/README.md`;
    expect((await gateway.ask('DELETE', other, match('"3"'))).body).toMatchObject({
      conflict: { given: { file: null }, current: { file: null }, path: 'README.md', sent: null },
    });
  });

  it('has no given side where nothing was to be there, or the revision never was', async () => {
    const json = { files: [{ path: 'policy.stella', digest: mine }] };
    const first = { json, headers: { 'if-none-match': '*' } };
    expect((await gateway.ask('PUT', PATH, first)).body).toMatchObject({
      conflict: { given: null, current: side(4) },
    });
    expect((await put('"99"')).body).toMatchObject({ conflict: { given: null } });
  });

  it('is of drafts alone', async () => {
    gateway.decide({ rejected: 'POLICY_UNKNOWN' });
    expect(Object.keys(Object((await put()).body))).not.toContain('conflict');
  });
});

describe('taking the draft back', () => {
  const restore = (json: object) => gateway.ask('POST', `${PATH}/restore`, { json, ...match('"4"') });

  it('to a revision sends its files', async () => {
    expect((await restore({ revision: 3 })).status).toBe(201);
    expect(gateway.commands.at(-1)).toMatchObject({
      type: 'RestoreContent',
      ifMatch: '4',
      data: { policyId: 'gate', from: { kind: 'revision', revision: 3 }, files: revision(3, seen).files },
    });
  });

  it('to a version sends those of its revision, of this policy unless another is named', async () => {
    gateway.put('acme', versionByNumber('gate', 2), { version: 2, workspaceRevision: 3 });
    gateway.put('acme', versionByNumber('other', 1), { version: 1, workspaceRevision: 1 });
    gateway.put('acme', revisionByNumber('other', 1), revision(1, theirs));
    await restore({ version: 2 });
    expect(gateway.commands.at(-1)?.data).toMatchObject({
      from: { kind: 'version', policyId: 'gate', version: 2 },
      files: revision(3, seen).files,
    });
    await restore({ version: 1, policyId: 'other' });
    expect(gateway.commands.at(-1)?.data).toMatchObject({
      from: { kind: 'version', policyId: 'other', version: 1 },
      files: revision(1, theirs).files,
    });
  });

  it.each([
    ['nothing', {}, 400, 'INPUT_INVALID'],
    ['both', { revision: 3, version: 2 }, 400, 'INPUT_INVALID'],
    ['a revision of another policy', { revision: 3, policyId: 'other' }, 400, 'INPUT_INVALID'],
    ['what is not there', { revision: 77 }, 404, 'NOT_FOUND'],
  ])('to %s is refused', async (_what, json, status, code) => {
    expect((await restore(json)).body).toStrictEqual(problem(status, code));
  });
});
