import { problemOfRejection } from '@policy-registry/contracts';
import { theTenant } from '@policy-registry/read-models';

import { Problem } from '../edge/problem.ts';
import type { ReadModels } from './read-models.ts';

/** Throws the Problem TENANT_UNKNOWN for a tenant that nobody opened, as a token may name one, and TENANT_SUSPENDED. */
export type RequireOpenTenant = (tenant: string) => Promise<void>;

export const openTenants =
  (readModels: Pick<ReadModels, 'rows'>): RequireOpenTenant =>
  async (tenant) => {
    const [row] = await readModels.rows(tenant, theTenant());
    if (row === undefined)
      throw new Problem(problemOfRejection.TENANT_UNKNOWN, `there is no tenant ${tenant}`);
    if (row['status'] === 'suspended')
      throw new Problem(problemOfRejection.TENANT_SUSPENDED, 'nothing is taken of a suspended tenant');
  };
