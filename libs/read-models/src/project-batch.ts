import {
  openMessage,
  rowKey,
  type OpenedMessage,
  type ReadModelStore,
  type ReadModelTransaction,
  type Row,
  type StoredMessage,
  type Verdict,
} from '@policy-registry/kernel';

import { foldMessage, keyOf, rowsReadBy, tables, type RowRef, type Table } from './fold.ts';

/** Messages that are folded in memory and written at once, at most. */
export const BATCH_MAX = 1_000;

/** The stream skipped a sequence: rows folded past the gap would be wrong. */
export class StreamGap extends Error {
  override readonly name = 'StreamGap';
}

export type ProjectedBatch = { readonly position: number; readonly verdicts: readonly Verdict[] };

/**
 * Folds messages that follow position `from` without a gap, and writes what changed together with the new
 * checkpoint, in one transaction. Rejects with StreamGap or CheckpointMoved; then nothing was written.
 */
export const projectBatch = async (
  store: ReadModelStore,
  from: number,
  messages: readonly StoredMessage[],
): Promise<ProjectedBatch> => {
  messages.forEach(({ seq }, at) => {
    if (seq !== from + at + 1)
      throw new StreamGap(`event ${from + at + 1} is missing: the stream goes on with ${seq}`);
  });
  const batch = messages.map((message) => readBefore.get(message) ?? read(message));
  const position = from + messages.length;

  return store.transaction(async (tx) => {
    const rows = await loadWorkingRows(
      tx,
      batch.flatMap(({ refs }) => refs),
    );
    const verdicts = batch.map(({ subject, opened }) => foldMessage(rows, subject, opened));
    // Asked at once: nothing of it needs another's answer.
    await Promise.all([
      ...[...rows.changes].flatMap(([tenant, changed]) => writesOf(tx, tenant, changed)),
      tx.move(from, position, [...rows.changes.keys()]),
    ]);
    return { position, verdicts };
  });
};

type Changed = Map<string, Map<string, Row | undefined>>;

/** A message as far as it can be read without the rows that it meets. */
type ReadMessage = {
  readonly subject: string;
  readonly opened: OpenedMessage;
  readonly refs: readonly RowRef[];
};

const read = (message: StoredMessage): ReadMessage => {
  const opened = openMessage(message);
  return { subject: message.subject, opened, refs: rowsReadBy(opened) };
};

const readBefore = new WeakMap<StoredMessage, ReadMessage>();

/**
 * Reads a message before its turn, so that {@link projectBatch} has less to do between two transactions: what can be
 * known of it without rows is kept for as long as the message is.
 */
export const readAhead = (message: StoredMessage): void => {
  try {
    readBefore.set(message, read(message));
  } catch {
    // What is wrong with it is told when its turn comes.
  }
};

const loadWorkingRows = async (tx: ReadModelTransaction, refs: readonly RowRef[]) => {
  const loaded = new Map<string, Row>();
  const load = async (tenant: string, table: Table, wanted: readonly RowRef[]): Promise<void> => {
    for (const row of await tx.load(tenant, table, uniqueKeys(wanted)))
      loaded.set(rowKey([tenant, table.table, keyOf(table, row)]), row);
  };
  // Asked at once, one tenant after the other.
  const byTenant = groupBy(refs, ({ tenant }) => tenant);
  await Promise.all(
    [...byTenant].flatMap(([tenant, ofTenant]) =>
      [...groupBy(ofTenant, ({ table }) => table)].map(([name, ofTable]) =>
        load(tenant, tableOf(name), ofTable),
      ),
    ),
  );

  const changes = new Map<string, Changed>();
  return {
    changes,
    get: (tenant: string, table: string, key: string): Row | undefined => {
      const changed = changes.get(tenant)?.get(table);
      return changed?.has(key) === true ? changed.get(key) : loaded.get(rowKey([tenant, table, key]));
    },
    set: (tenant: string, table: string, key: string, row: Row | undefined): void => {
      const ofTenant = changes.get(tenant) ?? new Map<string, Map<string, Row | undefined>>();
      const ofTable = ofTenant.get(table) ?? new Map<string, Row | undefined>();
      changes.set(tenant, ofTenant.set(table, ofTable.set(key, row)));
    },
  };
};

const writesOf = (tx: ReadModelTransaction, tenant: string, changed: Changed): readonly Promise<void>[] =>
  [...changed].map(([name, rows]) => {
    const put = [...rows.values()].filter((row) => row !== undefined);
    const remove = [...rows].filter(([, row]) => row === undefined).map(([key]) => key.split('\u0000'));
    return tx.write(tenant, tableOf(name), { put, remove });
  });

const byName: ReadonlyMap<string, Table> = new Map(tables.map((table) => [table.table, table]));

const tableOf = (name: string): Table => {
  const table = byName.get(name);
  if (table === undefined) throw new Error(`there is no read model table ${name}`);
  return table;
};

const groupBy = <T>(items: readonly T[], keyOfItem: (item: T) => string): ReadonlyMap<string, readonly T[]> =>
  Map.groupBy(items, keyOfItem);

const uniqueKeys = (refs: readonly RowRef[]): readonly (readonly string[])[] => [
  ...new Map(refs.map(({ key }) => [rowKey(key), key])).values(),
];
