export { BlobStoreUnavailable } from './blob-store-unavailable.ts';
export type { BlobStoreProblem } from './blob-store-unavailable.ts';
export { blobStreamOf, blobUserSubjects, bucketOf, tenantOfBlobStream } from './bucket-names.ts';
export { BucketMisconfigured, ensureBlobBuckets } from './ensure-blob-buckets.ts';
export type { BucketSettings } from './ensure-blob-buckets.ts';
export { jetStreamBlobStore } from './jetstream-blob-store.ts';
export type { JetStreamBlobStoreOptions } from './jetstream-blob-store.ts';
