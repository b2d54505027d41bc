import { describe, expect, it } from '@jest/globals';

import {
  CommandEnvelope,
  commandIdOf,
  ID_TOKEN,
  idFromCommand,
  messageIdOf,
  reactionIdOf,
  requestDigestOf,
  runCommandIdOf,
  TENANT_TOKEN,
} from './command.ts';

const request = {
  tenant: 'acme',
  principalId: 'alice-7',
  method: 'POST',
  path: '/api/v1/policies',
  idempotencyKey: 'key-1',
};
const command = { type: 'CreatePolicy', data: { name: 'web' } };
const COMMAND_ID = '7ods2pacjts4675puhm3wdjytpkpuws42wlf3kd5fy4m4vx2of3q';
const REQUEST_DIGEST = 'a92fd7ed60536d5b9c480c68301fd8ff69d4951addd0e7d491318a8801d70db3';

// Ids are stored and compared across versions of the software: these values never change.
describe('ids', () => {
  it('of a command come from who asks for what under which key', () => {
    expect(commandIdOf(request)).toBe(COMMAND_ID);
    const others = Object.keys(request).map((name) => commandIdOf({ ...request, [name]: 'other' }));
    expect(new Set([COMMAND_ID, ...others]).size).toBe(6);
  });

  it('do not mix up fields that run into each other', () => {
    const [one, other] = [
      { principalId: 'a', tenant: 'bc' },
      { principalId: 'ab', tenant: 'c' },
    ];
    expect(commandIdOf({ ...request, ...one })).not.toBe(commandIdOf({ ...request, ...other }));
  });

  it('of a run come from tenant and run', () => {
    expect(runCommandIdOf('acme', 'run/2030:1')).toBe('bve7g32olbb67viaov5a4sfx5sgayoykthu464yenaiiyztjfbpq');
    expect(runCommandIdOf('globex', 'run/2030:1')).not.toBe(runCommandIdOf('acme', 'run/2030:1'));
  });

  it('of a reaction come from the event and the step', () => {
    expect(reactionIdOf('e1', 'attest')).toBe('zqwvuk4f5xup4oxc6ie2pn5oh5vdy62cuggdwmix7bi4rsew4uoq');
    expect(reactionIdOf('e1', 'reduce')).not.toBe(reactionIdOf('e1', 'attest'));
  });

  it('fit into a subject token', () => {
    for (const id of [
      commandIdOf(request),
      runCommandIdOf('acme', 'run/2030:1'),
      idFromCommand(COMMAND_ID),
    ]) {
      expect(id).toMatch(ID_TOKEN);
    }
  });

  it('of a message name its subject, or one tenant could swallow the command of another', () => {
    const id = messageIdOf('registry.cmd.gateway.acme.c1', 'c1', REQUEST_DIGEST);
    expect(id).toBe('2p2wjmogpqykgfvploxgvxsstjavom3p7ghvvpn2pmeubmawheoa');
    expect(messageIdOf('registry.cmd.gateway.globex.c1', 'c1', REQUEST_DIGEST)).not.toBe(id);
  });
});

describe('requestDigestOf', () => {
  it('keeps its value', () => {
    expect(requestDigestOf(command)).toBe(REQUEST_DIGEST);
    expect(requestDigestOf({ ...command, ifMatch: '*' })).toBe(
      '23e79c47f4942f4673b9d3cf6fab7998117a70a92141b9cca7f62ce6e368ffbc',
    );
  });

  it('does not depend on the order of names, nor on who sends it when', () => {
    const later = { commandId: 'c2', notAfter: '2030-01-01T00:00:00.000Z' };
    expect(requestDigestOf({ ...later, data: { name: 'web' }, type: 'CreatePolicy' })).toBe(REQUEST_DIGEST);
    expect(requestDigestOf({ type: 'T', data: { a: 1, b: 2 } })).toBe(
      requestDigestOf({ type: 'T', data: { b: 2, a: 1 } }),
    );
  });

  it('differs for another type, other data and another condition', () => {
    const others = [
      { ...command, type: 'RenamePolicy' },
      { ...command, data: { name: 'api' } },
      { ...command, ifMatch: '3' },
    ];
    expect(new Set([REQUEST_DIGEST, ...others.map(requestDigestOf)]).size).toBe(4);
  });
});

describe('tokens', () => {
  it.each(['acme', 'a', '0', 'a-b', 'a'.repeat(63)])('%s names a tenant', (text) =>
    expect(text).toMatch(TENANT_TOKEN),
  );
  it.each(['', 'A', '-a', 'a-', 'a.b', 'a*', '>', 'a b', 'ä', 'a\n', 'a'.repeat(64)])(
    '%j names no tenant',
    (text) => expect(text).not.toMatch(TENANT_TOKEN),
  );
});

describe('CommandEnvelope', () => {
  const envelope = {
    commandId: 'c1',
    tenant: 'acme',
    ...command,
    principal: {
      type: 'user',
      id: 'alice-7',
      scopes: ['policy:author'],
      isInteractive: true,
      authenticatedAt: 1,
    },
    notAfter: '2030-01-01T00:00:00.000Z',
    correlationId: 'r1',
  };

  it('takes a whole command', () => expect(CommandEnvelope.parse(envelope)).toStrictEqual(envelope));

  it.each([
    { tenant: 'ACME' },
    { commandId: 'c.1' },
    { notAfter: '2030-01-01T00:00:00Z' },
    { principal: { type: 'root', id: 'x', scopes: [], isInteractive: false } },
    { principal: { ...envelope.principal, admin: true } },
    { now: 1 },
    { data: [] },
  ])('refuses %j', (change) =>
    expect(CommandEnvelope.safeParse({ ...envelope, ...change }).success).toBe(false),
  );
});
