import type { ColumnType, Row } from './read-model.ts';

/** Someone else moved the projection on. */
export class CheckpointMoved extends Error {
  override readonly name = 'CheckpointMoved';
}

/** A table of a read model: the tenant's id comes first in its key. */
export type TableShape = {
  readonly table: string;
  readonly columns: Readonly<Record<string, ColumnType>>;
  readonly key: readonly string[];
};

/** The columns of a row's key, in their order. */
export type RowKey = readonly string[];
export type RowChanges = { readonly put: readonly Row[]; readonly remove: readonly RowKey[] };

/** The rows of the read models, and how far in the log they are. */
export interface ReadModelStore {
  /** Sequence of the last event that the rows have; 0 for none. */
  checkpoint(): Promise<number>;
  /** Runs `work` and keeps all that it wrote, or nothing of it when it rejects. */
  transaction<T>(work: (tx: ReadModelTransaction) => Promise<T>): Promise<T>;
}

export interface ReadModelTransaction {
  load(tenant: string, table: TableShape, keys: readonly RowKey[]): Promise<readonly Row[]>;
  write(tenant: string, table: TableShape, changes: RowChanges): Promise<void>;
  /**
   * Moves the checkpoint together with what is written, and tells listeners of these tenants at commit. The transaction
   * rejects with {@link CheckpointMoved} when the checkpoint is not at `from`.
   */
  move(from: number, to: number, tenants: readonly string[]): Promise<void>;
}
