import { clientWith, scopesOf, type Client } from './client.ts';
import { forgeToken } from './issuer-key.ts';
import type { People } from './lifecycle.ts';
import type { Stack } from './stack.ts';

/** Somebody with every scope that anybody of the tenant has: some operations need more than any one of them has. */
export const wholePersonOf = async (
  stack: Stack,
  { olga: _operator, ...people }: People,
): Promise<Client> => {
  const scopes = new Set(Object.values(people).flatMap(scopesOf));
  const { tenant } = people.alice;
  const claims = { tenant, scope: [...scopes].join(' '), sub: `user-whole-of-${tenant}` };
  return clientWith(stack, await forgeToken(stack, claims), tenant);
};
