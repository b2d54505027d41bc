import { performance } from 'node:perf_hooks';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger, Metrics } from '@policy-registry/platform';
import type { FastifyInstance } from 'fastify';

import { ProblemFilter } from './edge/problem-filter.ts';
import { TokenGuard } from './edge/token-guard.ts';

/** Bodies that Nest and Fastify would read by themselves, and no path takes. */
const UNWANTED_TYPES = ['application/x-www-form-urlencoded', 'text/plain'];

export type HttpOptions = {
  readonly token: string | undefined;
  readonly logger: Logger;
  readonly metrics: Metrics;
};

/** What every request passes on its way to the controller, and every error on its way back. */
export const configureHttp =
  ({ token, logger, metrics }: HttpOptions) =>
  async (app: NestFastifyApplication): Promise<void> => {
    const instance: FastifyInstance = app.getHttpAdapter().getInstance();
    const started = new WeakMap<object, number>();
    instance.addHook('onRequest', (request, _reply, done) => {
      started.set(request, performance.now());
      done();
    });
    instance.addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.url ?? 'none';
      const about = { tenant: '', method: request.method, route };
      const ms = performance.now() - (started.get(request) ?? performance.now());
      metrics.apiRequests.inc({ ...about, status: String(reply.statusCode) });
      metrics.apiLatency.observe(about, ms / 1_000);
      logger.debug({ ...about, status: reply.statusCode, durationMs: Math.round(ms) }, 'answered');
      done();
    });
    app.useGlobalGuards(new TokenGuard(token));
    app.useGlobalFilters(new ProblemFilter(logger));
    await app.init();
    instance.removeContentTypeParser(UNWANTED_TYPES);
  };
