import { describe, expect, it } from '@jest/globals';
import { snapshotIdOf } from '@policy-registry/domain';
import {
  canonicalBytes,
  commandSubject,
  idFromCommand,
  runCommandIdOf,
  type CommandEnvelope,
  type CommandProducer,
  type Json,
} from '@policy-registry/kernel';

import { createPolicy, NOW, registry } from '../testing/commands.ts';
import { CommandMalformed, readCommand } from './read-command.ts';

const bytesOf = (json: unknown): Uint8Array => canonicalBytes(json as Json);
const textBytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const subjectFor = (
  producer: CommandProducer,
  { tenant, commandId }: CommandEnvelope = createPolicy,
): string => commandSubject(producer, tenant, commandId);
const read = (subject: string, bytes: Uint8Array) => () => readCommand(subject, bytes, NOW);

describe('reading a command', () => {
  it('gives the command that the gateway sent for a user or a service', () => {
    const service = { ...createPolicy, principal: { ...createPolicy.principal, type: 'service' as const } };
    for (const command of [createPolicy, service]) {
      expect(readCommand(subjectFor('gateway'), bytesOf(command), NOW)).toStrictEqual(command);
    }
  });

  it.each(['runner', 'projector'] as const)(
    'gives the command that a %s sent for the registry itself',
    (producer) => {
      const command = { ...createPolicy, principal: registry };
      expect(readCommand(subjectFor(producer), bytesOf(command), NOW)).toStrictEqual(command);
    },
  );

  const good = subjectFor('gateway');
  it.each([
    ['bytes that are no text', good, Uint8Array.of(0xff, 0xfe), 'the message is not JSON'],
    ['bytes that are no JSON', good, textBytes('{"commandId":'), 'the message is not JSON'],
    ['nothing', good, new Uint8Array(), 'the message is not JSON'],
    ['JSON that is no object', good, textBytes('[]'), /^\/: /],
    [
      'a NUL character, which no table could hold',
      good,
      textBytes('{"type":"a\\u0000b"}'),
      'the message holds a NUL character',
    ],
    [
      'another tenant',
      good,
      bytesOf({ ...createPolicy, tenant: 'globex' }),
      'the tenant is not that of the subject',
    ],
    [
      'another id',
      good,
      bytesOf({ ...createPolicy, commandId: 'other' }),
      'the command id is not that of the subject',
    ],
    ['a member too much', good, bytesOf({ ...createPolicy, admin: true }), /^\/: .*admin/],
    ['a tenant that is no token', good, bytesOf({ ...createPolicy, tenant: 'ACME' }), /^\/tenant: /],
    [
      'a time of another form',
      good,
      bytesOf({ ...createPolicy, notAfter: '2026-03-02T21:00:00Z' }),
      /^\/notAfter: /,
    ],
    ['no principal', good, bytesOf({ ...createPolicy, principal: undefined }), /^\/principal: /],
    [
      'the registry itself from the gateway',
      good,
      bytesOf({ ...createPolicy, principal: registry }),
      'a gateway does not speak for a system',
    ],
    [
      'a user from a runner',
      subjectFor('runner'),
      bytesOf(createPolicy),
      'a runner does not speak for a user',
    ],
    [
      'a user from a projector',
      subjectFor('projector'),
      bytesOf(createPolicy),
      'a projector does not speak for a user',
    ],
    ['a whole command from a scheduler', subjectFor('scheduler'), bytesOf(createPolicy), /^\/schema: /],
    [
      'a producer nobody knows',
      'registry.cmd.stranger.acme.create',
      bytesOf(createPolicy),
      'the subject names no command',
    ],
    [
      'a subject that is no command',
      'registry.evt.acme.policy.pay-gate',
      bytesOf(createPolicy),
      'the subject names no command',
    ],
  ])('refuses %s', (_what, subject, bytes, message) => {
    expect(read(subject, bytes)).toThrow(CommandMalformed);
    expect(read(subject, bytes)).toThrow(message);
  });
});

describe('reading a scheduler’s run', () => {
  const run = {
    schema: 'scheduler.policy-run-request@1',
    tenantId: 'acme',
    policyId: 'pay-gate',
    policyVersion: 2,
    mode: 'simulate',
    runId: 'Nightly run #7 / ü',
    inputs: { sbomSet: ['sbom-1', 'sbom-2'], advisoryCursor: 'adv-9', vexCursor: 'vex-3' },
  };
  const commandId = runCommandIdOf('acme', run.runId);
  // All runs of a tenant are stored on one subject.
  const subject = commandSubject('scheduler', 'acme', 'runs');
  const withEnvironment = (environment: Readonly<Record<string, string>>) => ({
    ...run,
    inputs: { ...run.inputs, environment },
  });

  const expected: CommandEnvelope = {
    commandId,
    tenant: 'acme',
    type: 'StartSimulation',
    data: {
      simulationId: idFromCommand(commandId),
      policyId: 'pay-gate',
      version: 2,
      snapshotId: snapshotIdOf(run.inputs),
      environmentId: 'prod',
      priority: 'normal',
      env: {},
      runId: run.runId,
    },
    principal: {
      type: 'service',
      id: 'scheduler-acme',
      scopes: ['policy:run', 'policy:simulate'],
      isInteractive: false,
    },
    notAfter: '2026-03-02T21:00:00.000Z',
    correlationId: commandId,
  };

  it('gives the simulation it asks for, as a service that may do nothing else', () => {
    expect(readCommand(subject, bytesOf(run), NOW)).toStrictEqual(expected);
  });

  it('keeps its own keys from the environment that the policy sees', () => {
    const environment = {
      evaluated_at: '2026-03-01T00:00:00.000Z',
      target: 'stage',
      region: 'eu',
      exposure: 'internet',
    };
    expect(readCommand(subject, bytesOf(withEnvironment(environment)), NOW).data).toStrictEqual({
      ...expected.data,
      environmentId: 'stage',
      evaluatedAt: '2026-03-01T00:00:00.000Z',
      env: { region: 'eu', exposure: 'internet' },
    });
  });

  it('asks for no traces where the run says so, and for them in silence', () => {
    const capturing = (captureExplain: boolean) =>
      readCommand(subject, bytesOf({ ...run, inputs: { ...run.inputs, captureExplain } }), NOW).data;
    expect(capturing(true)).toStrictEqual(expected.data);
    expect(capturing(false)).toStrictEqual({ ...expected.data, captureExplain: false });
  });

  it('takes over the correlation and for whom it asks, and no right that the sender claims', () => {
    const chatty = {
      ...run,
      correlationId: 'corr-9',
      requestedBy: 'root',
      priority: 'emergency',
      principal: registry,
    };
    expect(readCommand(subject, bytesOf(chatty), NOW)).toStrictEqual({
      ...expected,
      data: { ...expected.data, onBehalfOf: 'root', priority: 'emergency' },
      correlationId: 'corr-9',
    });
  });

  it('is the same command whenever it is read', () => {
    expect(readCommand(subject, bytesOf(run), NOW + 1).data).toStrictEqual(expected.data);
  });

  it('is the command of its run, whatever its subject ends with', () => {
    for (const end of [commandId, runCommandIdOf('acme', 'another run'), 'run-1'])
      expect(readCommand(commandSubject('scheduler', 'acme', end), bytesOf(run), NOW)).toStrictEqual(
        expected,
      );
  });

  const foreign = commandSubject('scheduler', 'globex', 'runs');
  it.each([
    ['of another tenant', foreign, run, 'the tenant is not that of the subject'],
    ['of another schema', subject, { ...run, schema: 'scheduler.policy-run-request@2' }, /^\/schema: /],
    ['of another mode', subject, { ...run, mode: 'enforce' }, /^\/mode: /],
    [
      'with a set out of order',
      subject,
      { ...run, inputs: { ...run.inputs, sbomSet: ['sbom-2', 'sbom-1'] } },
      /^\/inputs\/sbomSet: /,
    ],
    [
      'with a set that names one twice',
      subject,
      { ...run, inputs: { ...run.inputs, sbomSet: ['sbom-1', 'sbom-1'] } },
      /^\/inputs\/sbomSet: /,
    ],
    ['without inputs', subject, { ...run, inputs: undefined }, /^\/inputs: /],
    ['with a key of another form', subject, withEnvironment({ 'Bad Key': 'x' }), /^\/inputs\/environment/],
    ['with an empty correlation', subject, { ...run, correlationId: '' }, /^\/correlationId: /],
    [
      'of a tenant that is no token',
      commandSubject('scheduler', 'ACME', 'runs'),
      { ...run, tenantId: 'ACME' },
      /^\/tenant: /,
    ],
  ])('refuses one %s', (_what, on, json, message) => {
    expect(read(on, bytesOf(json))).toThrow(CommandMalformed);
    expect(read(on, bytesOf(json))).toThrow(message);
  });
});
