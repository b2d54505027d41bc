/** For tests of other packages. */
export { runningOpa } from './opa-server.ts';
export type { RunningOpa } from './opa-server.ts';
export { referenceServer } from './reference-server.ts';
export type { ReferenceServer } from './reference-server.ts';
