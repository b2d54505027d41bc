import { eventLogContract } from './event-log-contract.ts';
import { inMemoryEventLog } from './in-memory-event-log.ts';

eventLogContract('inMemoryEventLog', async () => ({ log: inMemoryEventLog(), stop: async () => undefined }));
