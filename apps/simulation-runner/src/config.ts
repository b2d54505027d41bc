import process from 'node:process';

import { objectStoreChosen, objectStoreKeys } from '@policy-registry/object-store/settings';
import { commaList, flag, LOG_LEVELS, readConfig, wholeNumber } from '@policy-registry/platform';
import { z } from 'zod';

import { isNetwork } from './deliver/addresses.ts';

const EMBEDDED = 'embedded';

const isEngineAddress = (text: string): boolean => {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return false;
  return url.username === '' && url.password === '' && url.search === '' && url.hash === '';
};
const ADDRESS = 'expected http:// or https:// with nothing but a host, a port and a path';
/** An address, which holds no `=`, and what is sent to it. */
const TOKEN_OF = /^https?:[^=]+=.+$/;
const engineAddress = () => z.string().refine(isEngineAddress, ADDRESS);

/** The simulation runner's settings, from the environment alone. */
export const RunnerConfig = z
  .object({
    INSTANCE_NAME: z
      .string()
      .max(64)
      .default('runner-1')
      .describe('name of this process in logs, metrics and events'),
    HTTP_HOST: z.string().default('127.0.0.1').describe('address of the operations endpoints'),
    HTTP_PORT: wholeNumber({ min: 0, max: 65_535 })
      .default(8082)
      .describe('port of the operations endpoints'),
    LOG_LEVEL: z.enum(LOG_LEVELS).default('info').describe('least level that is logged'),
    OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional().describe('where spans go; unset: nowhere'),
    NATS_URL: z.string().describe('the broker: one server, or several of a cluster separated by commas'),
    NATS_CREDS_FILE: z
      .string()
      .describe('credentials of the broker user runner; their key signs its commands'),
    ...objectStoreKeys,
    EVIDENCE_KEY_DIR: z.string().describe('folder of the evidence keys, `<tenant>.pem`'),
    POLICY_ENGINE_URLS: commaList()
      .refine((urls) => urls.every(isEngineAddress), ADDRESS)
      .default([])
      .describe(
        'remote Policy Engines, separated by commas; unset: the embedded one alone, and no egress for it',
      ),
    POLICY_ENGINE_TOKENS: commaList()
      .refine(
        (list) => list.every((entry) => TOKEN_OF.test(entry)),
        'expected <address>=<token>, separated by commas',
      )
      .default([])
      .describe(
        'bearer tokens as `<address>=<token>`, separated by commas; each is sent to that one of POLICY_ENGINE_URLS alone',
      ),
    OPA_URL: engineAddress()
      .optional()
      .describe('an OPA server of the registry alone, which evaluates Rego packs; unset: there are none'),
    OPA_TOKEN: z.string().optional().describe('bearer token for it'),
    POLICY_ENGINE_DEFAULT: z
      .union([z.literal(EMBEDDED), engineAddress()], `expected ${EMBEDDED} or one of POLICY_ENGINE_URLS`)
      .default(EMBEDDED)
      .describe(
        'what compiles, and evaluates where nobody names a build: `embedded` or one of POLICY_ENGINE_URLS',
      ),
    POLICY_ENGINE_ANSWER_MS: wholeNumber({ min: 100, max: 300_000 })
      .default(30_000)
      .describe('what one answer of a remote engine, or of OPA, may take'),
    WEBHOOK_PRIVATE_KEY_FILE: z
      .string()
      .optional()
      .describe(
        'X25519 key in PEM that webhook secrets are sealed to; unset: this runner delivers no webhooks and calls none of their addresses',
      ),
    WEBHOOK_ALLOWED_NETWORKS: commaList()
      .refine((networks) => networks.every(isNetwork), 'expected networks like 10.1.0.0/16')
      .default([])
      .describe(
        'private and other special networks that webhooks may be delivered to, in CIDR notation, separated by commas',
      ),
    WEBHOOK_PLAIN_HTTP: flag()
      .default(false)
      .describe('whether webhooks may be delivered over http:// as well'),
    WEBHOOK_CA_FILE: z
      .string()
      .optional()
      .describe(
        'certificates in PEM of authorities that receivers of webhooks may have, beside the public ones',
      ),
    INSECURE_FAULT_FILE: z
      .string()
      .optional()
      .describe(
        'file that names the point at which this process is killed, once; for tests, never in production',
      ),
  })
  .check(objectStoreChosen);
export type RunnerConfig = z.infer<typeof RunnerConfig>;

export const readRunnerConfig = (): Readonly<RunnerConfig> => readConfig(RunnerConfig, process.env);
