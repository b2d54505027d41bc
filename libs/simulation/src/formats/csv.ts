import { RESULT_CLASSES } from '@policy-registry/finding';
import { stringify } from 'csv-stringify/sync';

import { changedOf, type SomeClassCounts, tuplesOf } from '../class-counts.ts';
import { GROUP_KINDS } from '../grouping.ts';
import type { ChangedTuple } from '../partial-view.ts';
import type { SimulationResult } from '../simulation-result.ts';
import { ruleOf, severityOf, statusOf } from './describe.ts';

type Cell = string | number;

// RFC 4180 lines. A cell that a spreadsheet would take for a formula is led in by an apostrophe: names come from documents
// that anybody may have written.
const csvOf = (rows: readonly (readonly Cell[])[]): string =>
  stringify(
    rows.map((row) => [...row]),
    { escape_formulas: true, record_delimiter: '\r\n' },
  );

const SUMMARY_COLUMNS = ['kind', 'name', 'tuples', 'changed', ...RESULT_CLASSES];

/** The counts of a result as one table: a line for all, then for every scope and every image, package and team listed. */
export const summaryCsv = (result: SimulationResult): string =>
  csvOf([SUMMARY_COLUMNS, lineOf('all', '', result.counts), ...waivedLineOf(result), ...linesOf(result)]);

const waivedLineOf = (result: SimulationResult): readonly (readonly Cell[])[] =>
  'waived' in result && result.waived !== undefined ? [lineOf('waived', '', result.waived.counts)] : [];

const linesOf = (result: SimulationResult): readonly (readonly Cell[])[] => {
  if (result.schema === 'policy-registry.simulation-result@1') return [];
  const scopes = result.scopes.map(({ scope, classes }) => lineOf('scope', scope, classes));
  const groups = GROUP_KINDS.flatMap((kind) => {
    const { listed, others, none } = result.groups[kind];
    const rest = [lineOf(`${kind} (others)`, '', others), lineOf(`${kind} (none)`, '', none)].filter(
      ([, , tuples]) => tuples !== 0,
    );
    return [...listed.map(({ name, classes }) => lineOf(kind, name, classes)), ...rest];
  });
  return [...scopes, ...groups];
};

const lineOf = (kind: string, name: string, classes: SomeClassCounts): readonly Cell[] => [
  kind,
  name,
  tuplesOf(classes),
  changedOf(classes),
  ...RESULT_CLASSES.map((each) => classes[each] ?? 0),
];

/** The head of a table of changed tuples; {@link changedCsv} gives its lines. */
export const changedCsvHead = (): string =>
  csvOf([
    [
      'index',
      'class',
      'advisory',
      'component',
      'image',
      'base_status',
      'base_severity',
      'base_rule',
      'candidate_status',
      'candidate_severity',
      'candidate_rule',
      'waived_by',
    ],
  ]);

export const changedCsv = (tuples: readonly ChangedTuple[]): string =>
  csvOf(
    tuples.map(({ index, class: found, advisory, component, image, base, candidate, waivedBy }) => [
      index,
      found,
      advisory,
      component ?? '',
      image ?? '',
      ...[base, candidate].flatMap((outcome) => [statusOf(outcome), severityOf(outcome), ruleOf(outcome)]),
      waivedBy ?? '',
    ]),
  );
