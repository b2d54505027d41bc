/** Where bytes live: which tenant's, and what they are for. */
export type BlobRef = { readonly tenant: string; readonly digest: string };

export type StoredBlob = { readonly digest: string; readonly sizeBytes: number };

/**
 * Content-addressed bytes of one tenant. Names are SHA-256 digests, so nothing is ever replaced.
 */
export interface BlobStore {
  /** Whether the store keeps an object against its administrator (S3 Object Lock in compliance mode). */
  readonly worm: boolean;

  /**
   * Stores the bytes of `content` and answers with their digest once they are durable. Storing the same
   * content again changes nothing. Rejects with {@link BlobTooLarge} beyond `bytesMax`; then nothing is kept.
   */
  put(tenant: string, content: AsyncIterable<Uint8Array>, bytesMax: number): Promise<StoredBlob>;

  /** Rejects with {@link BlobNotFound}, and with {@link BlobCorrupt} when the bytes no longer have the digest. */
  get(blob: BlobRef): Promise<Uint8Array>;

  /**
   * Gives the bytes in pieces, so that a blob of any length can be read. Rejects as `get` does, and with
   * {@link BlobCorrupt} at the latest after the last piece: what came is the blob only once the iteration has ended.
   */
  stream(blob: BlobRef): AsyncIterable<Uint8Array>;

  /** Size of a stored blob, or `undefined`. */
  find(blob: BlobRef): Promise<StoredBlob | undefined>;
}

export class BlobNotFound extends Error {
  override readonly name = 'BlobNotFound';
  constructor({ tenant, digest }: BlobRef) {
    super(`tenant ${tenant} has no blob ${digest}`);
  }
}

export class BlobTooLarge extends Error {
  override readonly name = 'BlobTooLarge';
  readonly bytesMax: number;
  constructor(bytesMax: number) {
    super(`the content is longer than ${bytesMax} bytes`);
    this.bytesMax = bytesMax;
  }
}

export class BlobCorrupt extends Error {
  override readonly name = 'BlobCorrupt';
  constructor({ tenant, digest }: BlobRef) {
    super(`blob ${digest} of tenant ${tenant} no longer has the bytes of its digest`);
  }
}
