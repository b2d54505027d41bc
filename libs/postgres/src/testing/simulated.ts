/** Read models in memory, for worlds without a database and without a test runner. */
export { inMemoryReadModels, inMemoryReadModelStore, tableKey } from './in-memory-read-model-store.ts';
export { inMemoryTimerStore } from './in-memory-timer-store.ts';
export type { InMemoryReadModels, ReadModelContent } from './in-memory-read-model-store.ts';
