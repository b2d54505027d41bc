/** For tests of other packages. */
export { referenceServer } from './reference-server.ts';
export type { ReferenceServer } from './reference-server.ts';
