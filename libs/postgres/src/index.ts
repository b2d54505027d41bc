/** PostgreSQL: the pool, tenant transactions, rows of read models, the checkpoint, migrations. */
export { CheckpointMoved, moveCheckpoint, readCheckpoint } from './checkpoint.ts';
export { closeDatabase, openDatabase } from './database.ts';
export type { Database, DatabaseOptions } from './database.ts';
export { discardReadModels } from './discard-read-models.ts';
export { appliedMigrations, migrate } from './migrate.ts';
export { listenPositions } from './positions.ts';
export type { PositionNotice, Positions } from './positions.ts';
export { allRows, loadRows, putRows, removeRows } from './read-model-rows.ts';
export type { TableShape } from './read-model-rows.ts';
export { postgresReadModelStore } from './read-model-store.ts';
export type { ReadModelStore, ReadModelTransaction } from './read-model-store.ts';
export { ensureRoles, ROLES } from './roles.ts';
export type { DatabaseRole } from './roles.ts';
export { RoleUnsafe, TENANTLESS_TABLES, verifyRole } from './self-check.ts';
export { createTextKey, readTextKey } from './text-keys.ts';
export { enterTenant, inTenant, inTransaction } from './transaction.ts';
export type { Transaction } from './transaction.ts';
