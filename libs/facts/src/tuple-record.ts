import type { FindingTuple } from '@policy-registry/finding';
import { canonicalJson } from '@policy-registry/kernel';

import { facetsOf } from './statistics.ts';
import { sortKey, tupleKey } from './tuple-key.ts';

/** A tuple as it waits to be put in order. */
export type TupleRecord = {
  /** See `sortKey`. */
  readonly key: string;
  /** See `facetsOf`. */
  readonly facets: string;
  /** The tuple's RFC 8785 text. */
  readonly line: string;
  /** Which document's item it is, counted from 0; {@link NO_ITEM} when it is none. */
  readonly source: number;
};

/** The source of a tuple that was derived and is no item of a document. */
export const NO_ITEM = 0xffff_ffff;

export const toRecord = (tuple: FindingTuple, source: number): TupleRecord => ({
  key: sortKey(tupleKey(tuple)),
  facets: facetsOf(tuple),
  line: canonicalJson(tuple),
  source,
});
