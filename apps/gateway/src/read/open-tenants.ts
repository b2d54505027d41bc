import { problemOfRejection } from '@policy-registry/contracts';
import { theTenant } from '@policy-registry/read-models';

import { Problem } from '../edge/problem.ts';
import type { ReadModels } from './read-models.ts';

/** Throws the Problem TENANT_UNKNOWN for a tenant that nobody opened: a token may name one. */
export type RequireOpenTenant = (tenant: string) => Promise<void>;

/** Remembers tenants once they are open: none is ever closed. */
export const openTenants = (readModels: Pick<ReadModels, 'rows'>): RequireOpenTenant => {
  const open = new Set<string>();
  return async (tenant) => {
    if (open.has(tenant)) return;
    const [row] = await readModels.rows(tenant, theTenant());
    if (row === undefined)
      throw new Problem(problemOfRejection.TENANT_UNKNOWN, `there is no tenant ${tenant}`);
    open.add(tenant);
  };
};
