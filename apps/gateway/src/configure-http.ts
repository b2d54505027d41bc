import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';

import { AccessGuard } from './edge/access-guard.ts';
import { admitRequests } from './edge/admit-requests.ts';
import { knownRoutes } from './edge/known-routes.ts';
import { observeRequests } from './edge/observe-requests.ts';
import { ProblemFilter } from './edge/problem-filter.ts';
import { RequestPipe } from './edge/request-pipe.ts';
import type { Ports } from './ports.ts';
import { heldScopes } from './read/held-scopes.ts';

const OCTETS = 'application/octet-stream';
/** Bodies that Nest and Fastify would read by themselves, and no resource takes. */
const UNWANTED_TYPES = ['application/x-www-form-urlencoded', 'text/plain'];

/** What every request passes on its way to a controller, and every error on its way back. */
export const configureHttp =
  ({
    logger,
    metrics,
    authenticate,
    admission,
    readModels,
    waits,
  }: Pick<Ports, 'logger' | 'metrics' | 'authenticate' | 'admission' | 'readModels' | 'waits'>) =>
  async (app: NestFastifyApplication): Promise<void> => {
    const instance: FastifyInstance = app.getHttpAdapter().getInstance();
    observeRequests(instance, { logger, metrics });
    admitRequests(instance, { authenticate, admission, waits });
    const methodsOf = knownRoutes(instance);
    // The stream itself: who reads it counts its bytes.
    instance.addContentTypeParser(OCTETS, (_request, payload, done) => done(null, payload));

    app.useGlobalGuards(new AccessGuard(heldScopes(readModels)));
    app.useGlobalPipes(new RequestPipe());
    app.useGlobalFilters(new ProblemFilter(logger, methodsOf));
    await app.init();
    instance.removeContentTypeParser(UNWANTED_TYPES);
  };
