import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { changingNothing, stateOf } from './support/audit.ts';
import { openBroker, openConnection, type Broker } from './support/broker.ts';
import { signInAll } from './support/client.ts';
import { rowsOf } from './support/database.ts';
import { credentialsOf } from './support/credentials.ts';
import { base32, runCommandId, sha256, sha256OfFields } from './support/digests.ts';
import { policyFiles } from './support/examples.ts';
import { at, jsonOf, numberAt } from './support/json.ts';
import { createPolicy, draftVersion, saveCompiled, type People } from './support/lifecycle.ts';
import { signatureOf } from './support/signature.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';

const WAIT_MS = 20_000;
const policyId = 'production-baseline';

jest.setTimeout(60_000);

let stack: Stack;
let acme: People;
let globex: People;
let admin: Broker;

beforeAll(async () => {
  stack = await startStack({ runners: 1 });
  [acme, globex] = await Promise.all([signInAll(stack, 'acme'), signInAll(stack, 'globex')]);
  admin = await openBroker(stack.broker('admin'));
  await createPolicy(acme.alice, policyId);
  await saveCompiled(stack, acme.alice, policyId, policyFiles('v1'));
  await draftVersion(acme.alice, policyId, { revision: 1, semver: '1.0.0' });
}, START_MS);

afterAll(async () => {
  await admin?.close();
  await stack?.stop();
}, START_MS);

const RUNS_OF_ACME = 'registry.cmd.scheduler.acme.runs';

describe('a malformed message on a command subject', () => {
  const commandId = (name: string): string => base32(sha256OfFields('malformed', name));
  const deadSubject = (stream: string, subject: string, seq: number): string =>
    `registry.dead.${stream.toLowerCase()}.acme.${base32(sha256OfFields(stream, subject, String(seq)))}`;

  const envelope = (id: string) => ({
    commandId: id,
    tenant: 'acme',
    type: 'CreatePolicy',
    data: { policyId: 'smuggled', name: 'Smuggled', description: '', tags: [] },
    principal: { type: 'user', id: 'somebody', scopes: ['policy:author'], isInteractive: true },
    notAfter: '2999-01-01T00:00:00.000Z',
    correlationId: 'probe',
  });
  const cases: readonly [string, string, (id: string) => string, RegExp][] = [
    ['is no JSON', 'gateway', () => '{"commandId":', /not JSON/],
    ['has another shape', 'gateway', () => '{"commandId":"x"}', /^\//],
    [
      'names another tenant',
      'gateway',
      (id) => JSON.stringify({ ...envelope(id), tenant: 'globex' }),
      /tenant/,
    ],
    ['names another command', 'gateway', () => JSON.stringify(envelope('another')), /command id/],
    [
      'speaks for the registry itself',
      'gateway',
      (id) => JSON.stringify({ ...envelope(id), principal: { ...envelope(id).principal, type: 'system' } }),
      /does not speak for a system/,
    ],
    ['is no run of a scheduler', 'scheduler', () => JSON.stringify({ schema: 'something-else@1' }), /^\//],
  ];

  /** As the gateway itself would, were it in somebody else's hands. */
  const publishSigned = (subject: string, text: string): Promise<boolean> => {
    const producer = subject.split('.')[2] ?? '';
    const header = producer === 'scheduler' ? {} : signatureOf(stack, producer, { subject, text });
    return admin.publish(subject, text, { header });
  };

  it.each(cases)(
    'goes to the dead letters with a reason, and the queue goes on: %s',
    async (name, producer, textOf, reason) => {
      const published = `registry.cmd.${producer}.acme.${commandId(name)}`;
      // All runs of a tenant wait on one subject.
      const [stream, subject] =
        producer === 'scheduler' ? ['RUNS', RUNS_OF_ACME] : (['COMMANDS', published] as const);
      const letter = await changingNothing([acme.erin, globex.erin], async () => {
        const before = await admin.sizeOf('DEAD');
        await publishSigned(published, textOf(commandId(name)));
        await stack.until('one more dead letter', WAIT_MS, async () =>
          (await admin.sizeOf('DEAD')) === before + 1 ? true : undefined,
        );
        return admin.last('DEAD', `registry.dead.${stream.toLowerCase()}.acme.*`);
      });
      expect(letter?.header('Registry-Subject')).toBe(subject);
      expect(letter?.header('Registry-Reason')).toMatch(reason);
      expect(letter?.subject).toBe(deadSubject(stream, subject, Number(letter?.header('Registry-Sequence'))));
      expect(Buffer.from(letter?.bytes ?? []).toString('utf8')).toBe(textOf(commandId(name)));
      expect(await admin.last(stream, subject)).toBeUndefined();
      expect(await admin.last('OUTCOMES', `registry.out.acme.${commandId(name)}`)).toBeUndefined();

      const after = await acme.alice.post('/api/v1/policies', {
        policyId: `p-${randomUUID().slice(0, 8)}`,
        name: 'Next',
      });
      expect(after.status).toBe(201);
    },
  );

  it('is never decided when it is not signed, signed by another service, or signed for another subject or content', async () => {
    const id = commandId('forged');
    const subject = `registry.cmd.gateway.acme.${id}`;
    const text = JSON.stringify(envelope(id));
    const forgeries: readonly [string, Readonly<Record<string, string>>, RegExp][] = [
      ['not signed', {}, /command of the gateway is not signed/],
      ['another service', signatureOf(stack, 'runner', { subject, text }), /signer is no gateway/],
      [
        'another subject',
        signatureOf(stack, 'gateway', { subject: subject.replace('acme', 'globex'), text }),
        /not over this subject and these bytes/,
      ],
      ['other content', signatureOf(stack, 'gateway', { subject, text: '{}' }), /not over this subject/],
    ];
    for (const [, header, reason] of forgeries) {
      const letter = await changingNothing([acme.erin, globex.erin], async () => {
        const before = await admin.sizeOf('DEAD');
        await admin.publish(subject, text, { header });
        await stack.until('one more dead letter', WAIT_MS, async () =>
          (await admin.sizeOf('DEAD')) === before + 1 ? true : undefined,
        );
        return admin.last('DEAD', 'registry.dead.commands.acme.*');
      });
      expect(letter?.header('Registry-Reason')).toMatch(reason);
      expect(await admin.last('OUTCOMES', `registry.out.acme.${id}`)).toBeUndefined();
    }
    // The very same bytes with the signature that they need are decided.
    await admin.publish(subject, text, { header: signatureOf(stack, 'gateway', { subject, text }) });
    await stack.until('an outcome', WAIT_MS, async () => admin.last('OUTCOMES', `registry.out.acme.${id}`));
  });

  it('is found even where a scheduler with the right to publish sent it', async () => {
    const scheduler = await openConnection(stack.broker(await credentialsOf(stack, 'acme', 'scheduler')));
    const subject = `registry.cmd.scheduler.acme.${runCommandId('acme', 'some run')}`;
    const before = await admin.sizeOf('DEAD');
    scheduler.publish(subject, 'not even JSON');
    await scheduler.drain();
    await stack.until('one more dead letter', WAIT_MS, async () =>
      (await admin.sizeOf('DEAD')) === before + 1 ? true : undefined,
    );
    const letter = await admin.last('DEAD', 'registry.dead.runs.acme.*');
    expect(letter?.header('Registry-Subject')).toBe(RUNS_OF_ACME);
  });
});

describe('a message on an event subject that no decider wrote', () => {
  const subject = `registry.evt.acme.policy.${policyId}`;

  const outsiders = (): Promise<readonly unknown[]> =>
    rowsOf(stack.ownerUrl, 'acme', {
      text: 'select subject, class, problem from outsider_message where subject = $1 order by seq',
      values: [subject],
    });

  it('is recorded as what it is, and the aggregate, its rows and its readers go on without it', async () => {
    const { alice, erin } = acme;
    const genuine = await admin.last('EVENTS', subject);
    const forged = Buffer.from(genuine?.bytes ?? []).toString('utf8');
    const version = numberAt(jsonOf(forged), 'aggregate', 'version');
    const next = JSON.stringify({
      ...Object(jsonOf(forged)),
      aggregate: { type: 'policy', id: policyId, version: version + 1 },
      prevHash: 'f'.repeat(64),
    });
    const before = await stateOf(erin);

    await admin.publish(subject, 'nothing a decider wrote');
    await admin.publish(subject, forged);
    await admin.publish(subject, next);
    const recorded = await stack.until('three outsiders recorded', WAIT_MS, async () => {
      const rows = await outsiders();
      return rows.length === 3 ? rows : undefined;
    });
    expect(recorded).toStrictEqual([
      { subject, class: 'foreign', problem: 'the bytes are not an event envelope' },
      { subject, class: 'loser', problem: `version ${version} follows ${version}` },
      { subject, class: 'loser', problem: 'prevHash is not that of the previous event' },
    ]);

    const after = await stateOf(erin);
    const { outsider_message: _before, ...rowsBefore } = Object(at(before, 'tables'));
    const { outsider_message: _after, ...rowsAfter } = Object(at(after, 'tables'));
    expect(rowsAfter).toStrictEqual(rowsBefore);
    expect(_after).not.toBe(_before);
    expect(numberAt(after, 'position')).toBe(numberAt(before, 'position') + 3);

    const drafted = await draftVersion(alice, policyId, { revision: 1, semver: '1.1.0' });
    expect(at(drafted, 'version')).toBe(2);
    const event = jsonOf(Buffer.from((await admin.last('EVENTS', subject))?.bytes ?? []).toString('utf8'));
    expect([at(event, 'aggregate', 'version'), at(event, 'prevHash')]).toStrictEqual([
      version + 1,
      sha256(genuine?.bytes ?? ''),
    ]);
  });

  it('is counted, and leaves the projector ready', async () => {
    const metrics = await (await fetch(`${stack.projectorUrl}/metrics`)).text();
    expect(metrics).toMatch(/class="foreign"[^\n]*} 1\n/);
    expect(metrics).toMatch(/class="loser"[^\n]*} 2\n/);
    expect((await fetch(`${stack.projectorUrl}/readyz`)).status).toBe(200);
  });
});
