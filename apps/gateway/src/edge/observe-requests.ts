import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';

import {
  currentTraceId,
  currentTraceparent,
  inRequest,
  logAbout,
  noteAnswer,
  type Logger,
  type Metrics,
} from '@policy-registry/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { openScope, scopeOf } from './request-scope.ts';

const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Gives every request its id and its span, and tells logs and metrics how it ended. */
export const observeRequests = (
  instance: FastifyInstance,
  { logger, metrics }: { readonly logger: Logger; readonly metrics: Metrics },
): void => {
  instance.addHook('onRequest', (request, reply, done) => {
    void inRequest(
      { method: request.method, route: routeOf(request), traceparent: traceparentOf(request) },
      (span) => {
        open(request, reply);
        done();
        return new Promise<void>((resolve) => {
          reply.raw.once('close', () => {
            const { caller, commandId } = scopeOf(request);
            noteAnswer(span, reply.statusCode, {
              ...(caller !== undefined && { 'policy.tenant': caller.tenant }),
              ...(commandId !== undefined && { 'policy.command.id': commandId }),
            });
            resolve();
          });
        });
      },
    );
  });
  instance.addHook('preValidation', (request, _reply, done) => scopeOf(request).run(done));
  instance.addHook('onResponse', (request, reply, done) => {
    report(request, reply, { logger, metrics });
    done();
  });
};

const open = (request: FastifyRequest, reply: FastifyReply): void => {
  const given = request.headers['x-request-id'];
  const requestId = typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
  openScope(request, {
    requestId,
    traceId: currentTraceId() ?? requestId,
    startedAtMs: performance.now(),
    run: AsyncLocalStorage.snapshot(),
    caller: undefined,
    commandId: undefined,
  });
  const traceparent = currentTraceparent();
  void reply.headers({
    'x-request-id': requestId,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    ...(traceparent !== undefined && { traceparent }),
  });
};

const report = (
  request: FastifyRequest,
  reply: FastifyReply,
  { logger, metrics }: { readonly logger: Logger; readonly metrics: Metrics },
): void => {
  const { caller, commandId, requestId, startedAtMs, run } = scopeOf(request);
  const { method } = request;
  const route = routeOf(request);
  const status = reply.statusCode;
  const durationMs = performance.now() - startedAtMs;
  // Only a verified tenant becomes a label: anybody could invent others without end.
  const tenant = caller?.tenant ?? '';
  metrics.apiRequests.inc({ tenant, method, route, status: String(status) });
  // A stream of events ends when its reader likes.
  if (!isEventStream(reply)) metrics.apiLatency.observe({ tenant, method, route }, durationMs / 1_000);

  const about = logAbout(logger, {
    ...(caller !== undefined && { tenant }),
    ...(commandId !== undefined && { commandId }),
  });
  const fields = { requestId, method, route, status, durationMs: Math.round(durationMs) };
  run(() => (READING.has(method) ? about.debug(fields, 'answered') : about.info(fields, 'answered')));
};

const isEventStream = (reply: FastifyReply): boolean =>
  String(reply.getHeader('content-type')).startsWith('text/event-stream');

const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? 'none';

const traceparentOf = (request: FastifyRequest): string | undefined => {
  const given = request.headers['traceparent'];
  return typeof given === 'string' ? given : undefined;
};
