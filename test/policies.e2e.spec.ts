import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { accepted, signInAll, subjectOf } from './support/client.ts';
import { at, listAt, numberAt, textAt } from './support/json.ts';
import { draftVersion, upload, type People } from './support/lifecycle.ts';
import { policyctl } from './support/policyctl.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';

// How policies begin and how their drafts change, as authors do it over REST and at the command line.

jest.setTimeout(120_000);

const WAIT_MS = 60_000;

let stack: Stack;
let people: People;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policies-'));
  stack = await startStack({ runners: 1 });
  people = await signInAll(stack, 'acme');
  expect((await policyctl(stack, 'login', '--as', 'alice')).exitCode).toBe(0);
}, START_MS);

afterAll(async () => {
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
}, START_MS);

const compiled = (policyId: string, revision: number): Promise<unknown> =>
  stack.until(`a compilation of ${policyId} revision ${revision}`, WAIT_MS, async () => {
    const { body } = await people.alice.get(`/api/v1/policies/${policyId}/workspace/revisions/${revision}`);
    return at(body, 'compilation') === null ? undefined : body;
  });

describe('a policy from a template', () => {
  it('begins with a revision that compiles without a warning and whose tests pass', async () => {
    const created = await policyctl(stack, 'policy', 'new', 'web-gate', '--template', 'baseline');
    expect([created.exitCode, created.stderr]).toStrictEqual([0, '']);
    await stack.until('the first revision', WAIT_MS, async () => {
      const { status } = await people.alice.get('/api/v1/policies/web-gate/workspace');
      return status === 200 ? true : undefined;
    });
    const revision = await compiled('web-gate', 1);
    expect(revision).toMatchObject({
      savedBy: textAt(created.document, 'createdBy'),
      origin: { kind: 'template', name: 'baseline', contentDigest: textAt(revision, 'contentDigest') },
      compilation: { warnings: 0, tests: { failed: 0 } },
    });
    expect(numberAt(revision, 'compilation', 'tests', 'total')).toBeGreaterThan(5);
  });

  it('is what the registry and the command line offer under one digest', async () => {
    const offered = listAt(accepted(await people.alice.get('/api/v1/templates'), 200), 'items');
    const { document } = await policyctl(stack, 'template', 'list');
    expect(listAt(document, 'items')).toStrictEqual(offered);
    const dir = join(folder, 'baseline');
    expect((await policyctl(stack, 'template', 'write', 'baseline', dir)).exitCode).toBe(0);
    expect(await policyctl(stack, 'dsl', 'test', dir)).toMatchObject({ exitCode: 0, document: { ok: true } });
    expect((await policyctl(stack, 'template', 'write', 'baseline', dir)).exitCode).toBe(2);
  });
});

describe('a duplicate', () => {
  it('begins with the content of a version, and whoever wrote that approves no version of it', async () => {
    await draftVersion(people.alice, 'web-gate', { revision: 1, semver: '1.0.0' });
    const from = accepted(await people.alice.get('/api/v1/policies/web-gate/versions/1'), 200);
    const body = {
      policyId: 'app-gate',
      name: 'App gate',
      derivedFrom: { policyId: 'web-gate', version: 1 },
    };
    accepted(await people.dave.post('/api/v1/policies', body), 403);
    accepted(await people.robot.post('/api/v1/policies', body), 201);
    await stack.until('the first revision', WAIT_MS, async () => {
      const { status } = await people.alice.get('/api/v1/policies/app-gate/workspace');
      return status === 200 ? true : undefined;
    });
    const revision = await compiled('app-gate', 1);
    expect(revision).toMatchObject({
      contentDigest: textAt(from, 'contentDigest'),
      origin: { kind: 'version', policyId: 'web-gate', version: 1 },
    });
    const drafted = await draftVersion(people.robot, 'app-gate', { revision: 1, semver: '1.0.0' });
    expect(listAt(drafted, 'lineage')).toContain(listAt(from, 'lineage')[0]);
  });
});

describe('a list of policies', () => {
  const listed = async (query: string): Promise<readonly string[]> => {
    const { items } = Object(accepted(await people.bob.get(`/api/v1/policies?${query}`), 200));
    return items.map((item: unknown) => textAt(item, 'policyId'));
  };

  it('has those with everything that is asked for', async () => {
    const { alice, robot, dave } = people;
    const asked = { policyId: 'owned-gate', name: 'Torwächter 100%', tags: ['tier:1'] };
    accepted(await alice.post('/api/v1/policies', asked), 201);
    const owner = '/api/v1/policies/owned-gate/owner';
    accepted(await dave.put('/api/v1/tenant/groups/platform', { members: [subjectOf(robot)], roles: [] }));
    const owned = accepted(await alice.put(owner, { kind: 'group', id: 'platform' }), 200);
    expect(at(owned, 'owner')).toStrictEqual({ kind: 'group', id: 'platform' });

    expect(await listed('owner=platform')).toStrictEqual(['owned-gate']);
    expect(await listed('tag=tier:1&text=TORW')).toStrictEqual(['owned-gate']);
    expect(await listed('text=100%25')).toStrictEqual(['owned-gate']);
    expect(await listed('tag=tier:1&text=baseline')).toStrictEqual([]);
    expect(await listed('state=draft')).toStrictEqual(['app-gate', 'web-gate']);
    expect((await alice.get('/api/v1/policies?state=sold')).status).toBe(400);
  });

  it('goes on with what it was asked for', async () => {
    const first = accepted(await people.bob.get('/api/v1/policies?state=draft&page_size=1'), 200);
    const token = textAt(first, 'next_page_token');
    expect(await listed(`state=draft&page_size=1&page_token=${token}`)).toStrictEqual(['web-gate']);
  });

  it('says whose they are, which the owner changes from then on', async () => {
    const { alice, robot } = people;
    const refused = await alice.put('/api/v1/policies/owned-gate/owner', {
      kind: 'subject',
      id: subjectOf(alice),
    });
    expect([refused.status, at(refused.body, 'code')]).toStrictEqual([403, 'POLICY_OWNED']);
    const change = ['policy', 'owner', 'owned-gate', '--subject', subjectOf(robot)];
    const changed = await policyctl(stack, ...change, '--as', 'robot', '--tenant', 'acme');
    expect([changed.exitCode, at(changed.document, 'owner', 'id')]).toStrictEqual([0, subjectOf(robot)]);
    const list = ['policy', 'list', '--owner', subjectOf(robot)];
    const { document } = await policyctl(stack, ...list, '--as', 'bob', '--tenant', 'acme');
    expect(listAt(document, 'items').map((item) => textAt(item, 'policyId'))).toStrictEqual(['owned-gate']);
  });
});

describe('a draft', () => {
  const path = '/api/v1/policies/web-gate/workspace';
  const readme = `${path}/files/README.md`;
  const save = async (match: number, text: string) => {
    const digest = await upload(people.alice, new TextEncoder().encode(text));
    return people.alice.put(readme, { digest }, { headers: { 'if-match': `"${match}"` } });
  };

  it('is saved file by file, and the same again changes nothing', async () => {
    const second = accepted(await save(1, '# Ours\n'), 201);
    expect(second).toMatchObject({ revision: 2, origin: null });
    expect(accepted(await save(2, '# Ours\n'), 200)).toMatchObject({ revision: 2 });
  });

  it('that somebody else saved meanwhile is told with both sides', async () => {
    const { status, body } = await save(1, '# Mine\n');
    const { body: newest } = await people.alice.get(path);
    expect([status, body]).toMatchObject([
      412,
      {
        code: 'RESOURCE_STALE',
        conflict: {
          given: { revision: 1 },
          current: { revision: 2, contentDigest: textAt(newest, 'contentDigest') },
          path: 'README.md',
        },
      },
    ]);
    const given = textAt(body, 'conflict', 'given', 'file');
    expect(
      new Set([given, textAt(body, 'conflict', 'current', 'file'), textAt(body, 'conflict', 'sent')]).size,
    ).toBe(3);
  });

  it('is compared with a version, line by line and rule by rule', async () => {
    const { body: before } = await people.alice.get(`${path}/revisions/1`);
    const files = listAt(before, 'files').map((file) => ({
      path: textAt(file, 'path'),
      digest: textAt(file, 'sha256'),
    }));
    const source = await people.alice.get(
      `/api/v1/blobs/${files.find((file) => file.path === 'policy.stella')?.digest}`,
    );
    const changed = source.bytes.toString('utf8').replace('has_tag("kev")', 'has_tag("exploited")');
    const digest = await upload(people.alice, new TextEncoder().encode(changed));
    accepted(
      await people.alice.put(`${path}/files/policy.stella`, { digest }, { headers: { 'if-match': '"2"' } }),
      201,
    );
    await compiled('web-gate', 3);
    const { exitCode, document } = await policyctl(stack, 'policy', 'diff', 'web-gate', 'v1', '--exit-code');
    expect([exitCode, document]).toMatchObject([
      1,
      {
        from: { name: 'v1', revision: 1 },
        to: { name: 'r3', revision: 3 },
        files: [
          { path: 'README.md', change: 'changed', patch: expect.stringContaining('\n+# Ours\n') },
          { path: 'policy.stella', change: 'changed' },
        ],
        policy: { settings: [], rules: [{ rule: 'known_exploited', aspects: ['condition'] }] },
      },
    ]);
    expect((await policyctl(stack, 'policy', 'suggest', 'web-gate')).document).toMatchObject({
      base: null,
      semver: '1.0.0',
    });
  });

  it('is taken back, and nothing is lost', async () => {
    const { exitCode, document } = await policyctl(
      stack,
      ...['workspace', 'restore', 'web-gate', '--version', '1'],
    );
    const { body: first } = await people.alice.get(`${path}/revisions/1`);
    expect([exitCode, document]).toMatchObject([
      0,
      {
        revision: 4,
        contentDigest: textAt(first, 'contentDigest'),
        origin: { kind: 'version', policyId: 'web-gate', version: 1 },
      },
    ]);
    const history = await policyctl(stack, 'workspace', 'history', 'web-gate');
    expect(listAt(history.document, 'items').map((each) => at(each, 'revision'))).toStrictEqual([4, 3, 2, 1]);
  });
});

describe('the content of an old revision', () => {
  const path = '/api/v1/policies/web-gate/workspace';
  const digestOf = (revision: unknown, name: string): string =>
    textAt(
      listAt(revision, 'files').find((file) => at(file, 'path') === name),
      'sha256',
    );

  it('is kept no longer when the tenant keeps fewer, unless a version was made of it', async () => {
    const { alice } = people;
    const settings = await policyctl(stack, 'tenant', 'settings', '--revisions-kept', '2', '--as', 'dave');
    expect([settings.exitCode, at(settings.document, 'settings', 'revisionsKept')]).toStrictEqual([0, 2]);
    const digest = await upload(alice, Buffer.from('# Kept'));
    const saved = await alice.put(`${path}/files/README.md`, { digest }, { headers: { 'if-match': '"4"' } });
    accepted(saved, 201);

    const { document } = await policyctl(stack, 'workspace', 'history', 'web-gate');
    const kept = listAt(document, 'items').map((each) => [at(each, 'revision'), at(each, 'disposedAt')]);
    const since = expect.stringMatching(/^\d{4}-/);
    expect(kept).toStrictEqual([
      ...[
        [5, null],
        [4, null],
      ],
      ...[
        [3, since],
        [2, since],
        [1, null],
      ],
    ]);
  });

  it('is answered with its code, and what is kept as before', async () => {
    const { alice, erin } = people;
    const [first, third] = [
      accepted(await alice.get(`${path}/revisions/1`), 200),
      accepted(await alice.get(`${path}/revisions/3`), 200),
    ];
    const gone = { code: 'REVISION_DISPOSED' };
    const file = `/api/v1/blobs/${digestOf(third, 'policy.stella')}`;
    for (const [who, address] of [
      [alice, file],
      [erin, file],
      [alice, '/api/v1/policies/web-gate/diff?from=r3'],
      [alice, `${path}/revisions/2/suggested-version`],
    ] as const)
      expect(accepted(await who.get(address), 410)).toMatchObject(gone);
    const restored = await alice.post(`${path}/restore`, { revision: 3 }, { headers: { 'if-match': '"5"' } });
    expect(accepted(restored, 410)).toMatchObject(gone);
    const byDigest = { digest: digestOf(third, 'policy.stella') };
    const again = await alice.put(`${path}/files/policy.stella`, byDigest, {
      headers: { 'if-match': '"5"' },
    });
    expect(at(again.body, 'code')).toBe('BLOB_UNKNOWN');
    const drafted = { revision: 2, semver: '2.0.0' };
    expect(accepted(await alice.post('/api/v1/policies/web-gate/versions', drafted), 410)).toMatchObject(
      gone,
    );

    accepted(await alice.get('/api/v1/policies/web-gate/diff?from=v1'), 200);
    expect((await alice.get(`/api/v1/blobs/${digestOf(first, 'policy.stella')}`)).status).toBe(200);
    const back = await policyctl(stack, 'workspace', 'restore', 'web-gate', '--version', '1');
    expect([back.exitCode, at(back.document, 'revision')]).toStrictEqual([0, 6]);
  });
});
