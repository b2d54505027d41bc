import type { Authenticated } from '@policy-registry/access';
import { Access, actingIn } from '@policy-registry/domain';
import { tenantAccess } from '@policy-registry/read-models';

import type { ReadModels } from './read-models.ts';

/** The scopes of a caller: those of the token, and those that the tenant grants as far as the read models know. */
export type HeldScopes = (caller: Pick<Authenticated, 'tenant' | 'principal'>) => Promise<readonly string[]>;

/** For reads and for early refusals. A command carries the token's scopes alone: who decides it asks the tenant itself. */
export const heldScopes =
  (readModels: Pick<ReadModels, 'rows'>): HeldScopes =>
  async ({ tenant, principal }) => {
    const [row] = await readModels.rows(tenant, tenantAccess());
    if (row === undefined) return principal.scopes;
    const { revision: _revision, ...access } = row;
    return actingIn(Access.parse(access), principal).scopes;
  };
