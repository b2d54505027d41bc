export { blobStoreContract } from './blob-store-contract.ts';
export type { StartedBlobStore } from './blob-store-contract.ts';
export { inMemoryBlobStore } from './in-memory-blob-store.ts';
