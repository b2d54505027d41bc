import { SnapshotFact } from '@policy-registry/domain';
import type { Json, ReadModel } from '@policy-registry/kernel';

import { factsOf } from './facts-of.ts';
import type { Page, Query } from './page.ts';

export type SnapshotRow = {
  readonly snapshot_id: string;
  readonly state: string;
  readonly inputs: Json;
  readonly documents: Json;
  readonly manifest_digest: string | null;
  readonly importer: string | null;
  readonly tuples: number | null;
  readonly shards: number | null;
  readonly counts: Json;
  readonly faults: Json;
  /** What the age is counted from; null as well where the fact does not say. */
  readonly frozen_at: string | null;
  readonly requested_at: string;
  readonly requested_by: string;
};

/** The snapshots of a tenant: importing, frozen or refused. */
export const snapshotCatalog: ReadModel<SnapshotRow> = {
  table: 'snapshot_catalog',
  columns: {
    snapshot_id: 'text',
    state: 'text',
    inputs: 'jsonb',
    documents: 'jsonb',
    manifest_digest: 'text',
    importer: 'text',
    tuples: 'bigint',
    shards: 'bigint',
    counts: 'jsonb',
    faults: 'jsonb',
    frozen_at: 'text',
    requested_at: 'text',
    requested_by: 'text',
  },
  key: ['snapshot_id'],
  reads: ({ event }) => (event.aggregate.type === 'snapshot' ? [[event.aggregate.id]] : []),
  fold: (rows, recorded) =>
    factsOf(recorded, 'snapshot', SnapshotFact).flatMap((fact) => {
      if (fact.type === 'SnapshotRequested')
        return [{ put: requested(fact.data, recorded.event.recordedAt) }];
      const row = rows([fact.data.snapshotId]);
      if (row === undefined) return [];
      if (fact.type === 'SnapshotRefused')
        return [{ put: { ...row, state: 'refused', faults: fact.data.faults } }];
      const { manifestDigest, importer, tuples, shards, counts, frozenAt } = fact.data;
      return [
        {
          put: {
            ...row,
            state: 'frozen',
            manifest_digest: manifestDigest,
            importer,
            tuples,
            shards,
            counts,
            frozen_at: frozenAt ?? null,
          },
        },
      ];
    }),
};

const requested = (
  data: Extract<SnapshotFact, { type: 'SnapshotRequested' }>['data'],
  at: string,
): SnapshotRow => ({
  snapshot_id: data.snapshotId,
  state: 'importing',
  inputs: data.inputs,
  documents: data.documents,
  manifest_digest: null,
  importer: null,
  tuples: null,
  shards: null,
  counts: null,
  faults: [],
  frozen_at: null,
  requested_at: at,
  requested_by: data.requestedBy,
});

const SHAPE = `snapshot_id as "snapshotId", state, inputs, documents, manifest_digest as "manifestDigest", importer, tuples,
  shards, counts, faults, frozen_at as "frozenAt", requested_at as "requestedAt", requested_by as "requestedBy"`;

export const snapshotById = (snapshotId: string): Query => ({
  text: `select ${SHAPE} from snapshot_catalog where snapshot_id = $1`,
  values: [snapshotId],
});

/** In bytewise order of the ids. */
export const snapshotPage = ({ size, after }: Page): Query => ({
  text: `select ${SHAPE} from snapshot_catalog where snapshot_id > $1 order by snapshot_id limit $2`,
  values: [after?.[0] ?? '', size],
});
