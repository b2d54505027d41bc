import 'reflect-metadata';

import process from 'node:process';

import { ConfigInvalid, createLogger, onShutdown, serve, startTracing } from '@policy-registry/platform';

import { AppModule } from './app.module.ts';
import { compose } from './compose.ts';
import { readProjectorConfig, type ProjectorConfig } from './config.ts';

const SHUTDOWN_TIMEOUT_MS = 20_000;

const start = async (config: ProjectorConfig): Promise<void> => {
  const about = { app: 'projector', instance: config.INSTANCE_NAME };
  const logger = createLogger({ ...about, level: config.LOG_LEVEL });
  const stopTracing = startTracing({ ...about, otlpEndpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT });
  try {
    const { ports, transport, seed, close } = await compose(config, logger);
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
      steps: [{ name: 'intake', close: served.close }, ...close, { name: 'tracing', close: stopTracing }],
      timeoutMs: SHUTDOWN_TIMEOUT_MS,
      logger,
    });
    await seed();
  } catch (error) {
    logger.fatal({ err: error }, 'the projector cannot start');
    process.exit(1);
  }
};

try {
  await start(readProjectorConfig());
} catch (error) {
  if (!(error instanceof ConfigInvalid)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
