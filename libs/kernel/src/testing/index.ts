export { deciderSpec } from './decider-spec.ts';
export { eventLogContract } from './event-log-contract.ts';
export type { StartedEventLog } from './event-log-contract.ts';
export { inMemoryEventLog } from './in-memory-event-log.ts';
export type { InMemoryEventLog, PlantableEventLog } from './in-memory-event-log.ts';
