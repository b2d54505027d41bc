import { REQUEST_TIMEOUT_MS } from './limits.ts';
import type { S3Access } from './s3-access.ts';
import { expectStatus, openS3Bucket } from './s3-requests.ts';
import { documentBody } from './s3-xml.ts';

const SET = [200, 204];

/**
 * Gives each tenant's bucket a policy, in which `${bucket}` and `${tenant}` stand for its own: an administrator's act. Rejects as
 * a blob store does, also where the service knows no policies or not these.
 */
export const setS3BucketPolicies = async (
  access: S3Access,
  tenants: readonly string[],
  policy: string,
): Promise<void> => {
  for (const tenant of tenants) {
    const bucket = openS3Bucket(access, tenant, REQUEST_TIMEOUT_MS);
    const own = policy.replaceAll('${bucket}', bucket.name).replaceAll('${tenant}', tenant);
    const answer = await bucket.ask({ method: 'PUT', query: 'policy=', ...documentBody(own) });
    expectStatus(bucket.name, answer, ...SET);
  }
};
