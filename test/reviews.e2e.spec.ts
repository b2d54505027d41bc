import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { changingNothing, problemOf } from './support/audit.ts';
import { accepted, clientWith, signIn, signInAll, subjectOf, type Client } from './support/client.ts';
import { forgeToken } from './support/issuer-key.ts';
import { at, listAt, textAt } from './support/json.ts';
import {
  allOf,
  approvalOf,
  draftVersion,
  simulate,
  versionOverEstate,
  WHY,
  type People,
} from './support/lifecycle.ts';
import { policyctl } from './support/policyctl.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';

jest.setTimeout(180_000);

const WAIT_MS = 60_000;
const PUBLISH_MS = 60_000;
const policyId = 'production-baseline';
const version = `/api/v1/policies/${policyId}/versions/1`;
const threads = `${version}/threads`;
const OBJECTION = 'why does nobody look at the kernel?';
const ANSWER = 'the platform team does, see their gate';

let stack: Stack;
let acme: People;
/** An author who reviews as well. */
let author: Client;
let simulationId: string;

beforeAll(
  async () => {
    stack = await startStack({ runners: 1 });
    acme = await signInAll(stack, 'acme');
    const sub = subjectOf(acme.alice);
    author = clientWith(
      stack,
      await forgeToken(stack, { tenant: 'acme', scope: 'policy:read policy:author policy:review', sub }),
      'acme',
    );
    const simulation = await simulate(
      stack,
      acme.alice,
      await versionOverEstate(stack, acme.alice, policyId),
    );
    simulationId = textAt(simulation, 'simulationId');
  },
  START_MS + 2 * WAIT_MS,
);

afterAll(() => stack?.stop(), START_MS);

const approve = async () => acme.bob.post(`${version}/approve`, await approvalOf(acme.bob, version));

const waitingFor = async (reader: Client): Promise<readonly unknown[]> => {
  const waiting = accepted(await reader.get('/api/v1/reviews?waitingFor=me'), 200);
  return listAt(waiting, 'items').map((one) => [at(one, 'policyId'), at(one, 'version')]);
};

describe('a submission', () => {
  const submit = (asked: object) => acme.alice.post(`${version}/submit`, { simulationId, ...asked });

  it('asks nobody who had a hand in the version, and no group that is not there', async () => {
    expect(problemOf(await submit({ reviewers: [subjectOf(acme.alice)] }))).toStrictEqual([
      409,
      'REVIEWER_IN_LINEAGE',
    ]);
    expect(problemOf(await submit({ groups: ['security'] }))).toStrictEqual([404, 'GROUP_UNKNOWN']);
  });

  it('waits for the members of the groups that it asks', async () => {
    const { bob, carol, dave } = acme;
    const members = [subjectOf(bob), subjectOf(acme.alice)];
    accepted(await dave.put('/api/v1/tenant/groups/security', { members, roles: [] }), 200);
    const submitted = accepted(await submit({ groups: ['security'] }), 200);
    expect(at(submitted, 'submission')).toMatchObject({ reviewers: [], groups: ['security'] });
    expect(await waitingFor(bob)).toStrictEqual([[policyId, 1]]);
    for (const other of [carol, acme.alice, author]) expect(await waitingFor(other)).toStrictEqual([]);
    expect(await allOf(carol, '/api/v1/reviews')).toHaveLength(1);
  });
});

describe('a blocking thread about a version', () => {
  it('begins on a line of a file, and changes nothing of the version', async () => {
    const { bob } = acme;
    const before = await bob.get(version);
    const place = { path: 'policy.stella', line: 3 };
    const answer = await bob.post(threads, { comment: OBJECTION, place, isBlocking: true });
    expect(accepted(answer, 201)).toMatchObject({
      ...{ thread: 1, place, isBlocking: true, isResolved: false, resolution: null, revision: 1 },
      comments: [{ by: expect.stringMatching(/^user-/) }],
    });
    expect(answer.headers.get('location')).toBe(`${threads}/1`);
    const after = await bob.get(version);
    expect([after.headers.get('etag'), after.body]).toStrictEqual([before.headers.get('etag'), before.body]);
  });

  it('is refused where the version has no such line, file or thread, and nothing is left of it', async () => {
    const { bob, erin } = acme;
    const about = (place: object) => bob.post(threads, { comment: 'hm', place });
    const refused = await changingNothing([erin], () =>
      Promise.all([
        about({ path: 'policy.stella', line: 10_000 }),
        about({ path: 'none.stella', line: 1 }),
        about({ path: 'none.stella' }),
        bob.post(`${threads}/9/replies`, { comment: 'hm' }),
        bob.post(`/api/v1/policies/${policyId}/versions/9/threads`, { comment: 'hm' }),
        acme.alice.post(threads, { comment: 'hm' }),
      ]),
    );
    expect(refused.map(problemOf)).toStrictEqual([
      [404, 'LINE_UNKNOWN'],
      [404, 'FILE_UNKNOWN'],
      [404, 'FILE_UNKNOWN'],
      [404, 'THREAD_UNKNOWN'],
      [404, 'VERSION_UNKNOWN'],
      [403, 'ERR_SCOPE_MISMATCH'],
    ]);
  });

  it('keeps it from being approved', async () =>
    expect(problemOf(await approve())).toStrictEqual([409, 'THREAD_BLOCKING']));

  it('is answered by its author, to the thread that was seen', async () => {
    const stale = { headers: { 'if-match': '"7"' } };
    const reply = { comment: ANSWER };
    expect(problemOf(await acme.alice.post(`${threads}/1/replies`, reply, stale))).toStrictEqual([
      412,
      'RESOURCE_STALE',
    ]);
    const seen = { headers: { 'if-match': '"1"' } };
    expect(accepted(await acme.alice.post(`${threads}/1/replies`, reply, seen), 200)).toMatchObject({
      comments: [{}, {}],
      revision: 2,
    });
  });

  it('is not resolved by an author, whatever scopes they have', async () => {
    expect(problemOf(await author.post(`${threads}/1/resolve`, undefined))).toStrictEqual([
      403,
      'RESOLVER_IN_LINEAGE',
    ]);
    expect(problemOf(await acme.alice.post(`${threads}/1/resolve`, undefined))).toStrictEqual([
      403,
      'ERR_SCOPE_MISMATCH',
    ]);
  });

  it('is read by whoever reads policies, and by nobody of another tenant', async () => {
    const { comments } = Object(accepted(await acme.carol.get(`${threads}/1/texts`), 200));
    expect(comments).toStrictEqual([OBJECTION, ANSWER]);
    const globex = await signIn(stack, 'bob', 'globex');
    expect(problemOf(await globex.get(`${threads}/1/texts`))).toStrictEqual([404, 'NOT_FOUND']);
    expect(listAt(accepted(await globex.get(threads), 200), 'items')).toStrictEqual([]);
  });

  it('is in the record without its words, which auditors read', async () => {
    const events = await allOf(acme.erin, '/api/v1/audit/events');
    expect(JSON.stringify(events)).not.toContain(OBJECTION);
    const started = events.find((event) => listAt(event, 'facts').includes('ThreadStarted'));
    const texts = await acme.erin.get(`/api/v1/audit/events/${String(at(started, 'seq'))}/texts`);
    expect(accepted(texts, 200)).toStrictEqual({ comment: OBJECTION });
  });

  it('lets the version go on once it is resolved, and stays as it was once that is published', async () => {
    const { bob, carol } = acme;
    expect(accepted(await bob.post(`${threads}/1/resolve`, undefined), 200)).toMatchObject({
      isResolved: true,
      resolution: { by: expect.stringMatching(/^user-/) },
    });
    expect(at(accepted(await approve(), 200), 'state')).toBe('approved');
    expect(await waitingFor(bob)).toStrictEqual([]);

    accepted(await bob.post(`${threads}/1/reopen`, undefined), 200);
    expect(problemOf(await carol.post(`${version}/publish`, WHY))).toStrictEqual([409, 'THREAD_BLOCKING']);
    accepted(await bob.post(`${threads}/1/resolve`, undefined), 200);
    accepted(await carol.post(`${version}/publish`, WHY), 200, 202);
    await stack.until('the version published', PUBLISH_MS, async () =>
      at((await carol.get(version)).body, 'state') === 'published' ? true : undefined,
    );
    expect(problemOf(await bob.post(`${threads}/1/reopen`, undefined))).toStrictEqual([409, 'REVIEW_OVER']);
    expect(problemOf(await bob.post(threads, { comment: 'too late' }))).toStrictEqual([409, 'REVIEW_OVER']);
    accepted(await bob.post(`${threads}/1/replies`, { comment: 'thank you' }), 200);
  });

  it('is not there in the next version', async () => {
    await draftVersion(acme.alice, policyId, { revision: 1, semver: '1.0.1' });
    const next = `/api/v1/policies/${policyId}/versions/2/threads`;
    expect(await allOf(acme.bob, next)).toStrictEqual([]);
    expect(await allOf(acme.bob, threads)).toHaveLength(1);
  });
});

describe('the timeline of a version', () => {
  it('has everything that happened to it in its order, with who did it and where it was said', async () => {
    const entries = await allOf(acme.carol, `${version}/timeline`);
    const happened = entries.flatMap((entry) => listAt(entry, 'facts'));
    expect(happened).toStrictEqual([
      ...['VersionDrafted', 'VersionSubmitted', 'ThreadStarted', 'ThreadReplied', 'ThreadResolved'],
      ...['ApprovalGiven', 'VersionApproved', 'ThreadReopened', 'ThreadResolved'],
      ...['PublicationRequested', 'VersionPublished', 'ThreadReplied'],
    ]);
    expect(entries[2]).toMatchObject({
      actor: { type: 'user', id: subjectOf(acme.bob) },
      place: { thread: 1 },
      texts: { commentDigest: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    const [first] = listAt((await acme.carol.get(`${version}/timeline?page_size=1`)).body, 'items');
    expect(first).toStrictEqual(entries[0]);
  });
});

describe('policyctl', () => {
  const says = (verb: string, ...args: readonly string[]) =>
    policyctl(stack, 'version', verb, policyId, '2', ...args, '--as', 'bob', '--tenant', 'acme');

  it('comments, lists, shows and resolves', async () => {
    const started = await says(
      'comment',
      '--text',
      'explain',
      '--file',
      'README.md',
      '--line',
      '1',
      '--blocking',
    );
    expect([started.exitCode, at(started.document, 'place')]).toStrictEqual([
      0,
      { path: 'README.md', line: 1 },
    ]);
    expect((await says('threads', '--exit-code')).exitCode).toBe(1);
    expect((await says('comment', '--text', 'please', '--thread', '1')).exitCode).toBe(0);
    const shown = await says('thread', '--thread', '1');
    expect(listAt(shown.document, 'comments').map((one) => at(one, 'text'))).toStrictEqual([
      'explain',
      'please',
    ]);
    expect(at((await says('resolve', '--thread', '1')).document, 'isResolved')).toBe(true);
    const listed = await says('threads', '--exit-code');
    expect([listed.exitCode, listAt(listed.document, 'items').length]).toStrictEqual([0, 1]);
  });

  it('lists what is in review, and what happened', async () => {
    const bob = ['--as', 'bob', '--tenant', 'acme'];
    const waiting = await policyctl(stack, 'review', 'list', '--waiting-for-me', ...bob);
    expect([waiting.exitCode, waiting.document]).toStrictEqual([0, { items: [] }]);
    const timeline = await says('timeline');
    expect(at(listAt(timeline.document, 'items')[0], 'facts')).toStrictEqual(['VersionDrafted']);
  });

  it('says what is wrong with what it was asked', async () => {
    expect((await says('comment', '--text', 'x', '--line', '3')).exitCode).toBe(2);
    const refused = await says('comment', '--text', 'x', '--file', 'README.md', '--line', '999');
    expect([refused.exitCode, at(refused.document, 'problem', 'code')]).toStrictEqual([1, 'LINE_UNKNOWN']);
  });
});

describe('the owners of code', () => {
  const next = `/api/v1/policies/${policyId}/versions/2`;
  const rules = {
    approvals: 1,
    owners: [
      { pattern: '*', groups: [{ groupId: 'security', approvals: 1 }] },
      { pattern: '*.stella', groups: [{ groupId: 'kernel', approvals: 1 }] },
    ],
  };
  const proposals = '/api/v1/tenant/approval-policy/proposals';
  let owner: Client;

  it('come into force as the approval policy does, and are groups that are there', async () => {
    const { bob, dave } = acme;
    const proposed = { rules, reason: 'the kernel team answers for the rules' };
    expect(problemOf(await dave.post(proposals, proposed))).toStrictEqual([404, 'GROUP_UNKNOWN']);
    const members = ['user-kernel'];
    accepted(await dave.put('/api/v1/tenant/groups/kernel', { members, roles: [] }), 200);
    const negated = { ...proposed, rules: { ...rules, owners: [{ pattern: '!a', groups: [] }] } };
    expect((await dave.post(proposals, negated)).status).toBe(400);
    accepted(await dave.post(proposals, proposed), 200);
    const set = accepted(await bob.post(`${proposals}/1/approve`, { reason: 'agreed' }), 200);
    expect(at(set, 'rules')).toStrictEqual(rules);
    const scope = 'policy:read policy:approve';
    owner = clientWith(stack, await forgeToken(stack, { tenant: 'acme', scope, sub: 'user-kernel' }), 'acme');
  });

  it('are asked for a version that changes what they own', async () => {
    const submitted = accepted(await acme.alice.post(`${next}/submit`, { simulationId }), 200);
    expect(listAt(submitted, 'submission', 'changed')).toContain('policy.stella');
    expect(listAt(submitted, 'submission', 'groups')).toStrictEqual(['kernel', 'security']);
    expect(await waitingFor(owner)).toStrictEqual([[policyId, 2]]);
  });

  it('have to agree, whoever else does', async () => {
    const { bob } = acme;
    const some = accepted(await bob.post(`${next}/approve`, await approvalOf(bob, next)), 200);
    expect(at(some, 'state')).toBe('submitted');
    const all = accepted(await owner.post(`${next}/approve`, await approvalOf(owner, next)), 200);
    expect(at(all, 'state')).toBe('approved');
    expect(await waitingFor(owner)).toStrictEqual([]);
  });
});
