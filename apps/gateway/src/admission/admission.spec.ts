import { describe, expect, it } from '@jest/globals';
import { readConfig } from '@policy-registry/platform';
import { z } from 'zod';

import { Problem } from '../edge/problem.ts';
import { admissionOf, type RequestKind } from './admission.ts';
import { admissionKeys, admissionSettingsOf } from './config.ts';

const callerOf = (tenant: string, id: string) => ({
  tenant,
  principal: { type: 'user' as const, id, scopes: [], isInteractive: false },
});
const alice = callerOf('acme', 'alice');
const bob = callerOf('acme', 'bob');
const dora = callerOf('globex', 'dora');

/** What the gateway takes when these keys are set, and all others to more than a test asks for. */
const admission = (env: Readonly<Record<string, number>> = {}) => {
  let now = 0;
  const limits = Object.keys(admissionKeys).filter((key) => key !== 'TRUSTED_PROXIES');
  const texts = limits.map((key) => [key, String(env[key] ?? 1_000_000)]);
  const settings = admissionSettingsOf(readConfig(z.object(admissionKeys), Object.fromEntries(texts)));
  return { ...admissionOf(settings, () => now), pass: (ms: number) => void (now += ms) };
};

/** The code and the wait of the refusal, or `admitted`. */
const tried = (ask: () => unknown): string => {
  try {
    ask();
    return 'admitted';
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return `${error.kind.status} ${error.kind.code} ${error.headers['retry-after']}`;
  }
};

const LIMITED = '429 RATE_LIMITED 5';

describe('the rates', () => {
  it('limit a principal, and nobody else of its tenant', () => {
    const { admit } = admission({ RATE_PRINCIPAL_READS: 2 });
    admit(alice, 'reads');
    admit(alice, 'reads');
    expect(tried(() => admit(alice, 'reads'))).toBe(LIMITED);
    expect(tried(() => admit(bob, 'reads'))).toBe('admitted');
  });

  it('limit a tenant, and no other', () => {
    const { admit } = admission({ RATE_TENANT_COMMANDS: 2 });
    admit(alice, 'commands');
    admit(bob, 'commands');
    expect(tried(() => admit(bob, 'commands'))).toBe(LIMITED);
    expect(tried(() => admit(dora, 'commands'))).toBe('admitted');
  });

  it.each([
    ['RATE_PRINCIPAL_READS', alice, 'reads', 'commands'],
    ['RATE_PRINCIPAL_COMMANDS', alice, 'commands', 'reads'],
    ['RATE_TENANT_READS', bob, 'reads', 'commands'],
    ['RATE_TENANT_COMMANDS', bob, 'commands', 'reads'],
  ] as const)('are each what its key says: %s', (key, caller, kind, otherKind) => {
    const { admit } = admission({ [key]: 1 });
    admit(alice, kind);
    expect(tried(() => admit(caller, kind))).toMatch('429 RATE_LIMITED');
    expect(tried(() => admit(caller, otherKind))).toBe('admitted');
  });

  it('count reads and commands apart, streams as reads and uploads as commands', () => {
    const { admit } = admission({ RATE_PRINCIPAL_READS: 2, RATE_PRINCIPAL_COMMANDS: 2 });
    const kinds: readonly RequestKind[] = ['reads', 'streams', 'commands', 'uploads'];
    for (const kind of kinds) expect(tried(() => admit(alice, kind))).toBe('admitted');
    for (const kind of kinds) expect(tried(() => admit(alice, kind))).toBe(LIMITED);
  });

  it('do not count what they refuse', () => {
    const { admit, pass } = admission({ RATE_PRINCIPAL_READS: 2 });
    for (let asked = 0; asked < 50; asked += 1) tried(() => admit(alice, 'reads'));
    pass(5_000);
    expect(tried(() => admit(alice, 'reads'))).toBe('admitted');
  });

  it('let an upload begin while the bytes of earlier ones are not above the quota', () => {
    const { admit, countUpload, pass } = admission({ RATE_TENANT_UPLOAD_BYTES: 1_000 });
    admit(alice, 'uploads');
    countUpload('acme', 999);
    expect(tried(() => admit(bob, 'uploads'))).toBe('admitted');
    countUpload('acme', 2_001);
    expect(tried(() => admit(bob, 'uploads'))).toBe('429 RATE_LIMITED 21');
    expect(tried(() => admit(bob, 'commands'))).toBe('admitted');
    expect(tried(() => admit(dora, 'uploads'))).toBe('admitted');
    pass(21_000);
    expect(tried(() => admit(bob, 'uploads'))).toBe('admitted');
  });

  it('limit an address, but for what is given back', () => {
    const { arrive } = admission({ RATE_ADDRESS_REQUESTS: 2 });
    for (let asked = 0; asked < 50; asked += 1) arrive('192.0.2.1').giveBack();
    arrive('192.0.2.1');
    arrive('192.0.2.1');
    expect(tried(() => arrive('192.0.2.1'))).toBe(LIMITED);
    expect(tried(() => arrive('192.0.2.2'))).toBe('admitted');
  });

  it('are told in the answer, each with what is left of it', () => {
    const { admit, countUpload } = admission({ RATE_PRINCIPAL_COMMANDS: 4, RATE_TENANT_UPLOAD_BYTES: 1_000 });
    countUpload('acme', 100);
    expect(admit(alice, 'uploads').headers).toStrictEqual({
      'ratelimit-policy':
        '"principal-commands";q=4;w=10, "tenant-commands";q=1000000;w=10, "tenant-uploads";q=1000;qu="content-bytes";w=10',
      ratelimit: '"principal-commands";r=3;t=3, "tenant-commands";r=999999;t=1, "tenant-uploads";r=900;t=1',
    });
  });
});

describe('the places', () => {
  it('are those of the gateway first: no caller is blamed for it', () => {
    const { arrive } = admission({ REQUESTS_AT_ONCE_MAX: 2 });
    const { leave } = arrive('192.0.2.1');
    arrive('192.0.2.1');
    expect(tried(() => arrive('192.0.2.2'))).toBe('503 OVERLOADED 1');
    leave();
    expect(tried(() => arrive('192.0.2.2'))).toBe('admitted');
  });

  it('leave room to other tenants', () => {
    const { admit } = admission({ REQUESTS_AT_ONCE_TENANT_MAX: 2 });
    const { leave } = admit(alice, 'commands');
    admit(bob, 'reads');
    expect(tried(() => admit(alice, 'commands'))).toBe('429 TOO_MANY_AT_ONCE 1');
    expect(tried(() => admit(dora, 'commands'))).toBe('admitted');
    leave();
    expect(tried(() => admit(alice, 'commands'))).toBe('admitted');
  });

  it('of uploads and streams are others', () => {
    const { admit } = admission({
      REQUESTS_AT_ONCE_TENANT_MAX: 1,
      UPLOADS_AT_ONCE_MAX: 2,
      UPLOADS_AT_ONCE_TENANT_MAX: 1,
      EVENT_STREAMS_MAX: 3,
      EVENT_STREAMS_TENANT_MAX: 2,
      EVENT_STREAMS_PRINCIPAL_MAX: 1,
    });
    admit(alice, 'reads');
    admit(alice, 'uploads');
    admit(alice, 'streams');
    expect(tried(() => admit(alice, 'streams'))).toBe('429 TOO_MANY_AT_ONCE 1');
    expect(tried(() => admit(bob, 'streams'))).toBe('admitted');
    expect(tried(() => admit(bob, 'uploads'))).toBe('429 TOO_MANY_AT_ONCE 1');
    admit(dora, 'uploads');
    admit(dora, 'streams');
    expect(tried(() => admit(callerOf('initech', 'x'), 'streams'))).toBe('503 OVERLOADED 1');
    expect(tried(() => admit(callerOf('initech', 'x'), 'uploads'))).toBe('503 OVERLOADED 1');
  });
});
