import type { ReadModelStore, Row, TableShape } from '@policy-registry/kernel';

/** Rows of one table of one tenant that were put in one batch. */
export type PutRows = { readonly tenant: string; readonly table: TableShape; readonly rows: readonly Row[] };

/** The store as it is, with what is put noted down, one list per transaction. */
export const capturing = (
  store: ReadModelStore,
): { readonly store: ReadModelStore; readonly taken: () => readonly (readonly PutRows[])[] } => {
  let batches: PutRows[][] = [];
  return {
    store: {
      ...store,
      transaction: (work) => {
        const puts: PutRows[] = [];
        batches.push(puts);
        return store.transaction((tx) =>
          work({
            ...tx,
            write: async (tenant, table, changes) => {
              if (changes.remove.length > 0) throw new Error('no event of the benchmark takes a row away');
              puts.push({ tenant, table, rows: changes.put });
              await tx.write(tenant, table, changes);
            },
          }),
        );
      },
    },
    taken: () => {
      const all = batches;
      batches = [];
      return all;
    },
  };
};
