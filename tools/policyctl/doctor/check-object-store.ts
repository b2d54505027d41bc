import { openS3BlobStore, type S3Access } from '@policy-registry/object-store';

import { none, type Check } from './check.ts';

/** Of this it matters only that there is one: then every bucket has to lock. */
const RETENTION_DAYS = 1;

/** Every tenant has a bucket in the S3 service, with versions and Object Lock, as migrate makes it. */
export const checkObjectStore = async (access: S3Access, tenants: readonly string[]): Promise<Check> => {
  const faults: string[] = [];
  for (const tenant of tenants) {
    try {
      await openS3BlobStore({ access, tenants: [tenant], retentionDays: RETENTION_DAYS });
    } catch (error) {
      faults.push(`${tenant}: ${error instanceof Error ? error.message : 'it does not say why'}`);
    }
  }
  return none('object store', faults, {
    well: `a bucket that locks at ${access.endpoint.host} for each of ${tenants.length} tenants`,
    remedy:
      'is the service there, and are the access keys its own? then run tools/migrate: it makes what is missing',
  });
};
