import { edgeProblems } from '@policy-registry/contracts';
import type { StoredBlob } from '@policy-registry/kernel';

import { Problem, type Fault } from '../edge/problem.ts';

const LOOKUPS_AT_ONCE = 16;

export type Uploaded = {
  readonly find: (digest: string) => Promise<StoredBlob | undefined>;
  /** Names the list, for pointers to what was not uploaded. */
  readonly member: string;
  /** What is said of a digest that is not found. */
  readonly unknown: string;
};

/** Sizes of contents that were uploaded before, in their order. */
export const uploadedSizes = async (
  digests: readonly string[],
  { find, member, unknown }: Uploaded,
): Promise<readonly number[]> => {
  const sizes: (number | undefined)[] = [];
  for (let at = 0; at < digests.length; at += LOOKUPS_AT_ONCE) {
    const some = digests.slice(at, at + LOOKUPS_AT_ONCE);
    const found = await Promise.all(some.map(find));
    sizes.push(...found.map((blob) => blob?.sizeBytes));
  }
  const faults = sizes.flatMap((size, at): readonly Fault[] =>
    size === undefined
      ? [
          {
            code: 'BLOB_UNKNOWN',
            detail: unknown,
            pointer: `/${member}/${at}/digest`,
          },
        ]
      : [],
  );
  if (faults.length > 0)
    throw new Problem(edgeProblems.blobUnknown, 'upload what is missing, then send this again', { faults });
  return sizes.flatMap((size) => (size === undefined ? [] : [size]));
};
