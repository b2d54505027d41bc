import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { sha256Hex } from '@policy-registry/kernel';
import { revisionByNumber, threadByNumber, versionByNumber } from '@policy-registry/read-models';

import { once } from '../command/once.ts';
import { runningGateway, type RunningGateway } from '../testing/running-gateway.ts';
import { linesIn } from './thread-places.ts';

jest.setTimeout(60_000);

const VERSION = '/api/v1/policies/gate/versions/2';
const text = new TextEncoder().encode('one\ntwo\n');
const files = [
  { path: 'empty.stella', size: 0, sha256: sha256Hex(new Uint8Array()) },
  { path: 'policy.stella', size: text.length, sha256: sha256Hex(text) },
];
const digest: unknown = expect.stringMatching(/^[0-9a-f]{64}$/);
const thread = { policyId: 'gate', version: 2, thread: 3, revision: 4 };

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runningGateway();
  for (const bytes of [text, new Uint8Array()]) await gateway.ports.blobs.put('acme', once(bytes), 1_000);
  gateway.put('acme', versionByNumber('gate', 2), { version: 2, workspaceRevision: 5 });
  gateway.put('acme', revisionByNumber('gate', 5), { revision: 5, files });
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.put('acme', threadByNumber('gate', 2, 3), thread);
  const facts = [{ type: 'ThreadStarted', schemaVersion: 1, data: { thread: 3 } }];
  gateway.decide({ accepted: 1, facts });
});

const last = () => gateway.commands.at(-1);
const start = (json: object) => gateway.ask('POST', `${VERSION}/threads`, { json });

describe('a thread', () => {
  it('is started about a version, its comment by a digest, and found where the answer says', async () => {
    const answer = await start({ comment: 'why?' });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`${VERSION}/threads/3`);
    expect(answer.headers.get('etag')).toBe('"4"');
    expect(last()).toMatchObject({
      type: 'StartThread',
      data: { policyId: 'gate', version: 2, isBlocking: false, commentDigest: digest },
    });
    expect(JSON.stringify(last())).not.toContain('why?');
  });

  it('is started on a line that the file of the version has', async () => {
    const place = { path: 'policy.stella', line: 2 };
    await start({ comment: 'why?', place, isBlocking: true });
    expect(last()?.data).toMatchObject({ isBlocking: true, place });
  });

  it.each([
    ['policy.stella', 3],
    ['empty.stella', 1],
  ])('is not started in %s on line %s, which it has not: no command is sent', async (path, line) => {
    const sent = gateway.commands.length;
    expect(await start({ comment: 'why?', place: { path, line } })).toMatchObject({
      status: 404,
      body: { code: 'LINE_UNKNOWN' },
    });
    expect(gateway.commands).toHaveLength(sent);
  });

  it('leaves it to the registry whether a file is one of the version', async () => {
    gateway.decide({ rejected: 'FILE_UNKNOWN' });
    expect(await start({ comment: 'why?', place: { path: 'other.stella', line: 1 } })).toMatchObject({
      status: 404,
      body: { code: 'FILE_UNKNOWN' },
    });
  });

  it.each([
    {},
    { comment: ' ' },
    { comment: 'x'.repeat(4_001) },
    { comment: 'x', isBlocking: 'yes' },
    { comment: 'x', place: 'policy.stella' },
    { comment: 'x', place: { line: 1 } },
    { comment: 'x', place: { path: 'policy.stella', line: 0 } },
    { comment: 'x', place: { path: 'policy.stella', line: 1.5 } },
  ])('is not started by %j', async (json) =>
    expect(await start(json)).toMatchObject({ status: 400, body: { code: 'INPUT_INVALID' } }),
  );

  it.each([
    ['replies', 'ReplyInThread', { comment: 'because' }],
    ['resolve', 'ResolveThread', undefined],
    ['reopen', 'ReopenThread', undefined],
  ])('takes %s at the revision that was seen', async (verb, type, json) => {
    const headers = { 'if-match': '"4"' };
    const answer = await gateway.ask('POST', `${VERSION}/threads/3/${verb}`, {
      headers,
      ...(json && { json }),
    });
    expect(answer).toMatchObject({ status: 200, body: thread });
    expect(last()).toMatchObject({ type, ifMatch: '4', data: { policyId: 'gate', version: 2, thread: 3 } });
  });

  it('has its comments in their order for whoever reads the version', async () => {
    const comments = [];
    for (const comment of ['why?', 'because']) {
      await gateway.ask('POST', `${VERSION}/threads/3/replies`, { json: { comment } });
      comments.push({ commentDigest: Object(last()?.data).commentDigest });
    }
    gateway.put('acme', threadByNumber('gate', 2, 3), { ...thread, comments });
    const token = gateway.tokenOf({ id: 'ann', scopes: ['policy:read'] });
    expect(await gateway.ask('GET', `${VERSION}/threads/3/texts`, { token })).toMatchObject({
      status: 200,
      body: { comments: ['why?', 'because'] },
    });
  });

  it('is started and reopened by reviewers, answered and resolved by authors as well', async () => {
    const token = gateway.tokenOf({ id: 'ann', scopes: ['policy:author'] });
    const asked = ['', '/3/reopen', '/3/replies', '/3/resolve'].map((path) =>
      gateway.ask('POST', `${VERSION}/threads${path}`, { token, json: { comment: 'x' } }),
    );
    expect((await Promise.all(asked)).map(({ status }) => status)).toStrictEqual([403, 403, 200, 200]);
  });
});

describe('the lines of a file', () => {
  it.each([
    ['', 0],
    ['\n', 1],
    ['one', 1],
    ['one\n', 1],
    ['one\r\ntwo', 2],
    ['\n\n', 2],
  ])('are those of %j: %s', (content, lines) =>
    expect(linesIn(new TextEncoder().encode(content))).toBe(lines),
  );
});
