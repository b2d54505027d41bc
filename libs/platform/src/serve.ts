import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

import type { Logger } from './logger.ts';
import { nestLogger } from './nest-logger.ts';

const BODY_BYTES_MAX = 1024 * 1024;
const REQUEST_TIMEOUT_MS = 60_000;
const HEADERS_TIMEOUT_MS = 10_000;
// As long as Node lets a request's head be: what is too long for a parameter is told by whoever reads it, as a problem.
const PATH_PARAMETER_LENGTH_MAX = 16 * 1024;

export type ServeOptions = {
  readonly module: DynamicModule;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly logger: Logger;
  /** A longer body is refused with 413; uploads that stream have their own limit. */
  readonly bodyBytesMax?: number;
  /** How long a client may take to send its request whole; uploads of large reports need more. */
  readonly requestTimeoutMs?: number;
  /** Runs before listening: pipes, filters, content types, message transports. */
  readonly configure?: (app: NestFastifyApplication) => Promise<void> | void;
};

export type Served = {
  readonly url: string;
  readonly app: NestFastifyApplication;
  /** Stops accepting, lets running requests end, closes the modules. */
  readonly close: () => Promise<void>;
};

/** Starts a Nest application on Fastify. Forwarding headers are not believed: nothing stands for the peer but itself. */
export const serve = async (options: ServeOptions): Promise<Served> => {
  const { module, host, port, logger, configure } = options;
  const adapter = new FastifyAdapter({
    bodyLimit: options.bodyBytesMax ?? BODY_BYTES_MAX,
    requestTimeout: options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
    trustProxy: false,
    logger: false,
    http: { headersTimeout: HEADERS_TIMEOUT_MS },
    routerOptions: { maxParamLength: PATH_PARAMETER_LENGTH_MAX },
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: nestLogger(logger),
    abortOnError: false,
  });
  await configure?.(app);
  await app.listen(port, host);

  const url = await app.getUrl();
  logger.info({ url }, 'listening');
  return { url, app, close: () => app.close() };
};
