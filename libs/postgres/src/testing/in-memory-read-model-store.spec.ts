import type { ReadModelStore } from '@policy-registry/kernel';

import { inMemoryReadModels, inMemoryReadModelStore } from './in-memory-read-model-store.ts';
import { readModelStoreContract } from './read-model-store-contract.ts';

readModelStoreContract('inMemoryReadModelStore', async () => {
  let current = inMemoryReadModelStore(inMemoryReadModels());
  const store: ReadModelStore = {
    checkpoint: () => current.checkpoint(),
    transaction: (work) => current.transaction(work),
  };
  const empty = async (): Promise<void> => {
    current = inMemoryReadModelStore(inMemoryReadModels());
  };
  return { store, empty };
});
