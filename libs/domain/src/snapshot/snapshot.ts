import { AggregateId, Sha256 } from '@policy-registry/kernel';
import { z } from 'zod';

import type { Aggregate } from '../aggregate.ts';
import type { Tenant } from '../tenant/state.ts';
import { decide } from './decide.ts';
import {
  DocumentRef,
  DOCUMENTS_MAX,
  ImportCounts,
  ImportFault,
  SnapshotFact,
  SnapshotInputs,
} from './events.ts';
import { inputsOf, snapshotIdOf } from './inputs.ts';
import { evolve, initialState, type Snapshot } from './state.ts';

export const SnapshotCommand = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('ImportSnapshot'),
    data: z.strictObject({
      documents: z.array(DocumentRef).min(1).max(DOCUMENTS_MAX),
      /** Left out: derived from the documents, see {@link inputsOf}. */
      inputs: SnapshotInputs.optional(),
    }),
  }),
  z.strictObject({
    type: z.literal('RecordImport'),
    data: z.strictObject({
      snapshotId: AggregateId,
      attempt: z.int().positive(),
      outcome: z.discriminatedUnion('ok', [
        z.strictObject({
          ok: z.literal(true),
          manifestDigest: Sha256,
          importer: z.string().min(1).max(128),
          tuples: z.int().nonnegative(),
          shards: z.int().nonnegative(),
          counts: ImportCounts,
        }),
        z.strictObject({ ok: z.literal(false), faults: z.array(ImportFault).min(1).max(50) }),
      ]),
    }),
  }),
  z.strictObject({
    type: z.literal('TimeOutImport'),
    data: z.strictObject({ snapshotId: AggregateId, attempt: z.int().positive() }),
  }),
]);
export type SnapshotCommand = z.infer<typeof SnapshotCommand>;
export type SnapshotNeeds = { readonly tenant: Tenant };

export const snapshot: Aggregate<Snapshot, SnapshotCommand, SnapshotFact, SnapshotNeeds> = {
  type: 'snapshot',
  Command: SnapshotCommand,
  commandTypes: ['ImportSnapshot', 'RecordImport', 'TimeOutImport'],
  Fact: SnapshotFact,
  idOf: (command) =>
    command.type === 'ImportSnapshot'
      ? snapshotIdOf(inputsOf(command.data.documents, command.data.inputs))
      : command.data.snapshotId,
  needsOf: (_command, tenant) => ({ tenant: { type: 'tenant', id: tenant } }),
  initialState,
  evolve,
  decide,
};
