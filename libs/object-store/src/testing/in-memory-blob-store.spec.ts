import { blobStoreContract } from './blob-store-contract.ts';
import { inMemoryBlobStore } from './in-memory-blob-store.ts';

blobStoreContract('inMemoryBlobStore', async () => ({
  store: inMemoryBlobStore(),
  tenants: ['acme', 'globex'],
  stop: async () => undefined,
}));
