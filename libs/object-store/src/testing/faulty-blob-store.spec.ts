import { blobStoreContract } from './blob-store-contract.ts';
import { faultyBlobStore, type BlobStoreFault } from './faulty-blob-store.ts';
import { inMemoryBlobStore } from './in-memory-blob-store.ts';

// What it does under the other faults is not to do what the contract says.
const started = async (fault: BlobStoreFault | undefined) => {
  const { store, suffer } = faultyBlobStore(inMemoryBlobStore());
  suffer(fault);
  return { store, tenants: ['acme', 'globex'] as const, stop: async () => undefined };
};

blobStoreContract('faultyBlobStore without a fault', () => started(undefined));
blobStoreContract('faultyBlobStore that answers late', () => started('late'));
