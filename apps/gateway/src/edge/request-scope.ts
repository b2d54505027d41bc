import type { Authenticated } from '@policy-registry/access';
import type { FastifyRequest } from 'fastify';

/** What is known of a request besides what it says itself. */
export type RequestScope = {
  readonly requestId: string;
  readonly traceId: string;
  readonly startedAtMs: number;
  /** Runs something in the request's span: reading a body loses it. */
  readonly run: <T>(work: () => T) => T;
  /** Set by the guard, once. */
  caller: Authenticated | undefined;
  /** Set when a command was made of it. */
  commandId: string | undefined;
};

const scopes = new WeakMap<FastifyRequest, RequestScope>();

export const openScope = (request: FastifyRequest, scope: RequestScope): void =>
  void scopes.set(request, scope);

export const scopeOf = (request: FastifyRequest): RequestScope => {
  const scope = scopes.get(request);
  if (scope === undefined) throw new Error('the request was never opened: observeRequests is not installed');
  return scope;
};

/** Who calls. Only for routes that the guard does not let through without a token. */
export const callerOf = (request: FastifyRequest): Authenticated => {
  const { caller } = scopeOf(request);
  if (caller === undefined) throw new Error('nobody was authenticated: the route is public');
  return caller;
};
