import 'reflect-metadata';

import process from 'node:process';

import { ConfigInvalid, createLogger, onShutdown, serve, startTracing } from '@policy-registry/platform';

import { AppModule } from './app.module.ts';
import { compose } from './compose.ts';
import { readRunnerConfig, type RunnerConfig } from './config.ts';

const SHUTDOWN_TIMEOUT_MS = 20_000;

const start = async (config: RunnerConfig): Promise<void> => {
  const about = { app: 'simulation-runner', instance: config.INSTANCE_NAME };
  const logger = createLogger({ ...about, level: config.LOG_LEVEL });
  const stopTracing = startTracing({ ...about, otlpEndpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT });
  try {
    const { ports, transport, close } = await compose(config, logger);
    const served = await serve({
      module: AppModule.with(ports),
      host: config.HTTP_HOST,
      port: config.HTTP_PORT,
      logger,
      configure: async (app) => {
        app.connectMicroservice({ strategy: transport });
        await app.startAllMicroservices();
      },
    });
    onShutdown({
      signals: ['SIGTERM', 'SIGINT'],
      steps: [{ name: 'jobs', close: served.close }, ...close, { name: 'tracing', close: stopTracing }],
      timeoutMs: SHUTDOWN_TIMEOUT_MS,
      logger,
    });
  } catch (error) {
    if (error instanceof ConfigInvalid) throw error;
    logger.fatal({ err: error }, 'the simulation runner cannot start');
    process.exit(1);
  }
};

try {
  await start(readRunnerConfig());
} catch (error) {
  if (!(error instanceof ConfigInvalid)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
