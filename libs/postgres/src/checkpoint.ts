import { CheckpointMoved } from '@policy-registry/kernel';

import type { ResultRows, Statement, Transaction } from './transaction.ts';

const NAME = 'read-models';
export const POSITIONS_CHANNEL = 'registry_positions';

/** Asks for the checkpoint, among other statements. */
export const CHECKPOINT: Statement = {
  text: 'select position from projection_checkpoint where name = $1',
  values: [NAME],
};

/** What {@link CHECKPOINT} was answered. */
export const checkpointIn = ([row]: ResultRows): number => Number(row?.['position'] ?? 0);

/** Sequence of the last event that the read models have. */
export const readCheckpoint = async (tx: Transaction): Promise<number> =>
  checkpointIn(await tx.query(CHECKPOINT.text, CHECKPOINT.values));

/**
 * Moves the checkpoint in the transaction that wrote the rows. Rejects with {@link CheckpointMoved} when it is not
 * where `from` says: then none of the rows are kept.
 */
export const moveCheckpoint = async (tx: Transaction, from: number, to: number): Promise<void> => {
  const moved = await tx.query(
    `insert into projection_checkpoint as c (name, position)
     select $1, $3::bigint
     where $2::bigint = 0 or exists (select from projection_checkpoint where name = $1)
     on conflict (name) do update set position = excluded.position where c.position = $2::bigint
     returning position`,
    [NAME, from, to],
  );
  if (moved.length === 0) throw new CheckpointMoved(`the checkpoint is no longer at ${from}`);
};

/** Tells listeners, at commit, how far the read models are and which tenants have news. */
export const notifyPosition = async (
  tx: Transaction,
  position: number,
  tenants: readonly string[],
): Promise<void> => {
  const notices = tenants.map((tenant) => JSON.stringify({ tenant, position }));
  await tx.query('select pg_notify($1, notice) from unnest($2::text[]) as notice', [
    POSITIONS_CHANNEL,
    notices,
  ]);
};
