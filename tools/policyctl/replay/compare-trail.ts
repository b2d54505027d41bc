import { rowKey } from '@policy-registry/kernel';

import type { FoldedRows } from './folded-rows.ts';

/** What the registry's audit trail says of one event. */
export type TrailEntry = { readonly seq: number; readonly hash: string };

/** A sequence at which the log and the registry's audit trail do not say the same. */
export type Difference = { readonly seq: number; readonly problem: string };

export type TrailComparison = {
  /** Takes a page of the audit trail, in stream order. */
  readonly take: (entries: readonly TrailEntry[]) => void;
  /** Every difference up to the position, once the trail was taken whole: the first, and how many there are. */
  readonly result: () => { readonly first: Difference | undefined; readonly count: number };
};

/** Compares, event by event, what the log holds now with what the projector folded then. */
export const compareTrail = (rows: FoldedRows, tenant: string, position: number): TrailComparison => {
  let first: Difference | undefined;
  let count = 0;
  let reached = 0;
  const differ = (difference: Difference): void => {
    count += 1;
    if (first === undefined || difference.seq < first.seq) first = difference;
  };
  const hashAt = (seq: number): string | undefined => {
    const hash = rows.get(tenant, 'audit_trail', rowKey([String(seq)]))?.['hash'];
    return hash === undefined ? undefined : String(hash);
  };
  const lacks = (upTo: number): void => {
    for (let seq = reached + 1; seq < upTo; seq += 1) {
      if (hashAt(seq) !== undefined)
        differ({ seq, problem: 'the log has an event that the audit trail lacks' });
    }
    reached = Math.max(reached, upTo);
  };

  return {
    take: (entries) => {
      for (const { seq, hash } of entries) {
        if (seq > position) continue;
        lacks(seq);
        const found = hashAt(seq);
        if (found === undefined) {
          differ({ seq, problem: 'the audit trail lists an event, and the log holds nothing that counts' });
        } else if (found !== hash) {
          differ({ seq, problem: `the log holds bytes with hash ${found}, the audit trail lists ${hash}` });
        }
      }
    },
    result: () => {
      lacks(position + 1);
      return { first, count };
    },
  };
};
