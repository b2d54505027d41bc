import {
  canonicalBytes,
  eventSubject,
  NO_PREVIOUS_HASH,
  openMessage,
  rowKey,
  sha256Hex,
  stateHash,
  tableHash,
  toTimestamp,
  type AggregateRef,
  type EventEnvelope,
  type FactShape,
  type Json,
  type Row,
  type StoredMessage,
  type Verdict,
} from '@policy-registry/kernel';

import { foldMessage, tables, type WorkingRows } from '../fold.ts';

const NOON_MS = Date.UTC(2026, 2, 2, 12);

export const sha = (of: string): string => sha256Hex(of);
export const fact = (type: string, data: FactShape['data']): FactShape => ({ type, schemaVersion: 1, data });

/** A message of the stream before it has a sequence. */
export type Said = Omit<StoredMessage, 'seq'>;

/** Says what happened to aggregates of one tenant, one event after the other, one second apart. */
export const historyOf = (tenant: string) => {
  const heads = new Map<string, { readonly version: number; readonly hash: string }>();
  let count = 0;
  return (type: AggregateRef['type'], id: string, ...facts: readonly FactShape[]): Said => {
    count += 1;
    const subject = eventSubject({ tenant, type, id });
    const head = heads.get(subject) ?? { version: 0, hash: NO_PREVIOUS_HASH };
    const at = toTimestamp(NOON_MS + count * 1_000);
    const event: EventEnvelope = {
      eventId: `e-${count}`,
      schemaVersion: 1,
      tenant,
      aggregate: { type, id, version: head.version + 1 },
      recordedAt: at,
      effectiveAt: at,
      actor: { type: 'user', id: 'u-ann', scopes: ['policy:author'] },
      commandId: `c-${count}`,
      correlationId: 'corr-1',
      basis: [],
      digests: { request: sha(`request ${count}`) },
      attestationIds: [],
      prevHash: head.hash,
      facts: [...facts],
    };
    const bytes = canonicalBytes(event as Json);
    heads.set(subject, { version: head.version + 1, hash: sha256Hex(bytes) });
    return { subject, bytes };
  };
};

export const inStream = (said: readonly Said[], firstSeq = 1): readonly StoredMessage[] =>
  said.map((message, at) => ({ seq: firstSeq + at, ...message }));

/** Every row in memory, as an auditor folds them. */
export const folded = (messages: readonly StoredMessage[]) => {
  const rows = new Map<string, Row>();
  const working: WorkingRows = {
    get: (tenant, table, key) => rows.get(rowKey([tenant, table, key])),
    set: (tenant, table, key, row) => {
      if (row === undefined) rows.delete(rowKey([tenant, table, key]));
      else rows.set(rowKey([tenant, table, key]), row);
    },
  };
  const verdicts: readonly Verdict[] = messages.map((message) =>
    foldMessage(working, message.subject, openMessage(message)),
  );
  const rowsOf = (tenant: string, table: string): readonly Row[] => {
    const prefix = rowKey([tenant, table, '']);
    return [...rows].filter(([key]) => key.startsWith(prefix)).map(([, row]) => row);
  };
  return {
    verdicts,
    rowsOf,
    hashOf: (tenant: string): string =>
      stateHash(
        Object.fromEntries(
          tables.map((table) => [table.table, tableHash(table, rowsOf(tenant, table.table))]),
        ),
      ),
  };
};
