/** For tests of other packages. */
export { hostileServer } from './hostile-server.ts';
export { runningOpa } from './opa-server.ts';
export type { RunningOpa } from './opa-server.ts';
export { referenceServer } from './reference-server.ts';
export type { ReferenceServer } from './reference-server.ts';
