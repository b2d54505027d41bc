import { toTimestamp, type DecisionContext } from '@policy-registry/kernel';

import { isDue, requireScope, requireSystem, requireTenant } from '../guards.ts';
import { reject } from '../rejection-codes.ts';
import type { SnapshotFact } from './events.ts';
import { inputsOf, snapshotIdOf } from './inputs.ts';
import type { SnapshotCommand, SnapshotNeeds } from './snapshot.ts';
import type { Snapshot } from './state.ts';

type Import = Extract<SnapshotCommand, { type: 'ImportSnapshot' }>;
type Record = Extract<SnapshotCommand, { type: 'RecordImport' }>;
type TimeOut = Extract<SnapshotCommand, { type: 'TimeOutImport' }>;
type Context = DecisionContext<SnapshotNeeds>;

/** Six hours: 2 GiB take minutes, and an import that fails is tried for about one. */
const IMPORT_MS_MAX = 6 * 3_600_000;

export const decide = (
  command: SnapshotCommand,
  snapshot: Snapshot,
  context: Context,
): readonly SnapshotFact[] => {
  switch (command.type) {
    case 'ImportSnapshot':
      return importSnapshot(command, snapshot, context);
    case 'RecordImport':
      return recordImport(command, snapshot, context);
    case 'TimeOutImport':
      return timeOut(command, snapshot, context);
  }
};

const importSnapshot = ({ data }: Import, snapshot: Snapshot, context: Context): readonly SnapshotFact[] => {
  requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:simulate');
  const inputs = inputsOf(data.documents, data.inputs);
  const snapshotId = snapshotIdOf(inputs);
  const digests = data.documents.map(({ digest }) => digest).sort();
  const isSame = snapshot.status !== 'absent' && digests.join() === snapshot.documentDigests.join();
  if ((snapshot.status === 'importing' || snapshot.status === 'frozen') && isSame) return [];
  if (snapshot.status === 'importing' || snapshot.status === 'frozen') {
    throw reject('SNAPSHOT_EXISTS', `snapshot ${snapshotId} has these inputs and other documents`);
  }

  const attempt = snapshot.status === 'refused' ? snapshot.attempt + 1 : 1;
  const requestedBy = context.principal.id;
  return [
    {
      type: 'SnapshotRequested',
      schemaVersion: 1,
      data: {
        snapshotId,
        attempt,
        inputs,
        documents: data.documents,
        requestedBy,
        endsBy: toTimestamp(context.now + IMPORT_MS_MAX),
      },
    },
  ];
};

const recordImport = ({ data }: Record, snapshot: Snapshot, context: Context): readonly SnapshotFact[] => {
  requireSystem(context);
  if (snapshot.status === 'frozen') return [];
  if (snapshot.status === 'refused' && snapshot.attempt === data.attempt) return [];
  if (snapshot.status !== 'importing' || snapshot.attempt !== data.attempt) {
    throw reject('ATTEMPT_STALE', `attempt ${data.attempt} to import ${data.snapshotId} is over`);
  }
  const { snapshotId, attempt, outcome } = data;
  if (!outcome.ok) {
    return [
      { type: 'SnapshotRefused', schemaVersion: 1, data: { snapshotId, attempt, faults: outcome.faults } },
    ];
  }
  const { manifestDigest, importer, tuples, shards, counts } = outcome;
  return [
    {
      type: 'SnapshotFrozen',
      schemaVersion: 1,
      data: {
        snapshotId,
        manifestDigest,
        importer,
        tuples,
        shards,
        counts,
        frozenAt: toTimestamp(context.now),
      },
    },
  ];
};

/** Gives up an import that nothing was heard of, so that it can be asked for again. */
const timeOut = (
  { data: { snapshotId, attempt } }: TimeOut,
  snapshot: Snapshot,
  context: Context,
): readonly SnapshotFact[] => {
  requireSystem(context);
  if (snapshot.status !== 'importing' || snapshot.attempt !== attempt) return [];
  if (!isDue(snapshot.endsBy, context.now)) return [];
  const detail = `the import was not over by ${snapshot.endsBy}`;
  const faults = [{ document: '', pointer: '', code: 'timed_out', detail }];
  return [{ type: 'SnapshotRefused', schemaVersion: 1, data: { snapshotId, attempt, faults } }];
};
