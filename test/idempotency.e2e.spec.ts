import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { openBroker, type Broker } from './support/broker.ts';
import { accepted, signInAll, type Answer } from './support/client.ts';
import { policyFiles, policyOf } from './support/examples.ts';
import { at, listAt, textAt } from './support/json.ts';
import { allOf, createPolicy, saveCompiled, type People } from './support/lifecycle.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';

const DUPLICATE_WINDOW_MS = 1_000;
const RETRIES = 50;
const WAIT_MS = 60_000;

jest.setTimeout(90_000);

let stack: Stack;
let acme: People;
let admin: Broker;

beforeAll(async () => {
  // The projector dies once, right after it has appended the first event that a person caused.
  stack = await startStack({
    runners: 1,
    duplicateWindowMs: DUPLICATE_WINDOW_MS,
    fault: 'projector=after-append-before-outcome',
  });
  acme = await signInAll(stack, 'acme');
  admin = await openBroker(stack.broker('admin'));
}, START_MS);

afterAll(async () => {
  await admin?.close();
  await stack?.stop();
}, START_MS);

/** Events of one aggregate in the record, by their facts. */
const recorded = async (type: string, id: string): Promise<readonly unknown[]> =>
  (await allOf(acme.erin, '/api/v1/audit/events'))
    .filter((event) => at(event, 'aggregate', 'type') === type && at(event, 'aggregate', 'id') === id)
    .map((event) => at(event, 'facts'));

/** Waits until the broker has forgotten a message id that it has heard just now, and so every earlier one. */
const windowPassed = async (): Promise<void> => {
  const id = randomUUID();
  const subject = `registry.cmd.gateway.acme.probe-${id}`;
  const publish = (): Promise<boolean> =>
    admin.publish(subject, 'a probe that is no command', { messageId: id });
  expect(await publish()).toBe(false);
  let answers = 0;
  await stack.until('the end of the broker’s duplicate window', WAIT_MS, async () => {
    const isDuplicate = await publish();
    answers += isDuplicate ? 1 : 0;
    return isDuplicate ? undefined : true;
  });
  expect(answers).toBeGreaterThan(0);
};

const isPending = ({ status, body }: Answer): boolean =>
  status === 409 && at(body, 'code') === 'COMMAND_PENDING';

describe('a projector that dies after the event and before its outcome', () => {
  it('gives the outcome of that event to the retry, and appends no second one', async () => {
    const key = randomUUID();
    const ask = () =>
      acme.alice.post('/api/v1/policies', { policyId: 'survivor', name: 'Survivor' }, { key });
    const first = await ask();
    expect([first.status, at(first.body, 'status')]).toStrictEqual([202, 'pending']);
    expect(await ask()).toMatchObject({ status: 409, body: { code: 'COMMAND_PENDING' } });

    const retried = await stack.until('an answer to the retry', WAIT_MS, async () => {
      const answer = await ask();
      return answer.status === 202 || isPending(answer) ? undefined : answer;
    });
    expect([retried.status, at(retried.body, 'policyId')]).toStrictEqual([201, 'survivor']);
    expect(stack.said()).toMatch(/projector ended \(SIGKILL\); starting it again/);
    expect(await recorded('policy', 'survivor')).toStrictEqual([['PolicyCreated']]);
    const location = first.headers.get('location') ?? '';
    expect((await acme.alice.get(location)).body).toMatchObject({ status: 'accepted' });
  });
});

describe(`${RETRIES} parallel retries with one key`, () => {
  const policyId = 'fifty';
  const key = randomUUID();
  const draft = () =>
    acme.alice.post(`/api/v1/policies/${policyId}/versions`, { revision: 1, semver: '1.0.0' }, { key });
  const burst = (): Promise<readonly Answer[]> => Promise.all(Array.from({ length: RETRIES }, draft));

  let original: unknown;

  it('have one effect: each is answered the same version, or that it is being decided', async () => {
    await createPolicy(acme.alice, policyId);
    await saveCompiled(stack, acme.alice, policyId, policyFiles('v1'));
    const answers = await burst();
    const decided = answers.filter((answer) => !isPending(answer));
    original = decided[0]?.body;
    expect(at(original, 'version')).toBe(1);
    expect([...new Set(decided.map(({ status }) => status))]).toStrictEqual([201]);
    for (const { body } of decided) expect(body).toStrictEqual(original);
    for (const answer of answers.filter(isPending))
      expect(answer.headers.get('location')).toMatch(/^\/api\/v1\/commands\/[a-z2-7]{52}$/);
    expect(await allOf(acme.alice, `/api/v1/policies/${policyId}/versions`)).toHaveLength(1);
  });

  it('still have one effect when the broker has forgotten the first', async () => {
    await windowPassed();
    const [answer] = [await draft()];
    expect([answer.status, answer.body]).toStrictEqual([201, original]);

    await windowPassed();
    const answers = await burst();
    const decided = answers.filter((each) => !isPending(each));
    expect(decided.length).toBeGreaterThan(0);
    for (const { status, body } of decided) expect([status, body]).toStrictEqual([201, original]);
    expect(await allOf(acme.alice, `/api/v1/policies/${policyId}/versions`)).toHaveLength(1);
    expect(await recorded('policy', policyId)).toStrictEqual([['PolicyCreated'], ['VersionDrafted']]);
  });

  it('are told apart from the same request under another key', async () => {
    const path = `/api/v1/policies/${policyId}/versions`;
    const other = await acme.alice.post(path, { revision: 1, semver: '1.0.0' });
    expect([other.status, at(other.body, 'version'), at(other.body, 'supersedes')]).toStrictEqual([
      201, 2, 1,
    ]);
  });
});

describe('a retry after other changes', () => {
  it('is answered with the revision that its own command made', async () => {
    const { alice } = acme;
    const policyId = 'edited';
    await createPolicy(alice, policyId);
    const first = await saveCompiled(stack, alice, policyId, policyFiles('v1'));
    const files = listAt(first, 'files').map((file) => ({
      path: textAt(file, 'path'),
      digest: textAt(file, 'sha256'),
    }));
    const key = randomUUID();
    const path = `/api/v1/policies/${policyId}/workspace`;
    const save = () => alice.put(path, { files: files.slice(-1) }, { key, headers: { 'if-match': '"1"' } });
    expect(at(accepted(await save(), 201), 'revision')).toBe(2);
    await saveCompiled(stack, alice, policyId, policyFiles('v2'), 2);

    const retried = await save();
    expect([retried.status, at(retried.body, 'revision')]).toStrictEqual([201, 2]);
    expect(await allOf(alice, `${path}/revisions`)).toHaveLength(3);
  });
});

describe('a refused command', () => {
  it('stays refused after a crash of the projector, although what it lacked is there now', async () => {
    const { alice } = acme;
    const policyId = 'refused-first';
    const path = `/api/v1/policies/${policyId}/versions`;
    const key = randomUUID();
    const ask = (of: string) => alice.post(path, { revision: 1, semver: '1.0.0' }, { key: of });
    await createPolicy(alice, policyId);
    const refused = await ask(key);
    expect([refused.status, at(refused.body, 'code')]).toStrictEqual([404, 'REVISION_UNKNOWN']);

    await stack.crash('projector');
    await saveCompiled(stack, alice, policyId, policyOf(minimal));
    await windowPassed();
    const again = await ask(key);
    const { traceId: _first, ...problem } = Object(refused.body);
    const { traceId: _again, ...repeated } = Object(again.body);
    expect([again.status, repeated]).toStrictEqual([404, problem]);

    expect((await ask(randomUUID())).status).toBe(201);
    expect(await recorded('policy', policyId)).toStrictEqual([['PolicyCreated'], ['VersionDrafted']]);
  });
});

const minimal = `policy "Minimal" syntax "stella-dsl@1" {
  rule critical priority 10 {
    when severity.normalized >= "Critical"
    then status := "blocked"
    because "Critical findings do not go to production";
  }
}
`;
