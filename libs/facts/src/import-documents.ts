import { shardCutter } from './cut-shards.ts';
import { FAULTS_MAX, type ImportFault, TUPLES_MAX } from './document.ts';
import {
  type Imported,
  type ImportDocument,
  type ImportRefused,
  openImport,
  type OpenImport,
  tooManyTuples,
} from './fact-import.ts';
import type { ManifestShard } from './manifest.ts';
import type { Pass } from './read-document.ts';
import type { Shard } from './shards.ts';
import { recordSorter, type RecordSorter, RUN_BYTES_MAX, type Spill } from './sort-records.ts';

/** A document that is read in pieces. */
export type DocumentSource = ImportDocument & {
  /** Gives the bytes that `digest` is the SHA-256 of, from the beginning each time, or rejects. */
  readonly open: () => AsyncIterable<Uint8Array>;
};

/** What an import of any size works with. */
export type ImportPorts = {
  readonly spill: Spill;
  /** Keeps the bytes of a shard under its digest. */
  readonly keep: (shard: Shard) => Promise<void>;
};

/** Tuples with all their duplicates, at most: what is spilled has a limit too. */
const RECORDS_MAX = 4 * TUPLES_MAX;

/**
 * Derives a snapshot from documents of any size: `importSnapshot` in bounded memory, to the same digest. Documents are
 * read twice, tuples wait in order in the spill, and shards are given away one by one. Rejects with what a port
 * rejects with. Shards of an import that is refused after all may have been kept: nothing names them.
 */
export const importDocuments = async (
  documents: readonly DocumentSource[],
  ports: ImportPorts,
  runBytesMax = RUN_BYTES_MAX,
): Promise<Imported | ImportRefused> => {
  const sorter = recordSorter(ports.spill, runBytesMax);
  let records = 0;
  const opened = openImport(documents, (record) => {
    records += 1;
    if (records <= RECORDS_MAX) sorter.add(record);
  });
  if ('ok' in opened) return opened;

  const surveyFaults: ImportFault[] = [];
  for (const { document, reading } of opened.given)
    surveyFaults.push(...(await run(reading.survey(), document)));
  const refusal = opened.surveyed(surveyFaults);
  if (refusal !== undefined) return refusal;

  const faults: ImportFault[] = [];
  for (const { document, reading } of opened.inOrder) {
    const items = reading.items();
    if (items !== undefined) faults.push(...(await run(items, document, sorter)));
    if (records > RECORDS_MAX) return tooManyTuples();
  }
  return faults.length > 0 ? { ok: false, faults: faults.slice(0, FAULTS_MAX) } : cut(opened, sorter, ports);
};

const run = async (
  pass: Pass,
  { open }: DocumentSource,
  sorter?: RecordSorter,
): Promise<readonly ImportFault[]> => {
  for await (const chunk of open()) {
    pass.push(chunk);
    await sorter?.relieve();
  }
  return pass.end();
};

const cut = async (
  opened: OpenImport<DocumentSource>,
  sorter: RecordSorter,
  { keep }: ImportPorts,
): Promise<Imported | ImportRefused> => {
  const cutter = shardCutter(opened.duplicate);
  const shards: ManifestShard[] = [];
  const add = async (shard: Shard | undefined): Promise<void> => {
    if (shard === undefined) return;
    await keep(shard);
    const { digest, tuples, bytes } = shard;
    shards.push({ digest, tuples, sizeBytes: bytes.length });
  };
  for await (const batch of sorter.sorted()) {
    for (const record of batch) await add(cutter.push(record));
    if (cutter.tuples() > TUPLES_MAX) return tooManyTuples();
  }
  await add(cutter.end());
  return opened.finish({ shards, statistics: cutter.statistics() });
};
