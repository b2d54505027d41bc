import { commaList, wholeNumber } from '@policy-registry/platform';
import { isIP } from 'node:net';
import { z } from 'zod';

import { RATE_WINDOW_SECONDS, type AdmissionSettings } from './settings.ts';

const PER_WINDOW = `in ${RATE_WINDOW_SECONDS} s`;
const COUNT_MAX = 1_000_000;
const BYTES_MAX = 1024 ** 4;

const count = (fallback: number, description: string) =>
  wholeNumber({ min: 1, max: COUNT_MAX }).default(fallback).describe(description);

const isNetwork = (text: string): boolean => {
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  const bitsMax = family === 4 ? 32 : 128;
  return (
    family !== 0 && more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && +bits <= bitsMax))
  );
};

/** What this gateway takes at once and by and by. Each gateway counts by itself. */
export const admissionKeys = {
  TRUSTED_PROXIES: commaList()
    .refine(
      (list) => list.every(isNetwork),
      'expected addresses or networks such as 10.0.0.0/8, separated by commas',
    )
    .optional()
    .describe('addresses or networks of proxies whose X-Forwarded-For is believed; unset: nobody is'),
  RATE_ADDRESS_REQUESTS: count(600, `requests ${PER_WINDOW} without a good token, for each address`),
  RATE_TENANT_READS: count(5_000, `reads ${PER_WINDOW}, for each tenant`),
  RATE_TENANT_COMMANDS: count(1_000, `commands and uploads ${PER_WINDOW}, for each tenant`),
  RATE_PRINCIPAL_READS: count(1_000, `reads ${PER_WINDOW}, for each principal of a tenant`),
  RATE_PRINCIPAL_COMMANDS: count(200, `commands and uploads ${PER_WINDOW}, for each principal of a tenant`),
  RATE_TENANT_UPLOAD_BYTES: wholeNumber({ min: 1, max: BYTES_MAX })
    .default(1024 ** 3)
    .describe(`bytes of uploads ${PER_WINDOW}, for each tenant; an upload that began goes on beyond them`),
  REQUESTS_AT_ONCE_MAX: count(512, 'requests that are being answered at once'),
  REQUESTS_AT_ONCE_TENANT_MAX: count(128, 'the same, for each tenant'),
  UPLOADS_AT_ONCE_MAX: count(64, 'uploads at once'),
  UPLOADS_AT_ONCE_TENANT_MAX: count(16, 'the same, for each tenant'),
  EVENT_STREAMS_MAX: count(512, 'open streams of events'),
  EVENT_STREAMS_TENANT_MAX: count(128, 'the same, for each tenant'),
  EVENT_STREAMS_PRINCIPAL_MAX: count(32, 'the same, for each principal of a tenant'),
  CONNECTIONS_MAX: count(4_096, 'open connections; further ones are closed at once'),
};

type Keys = z.infer<z.ZodObject<typeof admissionKeys>>;

export const admissionSettingsOf = (config: Readonly<Keys>): AdmissionSettings => ({
  rates: {
    addressRequests: config.RATE_ADDRESS_REQUESTS,
    tenantReads: config.RATE_TENANT_READS,
    tenantCommands: config.RATE_TENANT_COMMANDS,
    principalReads: config.RATE_PRINCIPAL_READS,
    principalCommands: config.RATE_PRINCIPAL_COMMANDS,
    tenantUploadBytes: config.RATE_TENANT_UPLOAD_BYTES,
  },
  requests: { total: config.REQUESTS_AT_ONCE_MAX, tenant: config.REQUESTS_AT_ONCE_TENANT_MAX },
  uploads: { total: config.UPLOADS_AT_ONCE_MAX, tenant: config.UPLOADS_AT_ONCE_TENANT_MAX },
  streams: {
    total: config.EVENT_STREAMS_MAX,
    tenant: config.EVENT_STREAMS_TENANT_MAX,
    principal: config.EVENT_STREAMS_PRINCIPAL_MAX,
  },
});
