/** A broker in memory, for worlds without a server and without a test runner. */
export { lastEventOf, simulatedBroker, simulatedClient, simulatedDelivery } from './simulated-broker.ts';
export type { SimulatedBroker, SimulatedMessageDelivery, Wire } from './simulated-broker.ts';
export type { SimulatedMessage } from './simulated-stream.ts';
