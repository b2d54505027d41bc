import { describe, expect, it } from '@jest/globals';
import { ConfigInvalid, readConfig, type Environment } from '@policy-registry/platform';

import { admissionSettingsOf } from './admission/config.ts';
import { GatewayConfig } from './config.ts';

const good: Environment = {
  NATS_URL: 'nats://broker:4222',
  NATS_CREDS_FILE: '/keys/gateway.creds',
  DATABASE_URL: 'postgres://registry_gateway@db/registry',
  PUBLIC_URL: 'https://registry.example',
  OIDC_ISSUER: 'https://issuer.example',
  OIDC_AUDIENCE: 'policy-registry',
  OIDC_JWKS_URL: 'https://issuer.example/jwks',
  TEXT_KEY_FILE: '/keys/text.key',
  TRUST_FILE: '/keys/trust.json',
};
const problemsOf = (env: Environment): readonly string[] => {
  try {
    readConfig(GatewayConfig, env);
    return [];
  } catch (error) {
    return error instanceof ConfigInvalid ? error.problems : [String(error)];
  }
};

describe('the configuration of the gateway', () => {
  it('needs nothing but what touches trust and servers', () => {
    expect(readConfig(GatewayConfig, good)).toMatchObject({ HTTP_PORT: 8080, INSECURE_DEV_ISSUER: false });
  });

  it('finds the keys by discovery where no place of them is named', () => {
    const { OIDC_JWKS_URL: _left, ...env } = good;
    expect(problemsOf(env)).toStrictEqual([]);
  });

  it('takes the clients that are accepted as a list', () => {
    const { OIDC_CLIENTS } = readConfig(GatewayConfig, { ...good, OIDC_CLIENTS: 'console, robot' });
    expect(OIDC_CLIENTS).toStrictEqual(['console', 'robot']);
  });

  it('names everything that is missing', () => {
    expect(problemsOf({}).map((problem) => problem.split(' ')[0])).toStrictEqual([
      'NATS_URL',
      'NATS_CREDS_FILE',
      'DATABASE_URL',
      'OIDC_ISSUER',
      'OIDC_AUDIENCE',
      'PUBLIC_URL',
      'TEXT_KEY_FILE',
      'TRUST_FILE',
    ]);
  });

  it('limits what it takes, unless told otherwise', () => {
    const config = readConfig(GatewayConfig, { ...good, RATE_TENANT_READS: '7', REQUESTS_AT_ONCE_MAX: '9' });
    expect(admissionSettingsOf(config)).toMatchObject({
      rates: { tenantReads: 7, tenantCommands: 1_000, addressRequests: 600 },
      requests: { total: 9, tenant: 128 },
    });
  });

  it.each(['10.0.0.0/8', '10.1.2.3, ::1', '2001:db8::/32'])('trusts the proxies at %s', (list) => {
    expect(problemsOf({ ...good, TRUSTED_PROXIES: list })).toStrictEqual([]);
  });

  it.each(['proxy.example', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.0/', '10.0.0.0/-1'])(
    'trusts nobody at %s',
    (list) => {
      expect(problemsOf({ ...good, TRUSTED_PROXIES: list })).toStrictEqual([
        expect.stringContaining('TRUSTED_PROXIES is invalid'),
      ]);
    },
  );

  it.each([
    ['an issuer without TLS', { OIDC_ISSUER: 'http://127.0.0.1:9000' }, 'OIDC_ISSUER'],
    ['keys without TLS', { OIDC_JWKS_URL: 'http://127.0.0.1:9000/jwks' }, 'OIDC_JWKS_URL'],
    ['two places of keys', { OIDC_JWKS_FILE: '/keys/jwks.json' }, 'OIDC_JWKS_URL'],
    ['an address that nobody calls over HTTP', { PUBLIC_URL: 'ftp://registry.example' }, 'PUBLIC_URL'],
    ['a flag that is none', { INSECURE_DEV_ISSUER: '1' }, 'INSECURE_DEV_ISSUER'],
  ])('refuses %s', (_what, env, key) => {
    expect(problemsOf({ ...good, ...env }).map((problem) => problem.split(' ')[0])).toStrictEqual([key]);
  });

  const dev = {
    ...good,
    OIDC_ISSUER: 'http://127.0.0.1:9000',
    OIDC_JWKS_URL: 'http://localhost:9000/jwks',
    INSECURE_DEV_ISSUER: 'true',
  };

  it('takes a development issuer on this machine where the flag says so', () => {
    expect(problemsOf(dev)).toStrictEqual([]);
  });

  it('takes no issuer without TLS from elsewhere, flag or not', () => {
    expect(problemsOf({ ...dev, OIDC_ISSUER: 'http://issuer.example' })).toStrictEqual([
      'OIDC_ISSUER is invalid: without TLS it must be on this machine',
    ]);
  });
});
