import process from 'node:process';

import { LOG_LEVELS, readConfig, wholeNumber } from '@policy-registry/platform';
import { z } from 'zod';

const LABEL = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const TOKEN_LENGTH_MIN = 16;

/** The reference engine's settings, from the environment alone. */
export const EngineConfig = z.object({
  INSTANCE_NAME: z
    .string()
    .max(64)
    .default('policy-engine-1')
    .describe('name of this process in logs and metrics'),
  HTTP_HOST: z.string().default('127.0.0.1').describe('address to listen on'),
  HTTP_PORT: wholeNumber({ min: 0, max: 65_535 }).default(8083).describe('port to listen on'),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info').describe('least level that is logged'),
  POLICY_ENGINE_TOKEN: z
    .string()
    .min(TOKEN_LENGTH_MIN, `expected at least ${TOKEN_LENGTH_MIN} characters`)
    .optional()
    .describe('bearer token that clients must send; unset: none is asked for'),
  POLICY_ENGINE_BUILD_LABEL: z
    .string()
    .regex(LABEL, 'expected letters, digits, dot, underscore and hyphen')
    .optional()
    .describe('goes behind the build as `+label`, to tell two deployments of one version apart'),
});
export type EngineConfig = z.infer<typeof EngineConfig>;

export const readEngineConfig = (): Readonly<EngineConfig> => readConfig(EngineConfig, process.env);
