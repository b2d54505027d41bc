import type { JobOf } from '@policy-registry/domain';
import { ArchiveRefused, partOf, writeArchive, type ArchivePart } from '@policy-registry/evidence';
import { BlobNotFound, canonicalBytes } from '@policy-registry/kernel';
import { ENVIRONMENT_BUNDLE_PREDICATE, EnvironmentBundlePredicate } from '@policy-registry/signing';

import { attest } from './attest.ts';
import { putPieces, type Answer, type Workshop } from './workshop.ts';

/** Makes the bundle that enforcement points of an environment pull, and signs it. */
export const bundle = async (job: JobOf<'bundle'>, workshop: Workshop): Promise<Answer> => {
  try {
    return await built(job, workshop);
  } catch (error) {
    if (!(error instanceof ArchiveRefused)) throw error;
    return bundleFailed(job, 'BUNDLE_TOO_LARGE');
  }
};

/** The answer where there will be no bundle of that revision. */
export const bundleFailed = (
  { data: { environmentId, revision } }: JobOf<'bundle'>,
  code: 'BUNDLE_TOO_LARGE' | 'JOB_ABANDONED',
): Answer => ({ type: 'RecordBundleFailure', data: { environmentId, revision, code } });

const built = async ({ tenant, causedAt, data }: JobOf<'bundle'>, workshop: Workshop): Promise<Answer> => {
  const { blobs } = workshop;
  const { environmentId, revision, policies } = data;
  const manifest = canonicalBytes({ schema: 'policy-registry.bundle@1', tenant, ...data });
  const compiled = await Promise.all(
    irsOf(data).map(({ path, digest }) => irPart(workshop, { tenant, digest }, path)),
  );
  const stored = await putPieces(
    blobs,
    tenant,
    writeArchive([partOf('manifest.json', manifest), ...compiled]),
  );
  const predicate = EnvironmentBundlePredicate.parse({
    ...{ tenant, environmentId, revision, policies: policies.length },
    ...{ worm: blobs.worm, transparency: 'skipped', signedAt: causedAt },
  });
  const attestation = await attest(workshop, tenant, {
    subjectName: 'bundle.tar',
    sha256: stored.digest,
    predicateType: ENVIRONMENT_BUNDLE_PREDICATE,
    predicate,
  });
  const { digest: bundleDigest, sizeBytes } = stored;
  return {
    type: 'RecordBundle',
    data: { environmentId, revision, bundleDigest, sizeBytes, policies: policies.length, ...attestation },
  };
};

/** What each version compiled to; the canary beside the stable one. */
const irsOf = ({ policies }: JobOf<'bundle'>['data']) =>
  policies.flatMap(({ policyId, stable, canary }) =>
    [stable, canary].flatMap((bound) =>
      bound === undefined
        ? []
        : [{ path: `policies/${policyId}/${bound.version}.json`, digest: bound.irDigest }],
    ),
  );

/** Read when its turn has come, so that one is in memory at a time. */
const irPart = async (
  { blobs }: Workshop,
  blob: { readonly tenant: string; readonly digest: string },
  path: string,
): Promise<ArchivePart> => {
  const found = await blobs.find(blob);
  if (found === undefined) throw new BlobNotFound(blob);
  return { path, size: found.sizeBytes, sha256: blob.digest, read: () => blobs.get(blob) };
};
