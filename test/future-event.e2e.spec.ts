import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { openBroker, type Broker } from './support/broker.ts';
import { accepted, signInAll, type Client } from './support/client.ts';
import { sha256 } from './support/digests.ts';
import { at, jsonOf, numberAt, textAt } from './support/json.ts';
import { createPolicy, type People } from './support/lifecycle.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';

// A newer version of the registry has written a fact that this one does not know.

const WAIT_MS = 60_000;
const SUBJECT = 'registry.evt.acme.policy.touched';

jest.setTimeout(2 * WAIT_MS);

let stack: Stack;
let acme: People;
let globex: People;
let admin: Broker;
beforeAll(async () => {
  stack = await startStack();
  [acme, globex] = await Promise.all([signInAll(stack, 'acme'), signInAll(stack, 'globex')]);
  admin = await openBroker(stack.broker('admin'));
  await createPolicy(acme.alice, 'touched');
  await createPolicy(acme.alice, 'untouched');
  await admin.publish(SUBJECT, JSON.stringify(await ofTheFuture()));
}, START_MS);
afterAll(async () => {
  await admin?.close();
  await stack?.stop();
}, START_MS);

/** The next event of the policy, as a newer projector writes it. */
const ofTheFuture = async (): Promise<unknown> => {
  const last = await admin.last('EVENTS', SUBJECT);
  if (last === undefined) throw new Error('the policy has no event');
  const envelope = Object(jsonOf(Buffer.from(last.bytes).toString('utf8')));
  const aggregate = { ...envelope.aggregate, version: numberAt(envelope, 'aggregate', 'version') + 1 };
  const facts = [{ type: 'PolicyRetired', schemaVersion: 1, data: { policyId: 'touched' } }];
  return {
    ...envelope,
    eventId: 'future-1',
    commandId: 'future-1',
    aggregate,
    prevHash: sha256(last.bytes),
    facts,
  };
};

const checks = async (): Promise<unknown> =>
  at(await (await fetch(`${stack.projectorUrl}/readyz`)).json(), 'checks');

/** Asks for a policy; its rows stand behind the event, so that the answer can only be where to look. */
const decided = async ({ post, get }: Client, policyId: string): Promise<unknown> => {
  const { body } = await post('/api/v1/policies', { policyId, name: policyId });
  return stack.until(`a decision about ${policyId}`, WAIT_MS, async () => {
    const outcome = accepted(await get(`/api/v1/commands/${textAt(body, 'commandId')}`), 200);
    return at(outcome, 'status') === 'pending' ? undefined : at(outcome, 'status');
  });
};

describe('an event with a fact of a newer version', () => {
  it('stops the rows before it, and readiness says so', async () => {
    await stack.until('a projector that is not ready', WAIT_MS, async () =>
      at(await checks(), 'projection', 'ok') === false ? true : undefined,
    );
    expect(textAt(await checks(), 'projection', 'detail')).toMatch(
      /^event \d+: policy has no fact PolicyRetired of this shape$/,
    );
    expect((await fetch(`${stack.projectorUrl}/readyz`)).status).toBe(503);
    for (const policyId of ['touched', 'untouched'])
      expect((await acme.alice.get(`/api/v1/policies/${policyId}`)).status).toBe(200);
  });

  it('has commands of its aggregate wait for a version that knows it: they are neither refused nor lost', async () => {
    const draft = { revision: 1, semver: '1.0.0' };
    const { status, body } = await acme.alice.post('/api/v1/policies/touched/versions', draft);
    expect([status, at(body, 'status')]).toStrictEqual([202, 'pending']);
    const commandId = textAt(body, 'commandId');
    await stack.until('a projector that says what it cannot read', WAIT_MS, async () =>
      at(await checks(), 'history', 'ok') === false ? true : undefined,
    );
    expect(await checks()).toMatchObject({ history: { detail: 'the log holds facts of a newer version' } });
    expect(await admin.last('COMMANDS', `registry.cmd.gateway.acme.${commandId}`)).toBeDefined();
    expect((await acme.alice.get(`/api/v1/commands/${commandId}`)).body).toMatchObject({ status: 'pending' });
  });

  it('leaves commands of others alone, in its tenant and elsewhere', async () => {
    expect(await decided(acme.alice, 'another')).toBe('accepted');
    expect(await decided(globex.alice, 'elsewhere')).toBe('accepted');
  });

  it('is met again after a restart, and nothing of it is forgotten', async () => {
    const pid = await stack.pidOf('projector');
    process.kill(pid, 'SIGKILL');
    await stack.until('another projector, which stops at the same event', WAIT_MS, async () => {
      const now = await stack.pidOf('projector').catch(() => pid);
      const detail = await checks().then(
        (said) => String(at(said, 'projection', 'detail')),
        () => '',
      );
      return now !== pid && /PolicyRetired/.test(detail) ? true : undefined;
    });
    expect(await decided(acme.alice, 'after')).toBe('accepted');
  });
});
