import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { changeIn, changesOf, type Change } from './support/changes.ts';
import { accepted, type Client, clientWith, refusal, signInAll } from './support/client.ts';
import { estate, policyFiles } from './support/examples.ts';
import { forgeToken } from './support/issuer-key.ts';
import { at, listAt, numberAt, textAt } from './support/json.ts';
import {
  allOf,
  approvalOf,
  createPolicy,
  draftVersion,
  importFrozen,
  saveCompiled,
  simulate,
  upload,
  WHY,
  type People,
} from './support/lifecycle.ts';
import { policyctl } from './support/policyctl.ts';
import { filled } from './support/routes.ts';
import { projectDir, START_MS, startStack, type Stack } from './support/stack.ts';

jest.setTimeout(180_000);

const WAIT_MS = 60_000;
const policyId = 'production-baseline';
const path = `/api/v1/policies/${policyId}`;
const version = `${path}/versions/1`;
const workspace = `${path}/workspace`;
const TESTS = 'tests/regression-v1.json';

let stack: Stack;
let acme: People;
let second: Client;
let snapshotId: string;
let simulationId: string;
let blocked: Change;
let other: Change;
let unchangedIndex: number;
let testsBefore: number;
/** The file that the registry added. */
let tests: { readonly sha256: string; readonly size: number };

beforeAll(
  async () => {
    stack = await startStack({ runners: 1 });
    acme = await signInAll(stack, 'acme');
    second = await reviewer('policy:read policy:review findings:read');
    const { alice } = acme;
    await createPolicy(alice, policyId);
    const saved = await saveCompiled(stack, alice, policyId, policyFiles('v1'));
    testsBefore = numberAt(saved, 'compilation', 'tests', 'total');
    await draftVersion(alice, policyId, { revision: 1, semver: '1.0.0' });
    const snapshot = await importFrozen(stack, alice, estate());
    snapshotId = textAt(snapshot, 'snapshotId');
    const simulation = await simulate(stack, alice, { policyId, version: 1, snapshotId });
    simulationId = textAt(simulation, 'simulationId');
    const changes = await changesOf(alice, simulationId);
    blocked = changeIn(changes, ({ rule }) => rule === 'known_exploited');
    other = changeIn(changes, (change) => change.class !== 'newly_blocked');
    const changed = new Set(changes.map(({ index }) => index));
    unchangedIndex = Array.from({ length: numberAt(snapshot, 'tuples') }, (_, index) => index).findIndex(
      (index) => !changed.has(index),
    );
    accepted(await alice.post(`${version}/submit`, { simulationId }), 200);
  },
  START_MS + 2 * WAIT_MS,
);

afterAll(() => stack?.stop(), START_MS);

const reviewer = async (scope: string): Promise<Client> =>
  clientWith(stack, await forgeToken(stack, { tenant: 'acme', scope, sub: 'user-of-second-review' }), 'acme');

const say = (by: Client, index: number, mark: string) =>
  by.post(`${version}/marks`, { index, mark, reason: 'looked at' });

const compiledRevision = (revision: number): Promise<unknown> =>
  stack.until(`revision ${revision} compiled`, WAIT_MS, async () => {
    const { status, body } = await acme.alice.get(`${workspace}/revisions/${revision}`);
    return status === 200 && at(body, 'compilation') !== null ? body : undefined;
  });

const filesOf = (revision: unknown) =>
  listAt(revision, 'files').map((file) => ({
    path: textAt(file, 'path'),
    sha256: textAt(file, 'sha256'),
    size: numberAt(file, 'size'),
  }));

/** The policy, blocking nothing, and with a fact of the finding where the tests expect another annotation. */
const weakened = async (author: Client) => {
  const source = policyFiles('v1').find((file) => file.path === 'policy.stella');
  const text = new TextDecoder()
    .decode(source?.bytes)
    .replaceAll('"blocked"', '"warned"')
    .replace('"SEC-TRIAGE"', 'component.purl');
  return { path: 'policy.stella', digest: await upload(author, new TextEncoder().encode(text)) };
};

describe('marking', () => {
  it('is for reviewers who may see findings, of what the simulation changed', async () => {
    const blind = await reviewer('policy:read policy:review');
    expect(refusal(await say(blind, blocked.index, 'intended'))).toStrictEqual([403, 'ERR_SCOPE_MISMATCH']);
    expect(refusal(await say(acme.alice, blocked.index, 'intended'))).toStrictEqual([
      403,
      'ERR_SCOPE_MISMATCH',
    ]);
    expect(refusal(await say(acme.bob, unchangedIndex, 'intended'))).toStrictEqual([404, 'NOT_FOUND']);
    expect(refusal(await say(acme.bob, 99_999_999, 'intended'))).toStrictEqual([404, 'NOT_FOUND']);
  });

  it('keeps what each reviewer says apart: nobody takes back what another objects to', async () => {
    const { bob } = acme;
    accepted(await say(bob, blocked.index, 'intended'), 200);
    const both = accepted(await say(second, blocked.index, 'unintended'), 200);
    const saying = (body: unknown) => listAt(body, 'marks').map((mark) => at(mark, 'mark'));
    expect(saying(both)).toStrictEqual(['intended', 'unintended']);
    const withdrawn = accepted(await say(bob, blocked.index, 'withdrawn'), 200);
    expect(saying(withdrawn)).toStrictEqual(['unintended']);
    const refused = await bob.post(`${version}/approve`, await approvalOf(bob, version));
    expect(refusal(refused)).toStrictEqual([409, 'DECISION_UNINTENDED']);
    expect(saying(accepted(await say(second, blocked.index, 'withdrawn'), 200))).toStrictEqual([]);
  });
});

describe('changes that reviewers intended', () => {
  it('become tests in the next revision, once the version is published', async () => {
    const { bob, carol, alice } = acme;
    for (const by of [bob, second]) accepted(await say(by, blocked.index, 'intended'), 200);
    accepted(await say(bob, other.index, 'intended'), 200);
    accepted(await bob.post(`${version}/approve`, await approvalOf(bob, version)), 200);
    accepted(await carol.post(`${version}/publish`, WHY), 200, 202);

    const revision = await compiledRevision(2);
    expect(at(revision, 'compilation', 'tests')).toMatchObject({ total: testsBefore + 2, failed: 0 });
    const file = filesOf(revision).find((one) => one.path === TESTS);
    tests = { sha256: String(file?.sha256), size: Number(file?.size) };
    const next = await draftVersion(alice, policyId, { revision: 2, semver: '1.0.1' });
    expect(listAt(next, 'lineage')).not.toContain('simulation-runner');
    expect(refusal(await say(bob, blocked.index, 'unintended'))).toStrictEqual([
      409,
      'VERSION_NOT_SUBMITTED',
    ]);
  });

  it('are shown to those who may read findings', async () => {
    const { body } = await acme.bob.get(`/api/v1/blobs/${tests.sha256}`);
    const purls = listAt(body, 'cases').map((one) => at(one, 'finding', 'component', 'purl'));
    expect(purls.toSorted()).toStrictEqual([blocked.component, other.component].toSorted());
  });
});

describe('an author who may not read findings', () => {
  let revision: unknown;
  const save = async (files: readonly object[], match: number) => {
    const answer = await acme.robot.put(workspace, { files }, { headers: { 'if-match': `"${match}"` } });
    return compiledRevision(numberAt(accepted(answer, 200, 201), 'revision'));
  };
  it('keeps the tests without having their bytes', async () => {
    revision = await save([await weakened(acme.robot), { path: TESTS, digest: tests.sha256 }], 2);
    expect(filesOf(revision)).toContainEqual({ path: TESTS, ...tests });
    expect(at(revision, 'compilation', 'tests')).toMatchObject({ total: 2, failed: 1 });
  });

  it('is refused at submission when a decision flips, and told which test failed', async () => {
    const { robot } = acme;
    await draftVersion(robot, policyId, { revision: numberAt(revision, 'revision'), semver: '1.1.0' });
    const refused = await robot.post(`${path}/versions/3/submit`, { simulationId });
    expect(refusal(refused)).toStrictEqual([422, 'VERSION_TESTS_FAILED']);
    const [fault, ...others] = listAt(refused.body, 'errors');
    const named = `tuple ${blocked.index} of the snapshot: newly_blocked`;
    expect(textAt(fault, 'detail')).toContain(`${TESTS}: ${named}: not as expected: status`);
    expect(others).toStrictEqual([]);
  });

  it('does not come to read them by saving them under another name', async () => {
    const renamed = { path: 'tests/mine.json', digest: tests.sha256 };
    revision = await save([await weakened(acme.robot), renamed], numberAt(revision, 'revision'));
    expect(at(revision, 'compilation', 'tests')).toMatchObject({ total: 2, failed: 1 });
    const answer = await acme.robot.get(`/api/v1/blobs/${tests.sha256}`);
    expect([answer.status, at(answer.body, 'detail')]).toStrictEqual([
      403,
      'a test that holds findings needs the scope findings:read',
    ]);
  });

  it('does not come to read them by who may read findings uploading them as a file', async () => {
    const { alice, robot } = acme;
    const { bytes } = await alice.get(`/api/v1/blobs/${tests.sha256}`);
    expect(await upload(alice, bytes)).toBe(tests.sha256);
    await createPolicy(robot, 'copy');
    const files = [await weakened(acme.robot), { path: 'README.md', digest: tests.sha256 }];
    const headers = { 'if-none-match': '*' };
    accepted(await robot.put('/api/v1/policies/copy/workspace', { files }, { headers }), 200, 201);
    expect((await robot.get(`/api/v1/blobs/${tests.sha256}`)).status).toBe(403);
  });

  it('loses no file that others may read by its being saved as such tests', async () => {
    const { robot, carol } = acme;
    const policy = await weakened(acme.robot);
    const files = [policy, { path: 'tests/regression-v9.json', digest: policy.digest }];
    revision = await save(files, numberAt(revision, 'revision'));
    expect((await carol.get(`/api/v1/blobs/${policy.digest}`)).status).toBe(200);
    const own = await upload(robot, new TextEncoder().encode('{}'));
    revision = await save(
      [policy, { path: 'tests/regression-v9.json', digest: own }],
      numberAt(revision, 'revision'),
    );
    expect((await carol.get(`/api/v1/blobs/${own}`)).status).toBe(403);
  });
});

describe('no route', () => {
  it('shows a finding of the tests to who may not read findings', async () => {
    const { erin } = acme;
    const events = await allOf(erin, '/api/v1/audit/events');
    const revisions = await allOf(erin, `${workspace}/revisions`);
    const compiled = revisions.map((one) => at(one, 'compilation', 'tests', 'reportDigest'));
    const digests = [...revisions.flatMap((one) => filesOf(one).map(({ sha256 }) => sha256)), ...compiled];
    const values: Readonly<Record<string, readonly unknown[]>> = {
      policyId: [policyId, 'copy'],
      version: [1, 2, 3],
      revision: revisions.map((one) => at(one, 'revision')),
      simulationId: [simulationId],
      snapshotId: [snapshotId],
      environmentId: ['prod'],
      digest: [...new Set(digests)],
      commandId: [...new Set(events.map((event) => at(event, 'commandId')))],
      seq: events.map((event) => at(event, 'seq')),
      proposal: [1],
      thread: [1],
      waiverId: [`${policyId}.1`],
      attempt: [1],
      deliveryId: ['delivery-of-nobody'],
    };
    const { body } = await erin.get('/openapi.json');
    const routes = Object.entries(Object(at(body, 'paths'))).filter(
      ([, route]) => at(route, 'get') !== undefined,
    );
    const asked = [
      ...routes.flatMap(([route]) => filled(route, values)),
      `/api/v1/policies/${policyId}/diff?from=r1`,
    ];
    expect(asked.length).toBeGreaterThan(routes.length);
    const shown: string[] = [];
    for (const url of asked) {
      const answer = await erin.get(url);
      const text = answer.bytes.toString('utf8');
      if (
        [blocked, other].some(
          ({ component, advisory }) => text.includes(component) || text.includes(advisory),
        )
      )
        shown.push(`${answer.status} ${url}`);
    }
    expect(shown).toStrictEqual([]);
  });
});

describe('policyctl workspace push', () => {
  it('keeps the tests that the folder has not, unless it is told to drop them', async () => {
    const { alice } = acme;
    const before = accepted(await alice.get(workspace), 200);
    const files = [await weakened(alice), { path: TESTS, digest: tests.sha256 }];
    const headers = { 'if-match': `"${numberAt(before, 'revision')}"` };
    accepted(await alice.put(workspace, { files }, { headers }), 200, 201);
    await policyctl(stack, 'login', '--as', 'robot');
    const folder = join(projectDir, 'examples/policies/v1');
    const pushed = await policyctl(stack, 'workspace', 'push', policyId, folder);
    expect([pushed.exitCode, filesOf(pushed.document)]).toStrictEqual([
      0,
      expect.arrayContaining([{ path: TESTS, ...tests }]),
    ]);
    expect(at(pushed.document, 'compilation', 'tests')).toMatchObject({ total: testsBefore + 2, failed: 0 });
    const dropped = await policyctl(stack, 'workspace', 'push', policyId, folder, '--drop-regression-tests');
    expect([dropped.exitCode, filesOf(dropped.document).map((file) => file.path)]).toStrictEqual([
      0,
      expect.not.arrayContaining([TESTS]),
    ]);
  });
});
