/** For specs: a broker of one's own, and outcomes in memory. */
export { brokerSuite, startTestBroker } from './broker-suite.ts';
export type { BrokerOptions, TestBroker } from './broker-suite.ts';
export { inMemoryOutcomes } from './in-memory-outcomes.ts';
export { damagedStore } from './damage-store.ts';
export type { DamagedStore } from './damage-store.ts';
export { brokerFolder, startBrokerIn, startLocalBroker } from './local-broker.ts';
export type { LocalBroker } from './local-broker.ts';
export { mountSmallDisk } from './small-disk.ts';
export type { SmallDisk } from './small-disk.ts';
export { waitFor } from './wait-for.ts';
