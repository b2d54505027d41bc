import { describe, expect, it } from '@jest/globals';
import { readConfig } from '@policy-registry/platform';

import { GatewayConfig } from './config.ts';
import { readinessOf, type ReadinessPorts } from './readiness.ts';

const env = {
  NATS_URL: 'nats://broker',
  NATS_CREDS_FILE: '/keys/gateway.creds',
  DATABASE_URL: 'postgres://db',
  PUBLIC_URL: 'https://registry.example',
  OIDC_ISSUER: 'https://issuer.example',
  OIDC_AUDIENCE: 'policy-registry',
  OIDC_JWKS_URL: 'https://issuer.example/jwks',
  TEXT_KEY_FILE: 'k',
  TRUST_FILE: 't',
};
const well: ReadinessPorts = {
  config: readConfig(GatewayConfig, env),
  broker: () => ({ ok: true, detail: 'connected' }),
  positions: { isListening: () => true },
  readModels: { position: async () => 42 },
  objectStore: async () => ({ ok: true, detail: 's3.example answers' }),
  issuerKeys: async () => ({ ok: true, detail: '1 there' }),
};
const failing = async (ports: Partial<ReadinessPorts>): Promise<readonly string[]> => {
  const { checks } = await readinessOf({ ...well, ...ports })();
  return Object.entries(checks).flatMap(([name, { ok }]) => (ok ? [] : [name]));
};

describe('readiness', () => {
  it('tells how far the read models are when all is well', async () => {
    expect(await readinessOf(well)()).toStrictEqual({
      checks: {
        broker: { ok: true, detail: 'connected' },
        database: { ok: true, detail: 'read models at 42' },
        listening: { ok: true, detail: 'hears positions' },
        issuerKeys: { ok: true, detail: '1 there' },
        objectStore: { ok: true, detail: 's3.example answers' },
      },
      notes: [],
    });
  });

  it.each<readonly [string, Partial<ReadinessPorts>]>([
    ['broker', { broker: () => ({ ok: false, detail: 'reconnecting' }) }],
    ['database', { readModels: { position: () => Promise.reject(new Error('gone')) } }],
    ['listening', { positions: { isListening: () => false } }],
    ['objectStore', { objectStore: async () => ({ ok: false, detail: 'no answer' }) }],
    ['issuerKeys', { issuerKeys: async () => ({ ok: false, detail: 'no answer' }) }],
  ])('misses the %s', async (name, ports) => {
    expect(await failing(ports)).toStrictEqual([name]);
  });

  it('says nothing of an object store that is the broker', async () => {
    const { checks } = await readinessOf({ ...well, objectStore: undefined })();
    expect(Object.keys(checks)).toStrictEqual(['broker', 'database', 'listening', 'issuerKeys']);
  });

  it('says that a development issuer is believed', async () => {
    const config = readConfig(GatewayConfig, { ...env, INSECURE_DEV_ISSUER: 'true' });
    const { notes } = await readinessOf({ ...well, config })();
    expect(notes).toStrictEqual(['INSECURE_DEV_ISSUER: accepts tokens of a development issuer without TLS']);
  });
});
