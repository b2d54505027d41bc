import { inMemoryReadModels, inMemoryReadModelStore } from './in-memory-read-model-store.ts';
import { inMemoryTimerStore } from './in-memory-timer-store.ts';
import { timerStoreContract } from './timer-store-contract.ts';

timerStoreContract('inMemoryTimerStore', async () => {
  const rows = inMemoryReadModels();
  return { rows: inMemoryReadModelStore(rows), store: inMemoryTimerStore(rows) };
});
