import type { SnapshotFact } from './events.ts';

/** A dataset of findings: requested, then frozen for good or refused. */
export type Snapshot =
  | { readonly status: 'absent' }
  | {
      readonly status: 'importing' | 'refused';
      readonly attempt: number;
      readonly documentDigests: readonly string[];
      readonly endsBy: string | undefined;
    }
  | {
      readonly status: 'frozen';
      readonly documentDigests: readonly string[];
      readonly manifestDigest: string;
      readonly tuples: number;
      readonly frozenAt: string | undefined;
    };

export const initialState: Snapshot = { status: 'absent' };

export const evolve = (snapshot: Snapshot, fact: SnapshotFact): Snapshot => {
  switch (fact.type) {
    case 'SnapshotRequested': {
      const { attempt, documents, endsBy } = fact.data;
      const documentDigests = documents.map(({ digest }) => digest).sort();
      return { status: 'importing', attempt, documentDigests, endsBy };
    }
    case 'SnapshotFrozen': {
      const { manifestDigest, tuples, frozenAt } = fact.data;
      const documentDigests = snapshot.status === 'absent' ? [] : snapshot.documentDigests;
      return { status: 'frozen', documentDigests, manifestDigest, tuples, frozenAt };
    }
    case 'SnapshotRefused':
      return snapshot.status === 'importing' ? { ...snapshot, status: 'refused' } : snapshot;
  }
};
