/** For specs: a database of one's own on a real server. */
export { databaseSuite } from './database-suite.ts';
export { createTestDatabase, MIGRATIONS } from './test-database.ts';
export type { TestDatabase } from './test-database.ts';
