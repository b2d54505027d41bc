import { expect, it } from '@jest/globals';
import { readConfig } from '@policy-registry/platform';
import { z } from 'zod';

import { admissionKeys, admissionSettingsOf } from './config.ts';

it('every key is the limit of its name, and of no other', () => {
  const names = Object.keys(admissionKeys).filter((name) => name !== 'TRUSTED_PROXIES');
  const env = Object.fromEntries(names.map((name, at) => [name, String(at + 1)]));
  const of = (name: string): number => Number(env[name]);
  expect(admissionSettingsOf(readConfig(z.object(admissionKeys), env))).toStrictEqual({
    rates: {
      addressRequests: of('RATE_ADDRESS_REQUESTS'),
      tenantReads: of('RATE_TENANT_READS'),
      tenantCommands: of('RATE_TENANT_COMMANDS'),
      principalReads: of('RATE_PRINCIPAL_READS'),
      principalCommands: of('RATE_PRINCIPAL_COMMANDS'),
      tenantUploadBytes: of('RATE_TENANT_UPLOAD_BYTES'),
    },
    requests: { total: of('REQUESTS_AT_ONCE_MAX'), tenant: of('REQUESTS_AT_ONCE_TENANT_MAX') },
    uploads: { total: of('UPLOADS_AT_ONCE_MAX'), tenant: of('UPLOADS_AT_ONCE_TENANT_MAX') },
    streams: {
      total: of('EVENT_STREAMS_MAX'),
      tenant: of('EVENT_STREAMS_TENANT_MAX'),
      principal: of('EVENT_STREAMS_PRINCIPAL_MAX'),
    },
  });
});
