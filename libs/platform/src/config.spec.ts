import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { commaList, ConfigInvalid, describeConfig, flag, readConfig, wholeNumber } from './config.ts';

const schema = z.object({
  NATS_URL: z.url().describe('where the broker listens'),
  OIDC_ISSUER: z.string().describe('issuer of the access tokens'),
  GATEWAY_PORT: wholeNumber({ min: 0, max: 65_535 }).default(8080).describe('port to listen on'),
  GATEWAY_TENANTS: commaList().describe('tenants served').default([]),
  GATEWAY_INSECURE: flag().default(false),
});
const required = { NATS_URL: 'nats://127.0.0.1:4222', OIDC_ISSUER: 'https://issuer.example' };

const problemsOf = (env: Record<string, string>): readonly string[] => {
  try {
    readConfig(schema, env);
  } catch (error) {
    if (error instanceof ConfigInvalid) return error.problems;
    throw error;
  }
  return [];
};

describe('readConfig', () => {
  it('reads the keys of the schema and nothing else', () => {
    expect(readConfig(schema, { ...required, GATEWAY_TENANTS: 'acme, globex', HOME: '/root' })).toStrictEqual(
      {
        ...required,
        GATEWAY_PORT: 8080,
        GATEWAY_TENANTS: ['acme', 'globex'],
        GATEWAY_INSECURE: false,
      },
    );
  });

  it('gives a frozen object', () => expect(Object.isFrozen(readConfig(schema, required))).toBe(true));

  it('names every missing and invalid key at once, with what is expected', () => {
    expect(problemsOf({ GATEWAY_PORT: '70000', GATEWAY_INSECURE: 'yes' })).toStrictEqual([
      'NATS_URL is not set: where the broker listens',
      'OIDC_ISSUER is not set: issuer of the access tokens',
      expect.stringMatching(/^GATEWAY_PORT is invalid: .*65535/),
      'GATEWAY_INSECURE is invalid: expected true or false',
    ]);
  });

  it('takes an empty string for unset', () => {
    expect(problemsOf({ ...required, OIDC_ISSUER: '' })).toStrictEqual([
      'OIDC_ISSUER is not set: issuer of the access tokens',
    ]);
    expect(readConfig(schema, { ...required, GATEWAY_PORT: '' }).GATEWAY_PORT).toBe(8080);
  });

  it.each(['8080x', '1e3', '0x10', ' 80', '80.5', '-1', 'NaN'])('does not take %j for a port', (text) => {
    expect(problemsOf({ ...required, GATEWAY_PORT: text })).toHaveLength(1);
  });

  it('names a variable that was meant for it and is not known beside what is missing', () => {
    expect(problemsOf({ NATS_URI: 'nats://127.0.0.1:4222', OIDC_ISSUER: 'x', HOME: '/root' })).toStrictEqual([
      'NATS_URL is not set: where the broker listens',
      'NATS_URI is not a known key: is NATS_URL meant?',
    ]);
  });

  it('never repeats a value', () => {
    const error = new ConfigInvalid(
      problemsOf({ NATS_URL: 'hunter2', OIDC_ISSUER: 'x', GATEWAY_PORT: 'hunter2' }),
    );
    expect(error.problems).toHaveLength(2);
    expect(error.message).not.toContain('hunter2');
  });
});

describe('describeConfig', () => {
  it('tells key, default, whether it is required, and what it is', () => {
    expect(describeConfig(schema)).toStrictEqual([
      { key: 'NATS_URL', isRequired: true, defaultText: undefined, description: 'where the broker listens' },
      {
        key: 'OIDC_ISSUER',
        isRequired: true,
        defaultText: undefined,
        description: 'issuer of the access tokens',
      },
      { key: 'GATEWAY_PORT', isRequired: false, defaultText: '8080', description: 'port to listen on' },
      { key: 'GATEWAY_TENANTS', isRequired: false, defaultText: '', description: 'tenants served' },
      { key: 'GATEWAY_INSECURE', isRequired: false, defaultText: 'false', description: '' },
    ]);
  });
});
