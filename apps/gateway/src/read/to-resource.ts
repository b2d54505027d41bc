import type { Json } from '@policy-registry/kernel';

import type { Resource } from './read-models.ts';

/** Members that are `bigint` columns, which the driver gives as text. All of them are safe integers. */
export const NUMBERS: ReadonlySet<string> = new Set([
  'attempt',
  'attempts',
  'change',
  'evaluations',
  'evaluationsFailed',
  'evaluationsTotal',
  'index',
  'lastStatus',
  'number',
  'order',
  'position',
  'replica',
  'replicas',
  'revision',
  'seq',
  'shards',
  'supersedes',
  'thread',
  'tuples',
  'version',
  'versions',
  'workspaceRevision',
]);

/** A row as the driver gives it, in the shape in which it is answered. */
export const toResource = (row: Readonly<Record<string, unknown>>): Resource =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      // Apart from bigint, the driver gives JSON: the columns are text, boolean and jsonb.
      NUMBERS.has(name) && typeof value === 'string' ? Number(value) : (value as Json),
    ]),
  );
