import process from 'node:process';

import { objectStoreChosen, objectStoreKeys } from '@policy-registry/object-store/settings';
import { commaList, flag, LOG_LEVELS, readConfig, wholeNumber } from '@policy-registry/platform';
import { z } from 'zod';

import { admissionKeys } from './admission/config.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
const ISSUER_KEYS = ['OIDC_ISSUER', 'OIDC_JWKS_URL'] as const;

/** The gateway's settings, from the environment alone. What touches trust has no default. */
export const GatewayConfig = z
  .object({
    INSTANCE_NAME: z.string().default('gateway-1').describe('name of this process in logs and metrics'),
    HTTP_HOST: z.string().default('127.0.0.1').describe('address to listen on'),
    HTTP_PORT: wholeNumber({ min: 0, max: 65_535 }).default(8080).describe('port to listen on'),
    LOG_LEVEL: z.enum(LOG_LEVELS).default('info').describe('least level that is logged'),
    OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional().describe('where spans go; unset: nowhere'),
    NATS_URL: z.string().describe('the broker: one server, or several of a cluster separated by commas'),
    NATS_CREDS_FILE: z
      .string()
      .describe('credentials of the broker user gateway; their key signs its commands'),
    DATABASE_URL: z.string().describe('PostgreSQL under the role registry_gateway'),
    DATABASE_CONNECTIONS_MAX: wholeNumber({ min: 2, max: 100 })
      .default(16)
      .describe('size of the connection pool'),
    ...objectStoreKeys,
    OIDC_ISSUER: z.url().describe('issuer whose access tokens are accepted'),
    OIDC_AUDIENCE: z.string().describe('audience that a token must name'),
    PUBLIC_URL: z
      .url({ protocol: /^https?$/ })
      .describe('address at which clients reach this gateway; their DPoP proofs must be for it'),
    OIDC_CLIENTS: commaList()
      .optional()
      .describe('client ids whose tokens are accepted, separated by commas; unset: those of every client'),
    OIDC_JWKS_URL: z
      .url()
      .optional()
      .describe('where the issuer shows its keys; unset: where its discovery document says'),
    OIDC_JWKS_FILE: z
      .string()
      .optional()
      .describe(
        'file with the keys of the issuer, read again when it changes; then the issuer is never asked',
      ),
    DPOP_REQUIRED: flag()
      .default(false)
      .describe('takes only tokens that are bound to a key, with a proof of it (DPoP, RFC 9449)'),
    INSECURE_DEV_ISSUER: flag()
      .default(false)
      .describe('accepts an issuer without TLS on this machine; never in production'),
    INSECURE_FAULT_FILE: z
      .string()
      .optional()
      .describe(
        'file that names the point at which this process is killed, once; for tests, never in production',
      ),
    TEXT_KEY_FILE: z.string().describe('32 bytes that wrap the text keys of tenants'),
    WEBHOOK_PUBLIC_KEY_FILE: z
      .string()
      .optional()
      .describe(
        'public half of the X25519 key of the runners in PEM, shown to whoever seals a webhook secret; unset: there are no webhooks',
      ),
    TRUST_FILE: z.string().describe('JSON with the evidence keys of the tenants, shown to verifiers'),
    ...admissionKeys,
  })
  .check(objectStoreChosen)
  .check(({ value, issues }) => {
    if (value.OIDC_JWKS_URL !== undefined && value.OIDC_JWKS_FILE !== undefined) {
      issues.push(problemAt('OIDC_JWKS_URL', value, 'set OIDC_JWKS_URL or OIDC_JWKS_FILE, not both'));
    }
    for (const key of ISSUER_KEYS) {
      const problem = transportProblemOf(value[key], value.INSECURE_DEV_ISSUER);
      if (problem !== undefined) issues.push(problemAt(key, value, problem));
    }
  });
export type GatewayConfig = z.infer<typeof GatewayConfig>;

export const readGatewayConfig = (): Readonly<GatewayConfig> => readConfig(GatewayConfig, process.env);

// Who can change what travels between issuer and gateway can issue tokens.
const transportProblemOf = (url: string | undefined, isInsecureAllowed: boolean): string | undefined => {
  if (url === undefined || url.startsWith('https:')) return undefined;
  if (!isInsecureAllowed)
    return 'it has no TLS: only INSECURE_DEV_ISSUER=true accepts that, and only on this machine';
  return LOOPBACK.has(new URL(url).hostname) ? undefined : 'without TLS it must be on this machine';
};

const problemAt = (key: string, input: unknown, message: string) => ({
  code: 'custom' as const,
  path: [key],
  input,
  message,
});
