import { randomUUID } from 'node:crypto';
import process from 'node:process';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { changingNothing, problemOf, stateOf } from './support/audit.ts';
import { accepted, clientWith, signInAll, type Answer } from './support/client.ts';
import { sha256 } from './support/digests.ts';
import { estate, policyFiles, policyOf, type Document } from './support/examples.ts';
import { forgeToken } from './support/issuer-key.ts';
import { at, listAt, numberAt, textAt } from './support/json.ts';
import {
  allOf,
  createPolicy,
  draftVersion,
  importFrozen,
  requestImport,
  saveCompiled,
  saveFiles,
  upload,
  type People,
} from './support/lifecycle.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';

const SETUP_MS = 60_000;
const WAIT_MS = 20_000;
const BODY_BYTES_MAX = 256 * 1024;
const FILE_BYTES_MAX = 4 * 1024 * 1024;
const ABSENT_DIGEST = 'e'.repeat(64);

const policyId = 'production-baseline';
const workspace = `/api/v1/policies/${policyId}/workspace`;

jest.setTimeout(60_000);

let stack: Stack;
let acme: People;
let globex: People;
let snapshotId: string;

beforeAll(async () => {
  stack = await startStack({ runners: 1 });
  [acme, globex] = await Promise.all([signInAll(stack, 'acme'), signInAll(stack, 'globex')]);
  await createPolicy(acme.alice, policyId);
  await saveCompiled(stack, acme.alice, policyId, policyFiles('v1'));
  await draftVersion(acme.alice, policyId, { revision: 1, semver: '1.0.0' });
  const snapshot = await importFrozen(stack, acme.alice, estate().slice(0, 4));
  snapshotId = textAt(snapshot, 'snapshotId');
}, START_MS + SETUP_MS);

afterAll(async () => {
  await stack?.stop();
}, START_MS);

const unchanging = <T>(work: () => Promise<T>): Promise<T> => changingNothing([acme.erin, globex.erin], work);

const refused = async (request: () => Promise<Answer>): Promise<readonly unknown[]> =>
  unchanging(async () => problemOf(await request()));

const newPolicy = () => ({ policyId: `p-${randomUUID().slice(0, 8)}`, name: 'Never made' });

describe('who may ask', () => {
  it('is nobody without a token, or with one that nobody issued', async () => {
    const nameless = (authorization: string | null) => () =>
      acme.alice.post('/api/v1/policies', newPolicy(), { headers: { authorization } });
    expect(await refused(nameless(null))).toStrictEqual([401, 'TOKEN_MISSING']);
    expect(await refused(nameless('Bearer not-a-token'))).toStrictEqual([401, 'TOKEN_REFUSED']);
    const [head, payload] = acme.alice.token.split('.');
    const unsigned = `Bearer ${head}.${payload}.${Buffer.alloc(64).toString('base64url')}`;
    expect(await refused(nameless(unsigned))).toStrictEqual([401, 'TOKEN_REFUSED']);
  });

  it('names the tenant, and the one of the token', async () => {
    const as = (tenant: string | null) => () =>
      acme.alice.post('/api/v1/policies', newPolicy(), { headers: { 'x-stella-tenant': tenant } });
    expect(await refused(as(null))).toStrictEqual([403, 'TENANT_REQUIRED']);
    expect(await refused(as('globex'))).toStrictEqual([403, 'ERR_TENANT_MISMATCH']);
    expect(await refused(as('nobody'))).toStrictEqual([403, 'ERR_TENANT_MISMATCH']);
  });

  it('is nobody of a tenant that was never opened, whatever the token says', async () => {
    const scope = 'policy:read policy:author policy:simulate';
    const stranger = clientWith(stack, await forgeToken(stack, { tenant: 'nobody', scope }), 'nobody');
    const requests = [
      () => stranger.post('/api/v1/policies', newPolicy()),
      () => stranger.send('POST', '/api/v1/blobs', { bytes: new Uint8Array([1]) }),
    ];
    for (const request of requests) expect(await refused(request)).toStrictEqual([404, 'TENANT_UNKNOWN']);
    expect(accepted(await stranger.get('/api/v1/policies'), 200)).toStrictEqual({
      items: [],
      next_page_token: null,
    });
  });

  it('has the scope of what is asked', async () => {
    const { alice, bob, carol } = acme;
    const requests = [
      () => bob.post('/api/v1/policies', newPolicy()),
      () => carol.post(`/api/v1/policies/${policyId}/versions`, { revision: 1, semver: '2.0.0' }),
      () => bob.post('/api/v1/simulations', { policyId, version: 1, snapshotId }),
      () => alice.post('/api/v1/environments/prod/promotions', { policyId, version: 1 }),
      () => alice.get('/api/v1/audit/state'),
    ];
    for (const request of requests) expect(await refused(request)).toStrictEqual([403, 'ERR_SCOPE_MISMATCH']);
  });
});

describe('preconditions and keys', () => {
  it('save no workspace blindly, and none over a revision that the author has not seen', async () => {
    const { alice } = acme;
    const files = [{ path: 'policy.stella', digest: await upload(alice, new TextEncoder().encode('other')) }];
    const save = (headers: Record<string, string>) => () => alice.put(workspace, { files }, { headers });
    expect(await refused(save({}))).toStrictEqual([428, 'IF_MATCH_REQUIRED']);
    expect(await refused(save({ 'if-match': '"7"' }))).toStrictEqual([412, 'RESOURCE_STALE']);
    expect(await refused(save({ 'if-none-match': '*' }))).toStrictEqual([412, 'RESOURCE_STALE']);
    expect(await refused(save({ 'if-match': 'first' }))).toStrictEqual([400, 'INPUT_INVALID']);
  });

  it('take no mutation without an idempotency key', async () => {
    const request = () => acme.alice.post('/api/v1/policies', newPolicy(), { key: null });
    expect(await refused(request)).toStrictEqual([400, 'IDEMPOTENCY_KEY_REQUIRED']);
  });

  it('refuse a key with another body while the first request is being decided, and afterwards', async () => {
    const { alice } = acme;
    const key = randomUUID();
    const first = newPolicy();
    const other = { ...first, name: 'Another one' };
    const ask = (body: unknown) => alice.post('/api/v1/policies', body, { key });
    const pid = await stack.pidOf('projector');
    let location: string;

    process.kill(pid, 'SIGSTOP');
    try {
      const pending = await ask(first);
      location = pending.headers.get('location') ?? '';
      expect([pending.status, pending.body]).toStrictEqual([
        202,
        { commandId: location.split('/').at(-1), status: 'pending' },
      ]);
      const [again, reused] = [await ask(first), await ask(other)];
      expect([...problemOf(again), again.headers.get('location')]).toStrictEqual([
        409,
        'COMMAND_PENDING',
        location,
      ]);
      expect(problemOf(reused)).toStrictEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
      expect((await alice.get(location)).body).toMatchObject({ status: 'pending' });
      expect(problemOf(await globex.alice.get(location))).toStrictEqual([404, 'NOT_FOUND']);
    } finally {
      process.kill(pid, 'SIGCONT');
    }

    const decided = await stack.until('the command decided', WAIT_MS, async () => {
      const { body } = await alice.get(location);
      return at(body, 'status') === 'accepted' ? body : undefined;
    });
    const made = `/api/v1/policies/${first.policyId}`;
    const headers = { 'x-registry-position': textAt(decided, 'position') };
    expect((await alice.get(made, { headers })).status).toBe(200);
    expect(await refused(() => ask(other))).toStrictEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    const again = await unchanging(() => ask(first));
    expect([again.status, at(again.body, 'name')]).toStrictEqual([201, first.name]);
  });
});

describe('bodies', () => {
  it('have a pointer to each fault', async () => {
    const body = { policyId: 'Not An Id', name: 7, surprise: true };
    const answer = await unchanging(() => acme.alice.post('/api/v1/policies', body));
    expect(problemOf(answer)).toStrictEqual([400, 'INPUT_INVALID']);
    const pointers = listAt(answer.body, 'errors').map((fault) => at(fault, 'pointer'));
    expect([...new Set(pointers)].toSorted()).toStrictEqual(['/name', '/policyId', '/surprise']);
  });

  it('are JSON where JSON is announced', async () => {
    const headers = { 'content-type': 'application/json' };
    const bytes = new TextEncoder().encode('{"policyId":');
    const send = () => acme.alice.send('POST', '/api/v1/policies', { bytes, headers });
    expect(await refused(send)).toStrictEqual([400, 'INPUT_INVALID']);
  });

  it('end at their limits, also where no length is announced', async () => {
    const { alice } = acme;
    const long = { ...newPolicy(), description: 'x'.repeat(BODY_BYTES_MAX) };
    expect(await refused(() => alice.post('/api/v1/policies', long))).toStrictEqual([413, 'BODY_TOO_LARGE']);

    const bytes = new Uint8Array(FILE_BYTES_MAX + 1).fill(7);
    const whole = () => alice.send('POST', '/api/v1/blobs', { bytes });
    const streamed = () => alice.send('POST', '/api/v1/blobs', { bytes: new Blob([bytes]).stream() });
    for (const request of [whole, streamed])
      expect(await refused(request)).toStrictEqual([413, 'BODY_TOO_LARGE']);
    expect((await alice.get(`/api/v1/blobs/${sha256(bytes)}`)).status).toBe(404);
  });
});

describe('a policy text with several errors', () => {
  const broken = [
    'policy "Broken" syntax "stella-dsl@1" {',
    '  rule twice priority 10 {',
    '    when severity.normalised == "High"',
    '    then status := "blocked"',
    '    because "spelt otherwise";',
    '  }',
    '  rule twice priority 20 {',
    '    when nothing.there == 1',
    '    then status := "blocked"',
    '    because "no such name";',
    '  }',
    '}',
  ].join('\n');

  it('is saved with each error in its place, and never becomes a version', async () => {
    const { alice } = acme;
    const saved = await saveCompiled(stack, alice, policyId, policyOf(broken), 1);
    const diagnostics = listAt(saved, 'compilation', 'diagnostics');
    const places = diagnostics.map((each) => `${numberAt(each, 'line')}:${numberAt(each, 'column')}`);
    expect(places).toStrictEqual(['3:10', '7:8', '8:10']);

    const draft = { revision: 2, semver: '2.0.0' };
    const answer = await unchanging(() => alice.post(`/api/v1/policies/${policyId}/versions`, draft));
    expect(problemOf(answer)).toStrictEqual([422, 'ERR_POL_001']);
    const errors = listAt(answer.body, 'errors');
    expect(errors.map((each) => `${numberAt(each, 'line')}:${numberAt(each, 'column')}`)).toStrictEqual(
      places,
    );
    expect(await allOf(alice, `/api/v1/policies/${policyId}/versions`)).toHaveLength(1);
  });
});

describe('a policy text that compiles and is not fit for review', () => {
  const textOf = (because: string): string =>
    `policy "Unfit" syntax "stella-dsl@1" {\n  rule only {\n    when true\n    then status := "blocked"${because}\n  }\n}\n`;
  const tests = JSON.stringify({
    schema: 'policy-registry.policy-tests@1',
    cases: [{ name: 'it is ignored', finding: {}, expect: { status: 'ignored' } }],
  });

  it('is kept from submission by a warning, and by a test that fails, with their places', async () => {
    const { alice } = acme;
    const unfit = 'unfit';
    await createPolicy(alice, unfit);
    const refusedSubmission = async (version: number): Promise<unknown> => {
      const submit = () =>
        alice.post(`/api/v1/policies/${unfit}/versions/${version}/submit`, { simulationId: 'none' });
      const answer = await unchanging(submit);
      return [
        ...problemOf(answer),
        at(answer.body, 'errors', 0, 'code'),
        at(answer.body, 'errors', 0, 'line'),
      ];
    };

    await saveCompiled(stack, alice, unfit, policyOf(textOf('')));
    await draftVersion(alice, unfit, { revision: 1, semver: '1.0.0' });
    expect(await refusedSubmission(1)).toStrictEqual([422, 'ERR_POL_001', 'RULE_WITHOUT_BECAUSE', 2]);

    const tested = [
      ...policyOf(textOf(' because "so"')),
      { path: 'tests/only.json', bytes: new TextEncoder().encode(tests) },
    ];
    const saved = await saveCompiled(stack, alice, unfit, tested, 1);
    expect(at(saved, 'compilation', 'tests')).toMatchObject({ total: 1, failed: 1 });
    const draft = await draftVersion(alice, unfit, { revision: 2, semver: '1.0.0' });
    expect(at(draft, 'checks')).toStrictEqual({ warnings: 0, tests: { total: 1, failed: 1 } });
    expect(await refusedSubmission(2)).toStrictEqual([422, 'VERSION_TESTS_FAILED', 'POLICY_TEST_FAILED', 1]);
  });
});

describe('documents that cannot be imported', () => {
  const [report] = estate().filter(({ kind }) => kind === 'trivy');
  const truncated = Buffer.from(report?.bytes.subarray(0, 1_000) ?? []);
  const foreign = Buffer.from(JSON.stringify({ name: 'left-pad', version: '1.0.0', dependencies: {} }));

  /** Only what records the attempt may change: nothing is frozen, and no other table is touched. */
  const RECORDING = ['aggregate_head', 'audit_trail', 'snapshot_catalog'];

  it.each<[string, Document, string]>([
    ['truncated', { name: 'cut.trivy.json', kind: 'trivy', bytes: truncated }, 'cut.trivy.json'],
    ['foreign', { name: 'package.json', kind: 'trivy', bytes: foreign }, 'package.json'],
    ['foreign VEX', { name: 'not-vex.json', kind: 'openvex', bytes: foreign }, 'not-vex.json'],
  ])('are refused by name and pointer, and freeze nothing: %s', async (_what, document, name) => {
    const { alice } = acme;
    const before = Object(at(await stateOf(acme.erin), 'tables'));
    const answer = await requestImport(alice, [...estate().slice(0, 2), document]);
    expect(problemOf(answer)).toStrictEqual([422, 'SNAPSHOT_REFUSED']);
    const faults = listAt(answer.body, 'errors');
    expect(faults.length).toBeGreaterThan(0);
    expect([...new Set(faults.map((fault) => at(fault, 'document')))]).toStrictEqual([name]);
    for (const fault of faults) {
      expect(textAt(fault, 'pointer')).toMatch(/^(\/.*)?$/);
      expect(textAt(fault, 'detail')).toMatch(/\S/);
    }

    const after = Object(at(await stateOf(acme.erin), 'tables'));
    const changed = Object.keys(after).filter((table) => after[table] !== before[table]);
    expect(changed.toSorted()).toStrictEqual(RECORDING);
    const snapshots = await allOf(alice, '/api/v1/snapshots');
    const frozen = snapshots.filter((snapshot) => at(snapshot, 'state') === 'frozen');
    expect(frozen.map((snapshot) => at(snapshot, 'snapshotId'))).toStrictEqual([snapshotId]);

    const refusedId = snapshots.map((one) => textAt(one, 'snapshotId')).find((id) => id !== snapshotId) ?? '';
    const simulation = { policyId, version: 1, snapshotId: refusedId };
    const start = () => alice.post('/api/v1/simulations', simulation);
    expect(await refused(start)).toStrictEqual([409, 'ERR_INPUTS_UNFROZEN']);
  });

  it('do not enter under a name of their own kind', async () => {
    const digest = await upload(acme.alice, foreign, 'document');
    const documents = [{ name: 'a', kind: 'nuclei', digest }];
    const answer = await unchanging(() => acme.alice.post('/api/v1/snapshots', { documents }));
    expect(problemOf(answer)).toStrictEqual([400, 'INPUT_INVALID']);
    expect(at(answer.body, 'errors', 0, 'pointer')).toBe('/documents/0/kind');
  });
});

describe('what is absent', () => {
  it('is named where a digest points to it', async () => {
    const { alice } = acme;
    const documents = [{ name: 'a', kind: 'trivy', digest: ABSENT_DIGEST }];
    const files = [{ path: 'policy.stella', digest: ABSENT_DIGEST }];
    const answers = [
      await unchanging(() => alice.post('/api/v1/snapshots', { documents })),
      await unchanging(() => alice.put(workspace, { files }, { headers: { 'if-match': '"2"' } })),
    ];
    expect(
      answers.map((answer) => [...problemOf(answer), at(answer.body, 'errors', 0, 'pointer')]),
    ).toStrictEqual([
      [422, 'BLOB_UNKNOWN', '/documents/0/digest'],
      [422, 'BLOB_UNKNOWN', '/files/0/digest'],
    ]);
  });

  it('is no input of a simulation', async () => {
    const start = (changed: object) => () =>
      acme.alice.post('/api/v1/simulations', { policyId, version: 1, snapshotId, ...changed });
    expect(await refused(start({ snapshotId: 'absent' }))).toStrictEqual([409, 'ERR_INPUTS_UNFROZEN']);
    expect(await refused(start({ policyId: 'absent' }))).toStrictEqual([404, 'POLICY_UNKNOWN']);
    expect(await refused(start({ version: 9 }))).toStrictEqual([404, 'VERSION_UNKNOWN']);
    expect(await refused(start({ environmentId: 'absent' }))).toStrictEqual([404, 'ENVIRONMENT_UNKNOWN']);
  });

  it('is not found, and neither is a path that nobody serves', async () => {
    const { alice } = acme;
    const get = (path: string) => () => alice.get(`/api/v1/${path}`);
    for (const path of [
      'snapshots/absent',
      'policies/absent',
      `blobs/${ABSENT_DIGEST}`,
      'commands/absent',
      'nothing',
    ])
      expect(await refused(get(path))).toStrictEqual([404, 'NOT_FOUND']);
    const page = get('policies?page_token=made-up');
    expect(await refused(page)).toStrictEqual([400, 'PAGE_TOKEN_INVALID']);
    const behind = () => alice.get('/api/v1/policies', { headers: { 'x-registry-position': 'made-up' } });
    expect(await refused(behind)).toStrictEqual([400, 'POSITION_INVALID']);
  });
});

it('a policy goes on after all this', async () => {
  const saved = await saveFiles(acme.alice, policyId, policyFiles('v1'), { match: 2 });
  expect([saved.status, at(saved.body, 'revision')]).toStrictEqual([201, 3]);
});
