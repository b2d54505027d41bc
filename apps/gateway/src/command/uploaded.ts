import { edgeProblems } from '@policy-registry/contracts';
import type { BlobStore } from '@policy-registry/kernel';

import { Problem, type Fault } from '../edge/problem.ts';

const LOOKUPS_AT_ONCE = 16;

/** Sizes of contents that were uploaded before, in their order. `member` names the list, for pointers to what was not. */
export const uploadedSizes = async (
  blobs: Pick<BlobStore, 'find'>,
  tenant: string,
  { member, digests }: { readonly member: string; readonly digests: readonly string[] },
): Promise<readonly number[]> => {
  const sizes: (number | undefined)[] = [];
  for (let at = 0; at < digests.length; at += LOOKUPS_AT_ONCE) {
    const some = digests.slice(at, at + LOOKUPS_AT_ONCE);
    const found = await Promise.all(some.map((digest) => blobs.find({ tenant, digest })));
    sizes.push(...found.map((blob) => blob?.sizeBytes));
  }
  const faults = sizes.flatMap((size, at): readonly Fault[] =>
    size === undefined
      ? [
          {
            code: 'BLOB_UNKNOWN',
            detail: 'nothing was uploaded with this digest',
            pointer: `/${member}/${at}/digest`,
          },
        ]
      : [],
  );
  if (faults.length > 0)
    throw new Problem(edgeProblems.blobUnknown, 'upload what is missing, then send this again', { faults });
  return sizes.flatMap((size) => (size === undefined ? [] : [size]));
};
