import { edgeProblems } from '@policy-registry/contracts';
import type { BlobStore, Json } from '@policy-registry/kernel';
import {
  changedCsv,
  changedCsvHead,
  changedLine,
  changedTuplesOf,
  junitXml,
  readPartial,
  readQuickResult,
  readResult,
  SARIF_RESULTS_MAX,
  sarifLog,
  summaryCsv,
  type BudgetVerdict,
  type ChangedTuple,
} from '@policy-registry/simulation';
import { z } from 'zod';

import { Problem } from '../edge/problem.ts';
import type { Resource } from '../read/read-models.ts';

/** A simulation that is through, and where its bytes are. */
export type ResultSource = {
  readonly tenant: string;
  readonly simulation: Resource;
  /** Of every evaluation of every shard, in their order. */
  readonly shards: readonly Resource[];
  readonly blobs: Pick<BlobStore, 'get'>;
};

export type Written = { readonly mediaType: string; readonly text: string };

const RESULT = z.looseObject({
  resultDigest: z.string(),
  budgets: z
    .looseObject({ lines: z.array(z.strictObject({ line: z.string(), ok: z.boolean(), value: z.string() })) })
    .optional(),
});

/** The result in a format for other programs than ours. Throws a 404 while there is none, a 409 where it needs a list that a quick one lacks. */
export const writtenResult = async (
  format: 'csv' | 'junit' | 'sarif',
  source: ResultSource,
): Promise<Written> => {
  const { tenant, blobs, simulation } = source;
  const refs = refsOf(simulation['result']);
  if (format === 'sarif') requireChanges(simulation);
  const bytes = await blobs.get({ tenant, digest: refs.resultDigest });
  const result = isQuick(simulation) ? readQuickResult(bytes).result : readResult(bytes);
  const verdicts: readonly BudgetVerdict[] = refs.budgets?.lines ?? [];
  switch (format) {
    case 'csv':
      return { mediaType: 'text/csv; charset=utf-8', text: summaryCsv(result) };
    case 'junit':
      return { mediaType: 'application/xml', text: junitXml(result, verdicts) };
    case 'sarif': {
      const changed = await firstChanged(source, SARIF_RESULTS_MAX);
      return {
        mediaType: 'application/sarif+json',
        text: JSON.stringify(sarifLog(result, verdicts, changed)),
      };
    }
  }
};

/** The tuples that changed, in order, as text; one partial result after the other is read. Throws as `writtenResult` does. */
export const writtenChanges = (
  format: 'ndjson' | 'csv',
  source: ResultSource,
): { readonly mediaType: string; readonly parts: AsyncGenerator<string> } => {
  refsOf(source.simulation['result']);
  requireChanges(source.simulation);
  return format === 'ndjson'
    ? { mediaType: 'application/x-ndjson', parts: linesOf(source) }
    : { mediaType: 'text/csv; charset=utf-8', parts: rowsOf(source) };
};

const linesOf = async function* (source: ResultSource): AsyncGenerator<string> {
  for await (const changed of changedOf(source)) {
    const lines = Array.from(changed, changedLine).join('');
    if (lines !== '') yield lines;
  }
};

const rowsOf = async function* (source: ResultSource): AsyncGenerator<string> {
  yield changedCsvHead();
  for await (const changed of changedOf(source)) {
    const rows = changedCsv([...changed]);
    if (rows !== '') yield rows;
  }
};

const firstChanged = async (source: ResultSource, countMax: number): Promise<readonly ChangedTuple[]> => {
  const first: ChangedTuple[] = [];
  for await (const changed of changedOf(source)) {
    for (const tuple of changed) {
      if (first.length === countMax) return first;
      first.push(tuple);
    }
  }
  return first;
};

/** The changed tuple of this index, if it changed. Partial results of tuples before and after it are not read. */
export const changedTuple = async (
  index: number,
  { tenant, shards, blobs }: ResultSource,
): Promise<ChangedTuple | undefined> => {
  let from = 0;
  for (const { digest, tuples } of inOrder(shards)) {
    if (index < from + tuples) {
      const changed = changedTuplesOf(readPartial(await blobs.get({ tenant, digest })));
      return [...changed].find((tuple) => tuple.index === index);
    }
    from += tuples;
  }
  return undefined;
};

const changedOf = async function* ({
  tenant,
  shards,
  blobs,
}: ResultSource): AsyncGenerator<Iterable<ChangedTuple>> {
  for (const { digest } of inOrder(shards))
    yield changedTuplesOf(readPartial(await blobs.get({ tenant, digest })));
};

/** Each shard once, by its first evaluation that did not fail: all of them gave the same bytes, or there were no result. */
const inOrder = (shards: readonly Resource[]): readonly { digest: string; tuples: number }[] => {
  const byIndex = new Map<number, { digest: string; tuples: number }>();
  for (const { index, partialDigest, tuples } of shards.toSorted(byReplica)) {
    if (typeof partialDigest !== 'string' || byIndex.has(Number(index))) continue;
    byIndex.set(Number(index), { digest: partialDigest, tuples: Number(tuples) });
  }
  return [...byIndex].toSorted(([a], [b]) => a - b).map(([, shard]) => shard);
};

const byReplica = (a: Resource, b: Resource): number => Number(a['replica']) - Number(b['replica']);

const isQuick = (simulation: Resource): boolean => simulation['mode'] === 'quick';

const requireChanges = (simulation: Resource): void => {
  if (isQuick(simulation))
    throw new Problem(edgeProblems.changesNotKept, 'it evaluated a sample and kept no list of what changed');
};

const refsOf = (named: Json | undefined): z.infer<typeof RESULT> => {
  const found = RESULT.safeParse(named);
  if (found.success) return found.data;
  throw new Problem(edgeProblems.notFound, 'the simulation has no result, or none yet');
};
