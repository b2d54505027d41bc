import process from 'node:process';

import { ConfigInvalid, createLogger, onShutdown, serve, startTracing } from '@policy-registry/platform';

import { AppModule } from './app.module.ts';
import { compose } from './compose.ts';
import { readGatewayConfig, type GatewayConfig } from './config.ts';
import { configureHttp } from './configure-http.ts';
import { clientProblem } from './edge/client-problem.ts';

const APP = 'gateway';
/** JSON bodies; a command is at most this long anyway. Uploads stream and have limits of their own. */
const BODY_BYTES_MAX = 256 * 1024;
/** Long enough for the largest document over a slow line. */
const REQUEST_MS_MAX = 15 * 60_000;
const DRAIN_MS = 15_000;

const start = async (config: Readonly<GatewayConfig>): Promise<void> => {
  const instance = config.INSTANCE_NAME;
  const logger = createLogger({ app: APP, instance, level: config.LOG_LEVEL });
  const stopTracing = startTracing({ app: APP, instance, otlpEndpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT });
  try {
    const { ports, stop, closing } = await compose(config, logger);
    const http = await serve({
      module: AppModule.with(ports),
      host: config.HTTP_HOST,
      port: config.HTTP_PORT,
      logger,
      bodyBytesMax: BODY_BYTES_MAX,
      times: { requestMs: REQUEST_MS_MAX },
      connectionsMax: config.CONNECTIONS_MAX,
      ...(config.TRUSTED_PROXIES !== undefined && { trustedProxies: config.TRUSTED_PROXIES }),
      toClientProblem: clientProblem,
      configure: configureHttp(ports),
    });
    onShutdown({
      signals: ['SIGTERM', 'SIGINT'],
      steps: [
        { name: 'event streams', close: async () => stop() },
        { name: 'http', close: http.close },
        ...closing,
        { name: 'tracing', close: stopTracing },
      ],
      timeoutMs: DRAIN_MS,
      logger,
    });
  } catch (error) {
    logger.fatal({ err: error }, 'the gateway cannot start');
    process.exit(1);
  }
};

try {
  await start(readGatewayConfig());
} catch (error) {
  if (!(error instanceof ConfigInvalid)) throw error;
  // A setting that is missing or wrong is the operator's to correct: no stack helps with that.
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
