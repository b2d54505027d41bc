/** For specs: a broker of one's own, and outcomes in memory. */
export { brokerSuite, startTestBroker } from './broker-suite.ts';
export type { BrokerOptions, TestBroker } from './broker-suite.ts';
export { inMemoryOutcomes } from './in-memory-outcomes.ts';
export { startLocalBroker } from './local-broker.ts';
export type { LocalBroker } from './local-broker.ts';
export { waitFor } from './wait-for.ts';
