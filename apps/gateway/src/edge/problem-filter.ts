import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { edgeProblems } from '@policy-registry/contracts';
import { discardRest, logAbout, type Logger } from '@policy-registry/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem, problemBody, toProblem } from './problem.ts';
import { scopeOf, type RequestScope } from './request-scope.ts';

/** Methods that a path has, for a request that matched no route. */
export type MethodsOf = (path: string) => readonly string[];

/** Answers every error as RFC 9457 problem details; the only place that does. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger: Logger;
  readonly #methodsOf: MethodsOf;

  constructor(logger: Logger, methodsOf: MethodsOf) {
    this.#logger = logger;
    this.#methodsOf = methodsOf;
  }

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    // The client left, which is no fault of ours and makes errors of its own.
    if (reply.raw.destroyed) return;

    const problem =
      error instanceof HttpException ? this.#frameworkProblem(error, request) : toProblem(error);
    const scope = scopeOf(request);
    if (problem.kind.status >= 500) this.#log(problem, scope);
    // The head is out already: all that is left is to break off, so that nobody takes half for the whole.
    if (reply.raw.headersSent) return void reply.raw.destroy();

    // Whoever was too slow is not waited for once more.
    if (problem.kind !== edgeProblems.requestTooSlow) await discardRest(request.raw);
    void reply
      .status(problem.kind.status)
      .headers({ ...problem.headers, ...(!request.raw.complete && { connection: 'close' }) })
      .type('application/problem+json')
      .send(problemBody(problem, scope.traceId));
  }

  /** What Nest and Fastify refuse themselves, before any controller: known by its status alone. */
  #frameworkProblem(error: HttpException, request: FastifyRequest): Problem {
    switch (error.getStatus()) {
      case 404:
        return this.#unrouted(request);
      case 413:
        return new Problem(edgeProblems.bodyTooLarge, 'the body is longer than this resource takes', {
          cause: error,
        });
      case 415:
        return new Problem(edgeProblems.mediaTypeUnsupported, 'the body must be application/json', {
          cause: error,
        });
      case 400:
        return new Problem(edgeProblems.inputInvalid, 'the body is not the JSON that its headers announce', {
          cause: error,
        });
      default:
        return toProblem(error);
    }
  }

  #unrouted({ method, url }: FastifyRequest): Problem {
    const methods = this.#methodsOf(url.split('?', 1)[0] ?? '');
    if (methods.length === 0) return new Problem(edgeProblems.notFound, 'no resource has this path');
    const allow = methods.join(', ');
    return new Problem(edgeProblems.methodNotAllowed, `${method} is none of ${allow}`, {
      headers: { allow },
    });
  }

  #log(problem: Problem, { caller, commandId, requestId, run }: RequestScope): void {
    const about = logAbout(this.#logger, {
      ...(caller !== undefined && { tenant: caller.tenant }),
      ...(commandId !== undefined && { commandId }),
    });
    run(() =>
      about.error({ requestId, code: problem.kind.code, err: problem.cause ?? problem }, 'request failed'),
    );
  }
}
