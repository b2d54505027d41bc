import { sealText, unwrapKey } from '@policy-registry/access';
import { problemOfRejection } from '@policy-registry/contracts';
import { sha256Hex, type BlobRef, type BlobStore, type StoredBlob } from '@policy-registry/kernel';

import { Problem } from '../edge/problem.ts';
import type { ReadModels } from '../read/read-models.ts';

const MARKER_BYTES_MAX = 1_024;

/**
 * Which blobs were uploaded as files of policies. Results, evidence and reports lie in the same store under digests
 * that many may know: a workspace that could list them would hand them to whoever may read policies.
 */
export type FileUploads = {
  /** Notes that these bytes came in as a file. */
  readonly note: (file: BlobRef) => Promise<void>;
  /** Size of a blob that came in as a file; `undefined` for every other. */
  readonly find: (file: BlobRef) => Promise<StoredBlob | undefined>;
};

export type FileUploadsPorts = {
  readonly readModels: Pick<ReadModels, 'textKey'>;
  readonly blobs: BlobStore;
  readonly kek: Uint8Array;
};

/** The note is a blob that nobody without the tenant's key can make: the digest, sealed. Noting twice changes nothing. */
export const fileUploadsOf = ({ readModels, blobs, kek }: FileUploadsPorts): FileUploads => {
  const markerOf = async ({ tenant, digest }: BlobRef): Promise<Uint8Array> => {
    const wrapped = await readModels.textKey(tenant);
    if (wrapped === undefined)
      throw new Problem(problemOfRejection.TENANT_UNKNOWN, `tenant ${tenant} has no key for notes`);
    const tenantKey = unwrapKey({ kek, wrapped, tenant });
    return sealText({ tenantKey, tenant, purpose: 'file-upload', commandId: digest, text: digest });
  };

  return {
    note: async (file) => {
      const marker = await markerOf(file);
      await blobs.put(file.tenant, once(marker), MARKER_BYTES_MAX);
    },
    find: async (file) => {
      const stored = await blobs.find(file);
      if (stored === undefined) return undefined;
      const digest = sha256Hex(await markerOf(file));
      return (await blobs.find({ tenant: file.tenant, digest })) === undefined ? undefined : stored;
    },
  };
};

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
