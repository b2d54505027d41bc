import type { FindingTuple } from '@policy-registry/finding';
import { sha256Hex } from '@policy-registry/kernel';

import { shardCutter } from './cut-shards.ts';
import { type FactDocument, FAULTS_MAX, type ImportFault, TUPLES_MAX } from './document.ts';
import { type Imported, type ImportRefused, openImport, tooManyTuples } from './fact-import.ts';
import type { Pass } from './read-document.ts';
import { readShard, type Shard } from './shards.ts';
import { inOrder } from './sort-records.ts';
import type { TupleRecord } from './tuple-record.ts';

/** A whole snapshot, or every fault that keeps it from being one: nothing in between. */
export type SnapshotImport =
  | (Imported & { readonly tuples: readonly FindingTuple[]; readonly shards: readonly Shard[] })
  | ImportRefused;

/**
 * Derives a snapshot from raw documents in memory. The same documents give the same digest, whatever their order and
 * names ({@link IMPORTER} names the version of this function). It merges and decides nothing.
 */
export const importSnapshot = (documents: readonly FactDocument[]): SnapshotImport => {
  const records: TupleRecord[] = [];
  const named = documents.map((document) => ({ ...document, digest: sha256Hex(document.bytes) }));
  const opened = openImport(named, (record) => records.push(record));
  if ('ok' in opened) return opened;

  const refusal = opened.surveyed(
    opened.given.flatMap(({ document, reading }) => run(reading.survey(), document)),
  );
  if (refusal !== undefined) return refusal;
  const faults = opened.inOrder.flatMap(({ document, reading }) => {
    const items = reading.items();
    return items === undefined ? [] : run(items, document);
  });
  if (faults.length > 0) return { ok: false, faults: faults.slice(0, FAULTS_MAX) };

  const cutter = shardCutter(opened.duplicate);
  const cut = inOrder(records).map(cutter.push);
  const shards = [...cut, cutter.end()].filter((shard) => shard !== undefined);
  if (cutter.tuples() > TUPLES_MAX) return tooManyTuples();
  const listed = shards.map(({ digest, tuples, bytes }) => ({ digest, tuples, sizeBytes: bytes.length }));
  const imported = opened.finish({ shards: listed, statistics: cutter.statistics() });
  return { ...imported, tuples: shards.flatMap(({ bytes }) => readShard(bytes)), shards };
};

// In pieces: a reader that copies what it cannot use yet never copies a whole document.
const CHUNK_BYTES = 1_048_576;

const run = (pass: Pass, { bytes }: FactDocument): readonly ImportFault[] => {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) pass.push(bytes.subarray(at, at + CHUNK_BYTES));
  return pass.end();
};
