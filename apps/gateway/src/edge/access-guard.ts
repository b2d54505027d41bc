import { SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { AccessDenied, schemeOf, type Authenticated } from '@policy-registry/access';
import type { Scope } from '@policy-registry/domain';
import { OPERATIONS_PATHS } from '@policy-registry/platform';
import type { FastifyRequest } from 'fastify';

import type { HeldScopes } from '../read/held-scopes.ts';
import { callerOf } from './request-scope.ts';

const SCOPES_NEEDED = 'policy-registry:scopes';

/** One scope, or several of which all are needed. */
export type ScopeChoice = Scope | readonly Scope[];

/** The scopes of which one (or one list, whole) opens a route. A route without them is closed to everybody. */
export const RequireScope = (...choices: readonly ScopeChoice[]) => SetMetadata(SCOPES_NEEDED, choices);

/** What anybody may read: health, the public keys of evidence, the description of this API. */
export const PUBLIC_PATHS: readonly string[] = [
  ...OPERATIONS_PATHS,
  '/.well-known/policy-registry-trust',
  '/openapi.json',
];

/**
 * Lets nobody through without a scope of the route. Who calls is known by then (`admit-requests.ts`). Where the token
 * lacks the scope, the tenant may grant it.
 */
export class AccessGuard implements CanActivate {
  readonly #heldScopes: HeldScopes;

  constructor(heldScopes: HeldScopes) {
    this.#heldScopes = heldScopes;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (PUBLIC_PATHS.includes(request.routeOptions.url ?? '')) return true;

    const caller = callerOf(request);
    const choices = choicesOf(context);
    if (!isOpenTo(choices, caller.principal.scopes))
      requireOneOf(choices, caller, await this.#heldScopes(caller));
    return true;
  }
}

/** The scopes that open a handler, as {@link RequireScope} noted them. */
export const scopesOf = (handler: object): readonly ScopeChoice[] => {
  const choices: unknown = Reflect.getMetadata(SCOPES_NEEDED, handler);
  return Array.isArray(choices) ? choices : [];
};

const choicesOf = (context: ExecutionContext): readonly ScopeChoice[] => {
  const choices = scopesOf(context.getHandler());
  if (choices.length === 0) throw new Error(`${context.getHandler().name} does not say which scopes open it`);
  return choices;
};

const isOpenTo = (choices: readonly ScopeChoice[], scopes: readonly string[]): boolean =>
  choices.some((choice) => [choice].flat().every((scope) => scopes.includes(scope)));

const requireOneOf = (
  choices: readonly ScopeChoice[],
  caller: Authenticated,
  scopes: readonly string[],
): void => {
  if (isOpenTo(choices, scopes)) return;
  const wanted = choices.map((choice) => [choice].flat().join(' and ')).join(', or ');
  throw new AccessDenied('ERR_SCOPE_MISMATCH', `this needs the scope ${wanted}`, schemeOf(caller));
};
