import { EngineRefused } from '@policy-registry/finding';
import { PROBLEMS, type ProblemCode } from '@policy-registry/policy-engine';
import { discardRest, type Logger } from '@policy-registry/platform';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from './problem.ts';

const TYPE_PREFIX = 'https://policy-registry.dev/policy-engine#';

/** Answers every error as RFC 9457 problem details with a code of the contract; the only place that does. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const { raw } = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    if (reply.raw.destroyed) return;
    const problem = toProblem(error);
    const { status, title } = PROBLEMS[problem.code];
    if (status >= 500)
      this.#logger.error({ code: problem.code, err: problem.cause ?? problem }, 'request failed');
    const type = `${TYPE_PREFIX}${problem.code.toLowerCase().replaceAll('_', '-')}`;
    await discardRest(raw);
    void reply
      .status(status)
      .headers({ 'cache-control': 'no-store', ...(!raw.complete && { connection: 'close' }) })
      .type('application/problem+json')
      .send(JSON.stringify({ type, title, status, detail: problem.message, code: problem.code }));
  }
}

const toProblem = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  if (error instanceof EngineRefused) return new Problem('IR_INVALID', error.message, { cause: error });
  const code = error instanceof HttpException ? CODES.get(error.getStatus()) : undefined;
  return new Problem(code ?? 'ENGINE_FAILED', DETAILS.get(code) ?? 'the engine failed', { cause: error });
};

/** What Nest and Fastify refuse themselves, before the controller. */
const CODES: ReadonlyMap<number, ProblemCode> = new Map([
  [400, 'REQUEST_INVALID'],
  [404, 'NOT_FOUND'],
  [413, 'INPUT_TOO_LARGE'],
  [415, 'MEDIA_TYPE_UNSUPPORTED'],
]);
const DETAILS: ReadonlyMap<ProblemCode | undefined, string> = new Map([
  ['REQUEST_INVALID', 'the body is not the JSON that its headers announce'],
  ['NOT_FOUND', 'nothing has this path and method'],
  ['INPUT_TOO_LARGE', 'the body is longer than a request may be'],
  ['MEDIA_TYPE_UNSUPPORTED', 'the body must be application/json'],
]);
