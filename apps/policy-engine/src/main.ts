import 'reflect-metadata';

import process from 'node:process';

import { ConfigInvalid, createLogger, createMetrics, onShutdown, serve } from '@policy-registry/platform';
import { embeddedPolicyEngine } from '@policy-registry/policy-engine';

import { AppModule } from './app.module.ts';
import { readEngineConfig, type EngineConfig } from './config.ts';
import { configureHttp } from './configure-http.ts';
import { REQUEST_BYTES_MAX } from './limits.ts';

const APP = 'policy-engine';
const DRAIN_MS = 15_000;

const start = async (config: Readonly<EngineConfig>): Promise<void> => {
  const instance = config.INSTANCE_NAME;
  const logger = createLogger({ app: APP, instance, level: config.LOG_LEVEL });
  const metrics = createMetrics(APP);
  const token = config.POLICY_ENGINE_TOKEN;
  const served = await serve({
    module: AppModule.with({
      engine: embeddedPolicyEngine({ label: config.POLICY_ENGINE_BUILD_LABEL }),
      notes: token === undefined ? ['no token is asked for: let only runners reach this port'] : [],
      metrics,
    }),
    host: config.HTTP_HOST,
    port: config.HTTP_PORT,
    logger,
    bodyBytesMax: REQUEST_BYTES_MAX,
    configure: configureHttp({ token, logger, metrics }),
  });
  onShutdown({
    signals: ['SIGTERM', 'SIGINT'],
    steps: [{ name: 'http', close: served.close }],
    timeoutMs: DRAIN_MS,
    logger,
  });
};

try {
  await start(readEngineConfig());
} catch (error) {
  process.stderr.write(
    `${error instanceof ConfigInvalid ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exit(1);
}
