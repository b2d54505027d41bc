import {
  judgeOpened,
  NO_HEAD,
  parseEventSubject,
  rowKey,
  type Head,
  type OpenedMessage,
  type ReadModel,
  type Row,
  type Verdict,
} from '@policy-registry/kernel';

import { aggregateHead, outsiderMessage } from './heads.ts';
import { readModels, type AnyReadModel } from './models.ts';

export type Table = Pick<AnyReadModel, 'table' | 'columns' | 'key'>;

/** Every table that the projector writes, with the fence's own. */
export const tables: readonly Table[] = [...readModels, outsiderMessage];

/** The rows a fold works on: all of them for an auditor, those of a batch for the projector. */
export type WorkingRows = {
  readonly get: (tenant: string, table: string, key: string) => Row | undefined;
  readonly set: (tenant: string, table: string, key: string, row: Row | undefined) => void;
};

/** A row that folding a message may read. */
export type RowRef = { readonly tenant: string; readonly table: string; readonly key: readonly string[] };

export const rowsReadBy = ({ seq, hash, event }: OpenedMessage): readonly RowRef[] => {
  if (event === undefined) return [];
  const { tenant } = event;
  return readModels.flatMap(({ table, reads }) =>
    reads({ seq, hash, event }).map((key) => ({ tenant, table, key })),
  );
};

/** Judges one message and folds it when it counts. The projector and every auditor run this one function. */
export const foldMessage = (rows: WorkingRows, subject: string, opened: OpenedMessage): Verdict => {
  const verdict = judgeOpened(headOf(rows, opened), opened);
  if (verdict.class !== 'accepted') {
    const tenant = parseEventSubject(subject)?.tenant;
    const { class: worth, hash, problem } = verdict;
    const row: Row = { seq: opened.seq, subject, class: worth, hash, problem };
    if (tenant !== undefined) rows.set(tenant, outsiderMessage.table, rowKey([String(opened.seq)]), row);
    return verdict;
  }

  const { tenant } = verdict.recorded.event;
  for (const model of readModels) {
    const changes = model.fold((key) => rows.get(tenant, model.table, rowKey(key)), verdict.recorded);
    for (const change of changes) {
      if ('put' in change) rows.set(tenant, model.table, keyOf(model, change.put), change.put);
      else rows.set(tenant, model.table, rowKey(change.remove), undefined);
    }
  }
  return verdict;
};

export const keyOf = ({ key }: Pick<ReadModel, 'key'>, row: Row): string =>
  rowKey(key.map((column) => String(row[column])));

const headOf = (rows: WorkingRows, { event }: OpenedMessage): Head => {
  if (event === undefined) return NO_HEAD;
  const { type, id } = event.aggregate;
  const row = rows.get(event.tenant, aggregateHead.table, rowKey([type, id]));
  return row === undefined ? NO_HEAD : { version: Number(row['version']), hash: String(row['hash']) };
};
