export type BlobStoreProblem =
  | 'BLOB_STORE_TIMEOUT'
  | 'BLOB_BUCKET_MISSING'
  | 'BLOB_STORE_REFUSED'
  | 'BLOB_STORE_UNREACHABLE'
  | 'BLOB_STORE_FAILING'
  | 'BLOB_STORE_FULL'
  | 'BLOB_WRITE_CONTENDED';

/** The store did not do what was asked; nothing is known of the blob. A caller may ask again later, of a full store
 * when an operator has given the tenant more room. */
export class BlobStoreUnavailable extends Error {
  override readonly name = 'BlobStoreUnavailable';
  readonly code: BlobStoreProblem;

  constructor(code: BlobStoreProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
