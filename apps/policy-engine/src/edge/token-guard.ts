import { createHash, timingSafeEqual } from 'node:crypto';

import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { OPERATIONS_PATHS } from '@policy-registry/platform';
import type { FastifyRequest } from 'fastify';

import { Problem } from './problem.ts';

/** Lets in who sends the configured bearer token; without one, everybody. Operators' endpoints need none. */
export class TokenGuard implements CanActivate {
  readonly #expected: Uint8Array | undefined;

  constructor(token: string | undefined) {
    this.#expected = token === undefined ? undefined : hashOf(`Bearer ${token}`);
  }

  canActivate(context: ExecutionContext): boolean {
    const { headers, routeOptions } = context.switchToHttp().getRequest<FastifyRequest>();
    if (this.#expected === undefined || OPERATIONS_PATHS.includes(routeOptions.url ?? '')) return true;
    // Hashes have one length, and comparing them takes one time.
    if (timingSafeEqual(hashOf(headers.authorization ?? ''), this.#expected)) return true;
    throw new Problem('UNAUTHENTICATED', 'a bearer token is needed, and it must be the right one');
  }
}

const hashOf = (text: string): Uint8Array => createHash('sha256').update(text).digest();
