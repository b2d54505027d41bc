import process from 'node:process';

import { LOG_LEVELS, readConfig, wholeNumber } from '@policy-registry/platform';
import { z } from 'zod';

/** The projector's settings, from the environment alone. */
export const ProjectorConfig = z.object({
  INSTANCE_NAME: z.string().default('projector-1').describe('name of this process in logs and metrics'),
  HTTP_HOST: z.string().default('127.0.0.1').describe('address of the operations endpoints'),
  HTTP_PORT: wholeNumber({ min: 0, max: 65_535 }).default(8081).describe('port of the operations endpoints'),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info').describe('least level that is logged'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional().describe('where spans go; unset: nowhere'),
  NATS_URL: z.string().describe('the broker: one server, or several of a cluster separated by commas'),
  NATS_CREDS_FILE: z
    .string()
    .describe('credentials of the broker user projector; their key signs its commands'),
  COMMAND_KEYS_FILE: z
    .string()
    .describe('JSON with the public keys that gateway, projector and runner sign commands with'),
  DATABASE_URL: z.string().describe('PostgreSQL under the role registry_projector'),
  DATABASE_CONNECTIONS_MAX: wholeNumber({ min: 2, max: 100 })
    .default(8)
    .describe('size of the connection pool'),
  DECISIONS_CONCURRENT_MAX: wholeNumber({ min: 1, max: 512 })
    .default(64)
    .describe('commands decided at once'),
  TEXT_KEY_FILE: z.string().describe('32 bytes that wrap the text keys of tenants'),
  SEED_FILE: z.string().optional().describe('JSON list of tenants to open at start'),
  INSECURE_FAULT_FILE: z
    .string()
    .optional()
    .describe(
      'file that names the point at which this process is killed, once; for tests, never in production',
    ),
});
export type ProjectorConfig = z.infer<typeof ProjectorConfig>;

export const readProjectorConfig = (): Readonly<ProjectorConfig> => readConfig(ProjectorConfig, process.env);
