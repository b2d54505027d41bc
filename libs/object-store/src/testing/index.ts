export { blobStoreContract } from './blob-store-contract.ts';
export type { StartedBlobStore } from './blob-store-contract.ts';
export { faultyBlobStore } from './faulty-blob-store.ts';
export type { BlobStoreFault, FaultyBlobStore } from './faulty-blob-store.ts';
export { inMemoryBlobStore } from './in-memory-blob-store.ts';
