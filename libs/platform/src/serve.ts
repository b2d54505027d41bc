import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

import { letIdleGo } from './let-idle-go.ts';
import type { Logger } from './logger.ts';
import { nestLogger } from './nest-logger.ts';

const BODY_BYTES_MAX = 1024 * 1024;
const CONNECTIONS_MAX = 1_024;
// As long as Node lets a request's head be: what is too long for a parameter is told by whoever reads it, as a problem.
const PATH_PARAMETER_LENGTH_MAX = 16 * 1024;

/** What a client may take, in milliseconds. */
export type ClientTimes = {
  /** To send the head of a request. */
  readonly headMs: number;
  /** To send its request whole; uploads of large reports need more. */
  readonly requestMs: number;
  /** Neither to send nor to read a byte, when it is its turn. Streams of events have something to read more often. */
  readonly idleMs: number;
  /** Between two requests of one connection. */
  readonly keepAliveMs: number;
  /** How often connections are looked at for the first two. */
  readonly lookMs: number;
};

const CLIENT_TIMES: ClientTimes = {
  headMs: 10_000,
  requestMs: 60_000,
  idleMs: 60_000,
  keepAliveMs: 30_000,
  lookMs: 5_000,
};

export type ServeOptions = {
  readonly module: DynamicModule;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly logger: Logger;
  /** A longer body is refused with 413; uploads that stream have their own limit. */
  readonly bodyBytesMax?: number;
  readonly times?: Partial<ClientTimes>;
  /** Connections that are open at once; further ones are closed. */
  readonly connectionsMax?: number;
  /** Addresses and networks whose `X-Forwarded-For` is believed; nobody's unless given. */
  readonly trustedProxies?: readonly string[];
  /** The problem details of what is refused before it is a request; empty unless given. */
  readonly toClientProblem?: (status: ClientFault) => string;
  /** Runs before listening: pipes, filters, content types, message transports. */
  readonly configure?: (app: NestFastifyApplication) => Promise<void> | void;
};

/** No HTTP; too slow; a head that is too long. */
export type ClientFault = 400 | 408 | 431;

export type Served = {
  readonly url: string;
  readonly app: NestFastifyApplication;
  /** Stops accepting, lets running requests end, closes the modules. */
  readonly close: () => Promise<void>;
};

/** Starts a Nest application on Fastify. Forwarding headers are believed of named proxies alone. */
export const serve = async (options: ServeOptions): Promise<Served> => {
  const { module, host, port, logger, configure } = options;
  const adapter = adapterFor(options);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: nestLogger(logger),
    abortOnError: false,
  });
  const { server } = adapter.getInstance();
  letIdleGo(server, options.times?.idleMs ?? CLIENT_TIMES.idleMs);
  server.maxConnections = options.connectionsMax ?? CONNECTIONS_MAX;
  // Node would drop the headers beyond its own number without a word.
  server.maxHeadersCount = 0;
  await configure?.(app);
  await app.listen(port, host);

  const url = await app.getUrl();
  logger.info({ url }, 'listening');
  return { url, app, close: () => app.close() };
};

const adapterFor = (options: ServeOptions): FastifyAdapter => {
  const { headMs, requestMs, idleMs, keepAliveMs, lookMs } = { ...CLIENT_TIMES, ...options.times };
  return new FastifyAdapter({
    bodyLimit: options.bodyBytesMax ?? BODY_BYTES_MAX,
    requestTimeout: requestMs,
    connectionTimeout: idleMs,
    keepAliveTimeout: keepAliveMs,
    // What still comes is answered by whoever knows how, and its connection ends with that. Fastify's 503 is no problem document.
    return503OnClosing: false,
    trustProxy: options.trustedProxies === undefined ? false : [...options.trustedProxies],
    logger: false,
    http: { headersTimeout: headMs, connectionsCheckingInterval: lookMs },
    routerOptions: { maxParamLength: PATH_PARAMETER_LENGTH_MAX },
    clientErrorHandler: (error, socket) => refuse(socket, faultOf(error.code), options.toClientProblem),
  });
};

const faultOf = (code: string | undefined): ClientFault => {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
};

/** There is no request that could be answered: the answer is written by hand, and ends the connection. */
const refuse = (socket: Socket, status: ClientFault, toProblem = (_status: ClientFault) => ''): void => {
  if (!socket.writable) return void socket.destroy();
  const body = Buffer.from(toProblem(status));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    `Content-Length: ${body.length}`,
    ...(body.length > 0 ? ['Content-Type: application/problem+json'] : []),
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body.toString()}`, () => socket.destroy());
};
