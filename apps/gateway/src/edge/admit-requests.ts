import type { ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';

import { requireTenant, type Authenticate } from '@policy-registry/access';
import { edgeProblems } from '@policy-registry/contracts';
import { OPERATIONS_PATHS } from '@policy-registry/platform';
import type { FastifyInstance, FastifyRequest, RequestPayload } from 'fastify';

import type { Admission, RequestKind } from '../admission/admission.ts';
import { PUBLIC_PATHS } from './access-guard.ts';
import { Problem } from './problem.ts';
import { scopeOf } from './request-scope.ts';
import type { Waits } from '../waits.ts';

/** Longer ones name nothing that is here. */
export const URL_CHARS_MAX = 8_192;
export const HEADERS_MAX = 100;

/** Requests that last, by method and route. */
export const LASTING_ROUTES: Readonly<Record<string, RequestKind>> = {
  'POST /api/v1/blobs': 'uploads',
  'GET /api/v1/simulations/:simulationId/events': 'streams',
  'GET /api/v1/environments/:environmentId/bundle': 'streams',
};
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);
const JSON_TYPE = /^application\/json\b/i;

export type AdmitRequestsPorts = {
  readonly authenticate: Authenticate;
  readonly admission: Admission;
  readonly waits: Pick<Waits, 'bodyMs'>;
};

/**
 * Decides which requests are taken and who they are from, before a byte of a body is read: first what costs nothing to
 * tell, then the address, then the token, then what its tenant and principal may have.
 */
export const admitRequests = (
  instance: FastifyInstance,
  { authenticate, admission, waits }: AdmitRequestsPorts,
): void => {
  instance.addHook('onRequest', async (request, reply) => {
    const route = request.routeOptions.url ?? '';
    // Orchestrators ask these, above all when there is too much to do.
    if (OPERATIONS_PATHS.includes(route)) return;
    verifyHead(request);
    const arrival = admission.arrive(request.ip);
    whenClosed(reply.raw, arrival.leave);
    void reply.headers(arrival.headers);
    if (request.is404 || PUBLIC_PATHS.includes(route)) return;

    // Not `headers`, which has the first of two and drops the other, or joins them.
    const { authorization, dpop } = request.raw.headersDistinct;
    const [path = ''] = request.url.split('?', 1);
    const caller = await authenticate({ authorization, dpop, method: request.method, path });
    arrival.giveBack();
    scopeOf(request).caller = caller;
    const kind = kindOf(request, route);
    const admitted = admission.admit(caller, kind);
    whenClosed(reply.raw, admitted.leave);
    void reply.headers(admitted.headers);
    requireTenant(request.headers['x-stella-tenant'], caller.tenant);
    // A lasting one holds a place of its own kind now.
    if (Object.values(LASTING_ROUTES).includes(kind)) arrival.leave();
  });
  instance.addHook('preParsing', async ({ headers }, { raw }, payload) =>
    JSON_TYPE.test(headers['content-type'] ?? '') ? timed(payload, raw, waits.bodyMs) : payload,
  );
};

/** Also where the client left while its token was judged: nobody would hear of that any more. */
const whenClosed = (answer: ServerResponse, leave: () => void): void => {
  if (answer.destroyed) leave();
  else answer.once('close', leave);
};

const verifyHead = ({ raw, headers }: FastifyRequest): void => {
  if ((raw.url?.length ?? 0) > URL_CHARS_MAX)
    throw new Problem(edgeProblems.urlTooLong, `an address has at most ${URL_CHARS_MAX} characters`);
  if (raw.rawHeaders.length / 2 > HEADERS_MAX)
    throw new Problem(edgeProblems.headersTooLarge, `a request has at most ${HEADERS_MAX} header lines`);
  const encoding = headers['content-encoding'];
  // RFC 9110 §12.5.3: whoever gets 415 for it is told what would be taken.
  if (encoding !== undefined && encoding !== 'identity')
    throw new Problem(edgeProblems.mediaTypeUnsupported, 'bodies are taken as they are, not compressed', {
      headers: { 'accept-encoding': 'identity' },
    });
};

const kindOf = ({ method }: FastifyRequest, route: string): RequestKind =>
  LASTING_ROUTES[`${method} ${route}`] ?? (READING.has(method) ? 'reads' : 'commands');

/** The same bytes, and an error where they take too long; the connection stays, for the answer. */
const timed = (payload: RequestPayload, answer: ServerResponse, bodyMs: number): RequestPayload => {
  const body = new PassThrough();
  const timer = setTimeout(() => body.destroy(requestTooSlow(bodyMs)), bodyMs);
  // A body that nobody reads ends as it likes.
  body.on('error', () => undefined);
  payload.once('error', (error) => body.destroy(error));
  payload.once('end', () => clearTimeout(timer));
  answer.once('close', () => {
    clearTimeout(timer);
    body.destroy();
  });
  return payload.pipe(body);
};

const requestTooSlow = (bodyMs: number): Problem =>
  new Problem(edgeProblems.requestTooSlow, `the body did not come within ${bodyMs} ms`);
