import { inMemoryOutcomes } from './in-memory-outcomes.ts';
import { outcomesContract } from './outcomes-contract.ts';

outcomesContract('inMemoryOutcomes', async () => ({
  outcomes: inMemoryOutcomes(),
  stop: async () => undefined,
}));
