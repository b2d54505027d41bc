import { isStreamRecord, rowsHash, tableHash, type TableShape } from '@policy-registry/kernel';

import { allRows, rowsInStreamOrder } from './read-model-rows.ts';
import type { Transaction } from './transaction.ts';

/** The hash of a table of the tenant in force. A table that records the stream is read page by page. */
export const hashTable = async (tx: Transaction, shape: TableShape): Promise<string> => {
  if (!isStreamRecord(shape)) return tableHash(shape, await allRows(tx, shape));
  const hash = rowsHash();
  for await (const page of rowsInStreamOrder(tx, shape)) for (const row of page) hash.add(row);
  return hash.hex();
};
