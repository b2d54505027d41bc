import type { Transaction } from './transaction.ts';

/** What the log does not hold: it stays. */
const KEPT_TABLES = ['migrations', 'tenant_text_key'] as const;

/**
 * Empties every table that is folded from the log, and the checkpoint with them: the projector folds all of it again. Needs
 * the owner of the tables, and services that do not run.
 */
export const discardReadModels = async (tx: Transaction): Promise<void> => {
  // DDL takes no bind parameter; the server itself quotes the names.
  const [row] = await tx.query(
    `select format('truncate %s', string_agg(format('%I', c.relname), ', ')) as statement
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relname <> all ($1)`,
    [KEPT_TABLES],
  );
  await tx.query(String(row?.['statement']));
};
