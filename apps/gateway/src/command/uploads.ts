import { sealText, unwrapKey } from '@policy-registry/access';
import { problemOfRejection } from '@policy-registry/contracts';
import { sha256Hex, type BlobRef, type BlobStore, type StoredBlob } from '@policy-registry/kernel';
import { z } from 'zod';

import type { Admission } from '../admission/admission.ts';
import { Problem } from '../edge/problem.ts';
import type { ReadModels } from '../read/read-models.ts';
import { fileDisposedAt } from '../resources/file-in-revisions.ts';
import { once } from './once.ts';

const MARKER_BYTES_MAX = 1_024;

/** What people upload: files of policies, and documents that hold findings. */
export type UploadKind = 'file' | 'document';

/**
 * Which blobs were uploaded as what. Results, evidence and reports lie in the same store under digests that many may know:
 * a workspace that could list them would hand them to whoever may read policies, and a snapshot that could be made of
 * them to whoever may simulate.
 */
export type Uploads = {
  /** The same pieces, counted as they come: also what is refused or broken off in the end was sent. */
  readonly counted: (tenant: string, pieces: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
  /** Notes that these bytes came in. */
  readonly note: (kind: UploadKind, upload: BlobRef) => Promise<void>;
  /** Size of a blob that came in as this; `undefined` for every other. */
  readonly find: (kind: UploadKind, upload: BlobRef) => Promise<StoredBlob | undefined>;
};

export type UploadsPorts = {
  readonly admission: Pick<Admission, 'countUpload'>;
  readonly readModels: Pick<ReadModels, 'rows' | 'textKey'>;
  readonly blobs: BlobStore;
  readonly kek: Uint8Array;
};

/**
 * The note is a blob that nobody without the tenant's key can make: the digest, sealed. Noting twice changes nothing. A file whose
 * content was disposed of has to come in again before it is saved again, or whoever knows its digest could have it back: so the
 * note says since when it is gone.
 */
export const uploadsOf = ({ admission, readModels, blobs, kek }: UploadsPorts): Uploads => {
  const markerOf = async (kind: UploadKind, { tenant, digest }: BlobRef): Promise<Uint8Array> => {
    const wrapped = await readModels.textKey(tenant);
    if (wrapped === undefined)
      throw new Problem(problemOfRejection.TENANT_UNKNOWN, `tenant ${tenant} has no key for notes`);
    const tenantKey = unwrapKey({ kek, wrapped, tenant });
    const since = kind === 'file' ? await disposedAt(tenant, digest) : undefined;
    const text = since === undefined ? digest : `${digest} ${since}`;
    return sealText({ tenantKey, tenant, purpose: `${kind}-upload`, commandId: digest, text });
  };
  const disposedAt = async (tenant: string, digest: string): Promise<string | undefined> => {
    const [row] = await readModels.rows(tenant, fileDisposedAt(digest));
    return z.string().nullish().parse(row?.['disposedAt']) ?? undefined;
  };

  return {
    counted: async function* (tenant, pieces) {
      for await (const piece of pieces) {
        admission.countUpload(tenant, piece.length);
        yield piece;
      }
    },
    note: async (kind, upload) => {
      const marker = await markerOf(kind, upload);
      await blobs.put(upload.tenant, once(marker), MARKER_BYTES_MAX);
    },
    find: async (kind, upload) => {
      const stored = await blobs.find(upload);
      if (stored === undefined) return undefined;
      const digest = sha256Hex(await markerOf(kind, upload));
      return (await blobs.find({ tenant: upload.tenant, digest })) === undefined ? undefined : stored;
    },
  };
};
