import {
  changedOf,
  OUTCOME_COLUMNS,
  RESULT_CLASSES,
  resultDigestOf,
  SEVERITY_COLUMNS,
  type FailCondition,
  type SimulationResult,
} from '@policy-registry/simulation';

import { fields, table } from '../table.ts';
import { budgetsOf, type Outcome } from './outcome.ts';

const MOVERS_SHOWN = 5;
const RULES_SHOWN = 20;

/** A result on one screen: what changed, where, by which rules, and what nobody could tell. */
export const summaryText = (outcome: Outcome, conditions: readonly FailCondition[]): string =>
  [
    headOf(outcome.result),
    countsOf(outcome.result),
    severitiesOf(outcome.result),
    heatMapOf(outcome.result),
    ...moversOf(outcome.result),
    coverageOf(outcome.result),
    ...verdictsText(outcome, conditions),
  ].join('\n\n');

const headOf = (result: SimulationResult): string => {
  const { inputs, tuples, counts } = result;
  const base = inputs.base.kind === 'empty' ? 'the empty policy' : inputs.base.irDigest;
  return fields([
    ['findings', tuples],
    ['changed', `${changedOf(counts)} (${shareOf(changedOf(counts), tuples)})`],
    ['base', base],
    ['candidate', inputs.candidate.irDigest],
    ['snapshot', inputs.snapshotDigest],
    ['evaluated at', inputs.evaluatedAt],
    ['result', resultDigestOf(result)],
  ]);
};

const shareOf = (part: number, whole: number): string =>
  `${whole === 0 ? '0.00' : ((100 * part) / whole).toFixed(2)} %`;

const countsOf = ({ counts, tuples }: SimulationResult): string =>
  table(
    ['class', 'findings', 'share'],
    RESULT_CLASSES.map((name) => [name, String(counts[name]), shareOf(counts[name], tuples)]),
  );

const severitiesOf = ({ severity }: SimulationResult): string =>
  table(
    ['severity', 'before', 'after'],
    SEVERITY_COLUMNS.toReversed().map((name) => [
      name,
      String(severity.before[name]),
      String(severity.after[name]),
    ]),
  );

/** The candidate's rules by what they decided; columns without any finding are left out. */
const heatMapOf = ({ heatMap }: SimulationResult): string => {
  const lines = heatMap.candidate;
  const columns = OUTCOME_COLUMNS.filter((column) =>
    lines.some(({ outcomes }) => outcomes[column] !== undefined),
  );
  const rows = lines
    .slice(0, RULES_SHOWN)
    .map(({ rule, outcomes }) => [
      rule ?? '(no rule)',
      ...columns.map((column) => (outcomes[column] === undefined ? '·' : String(outcomes[column]))),
    ]);
  const more = lines.length > RULES_SHOWN ? [`and ${lines.length - RULES_SHOWN} rules more`] : [];
  return [table(['rule of the candidate', ...columns], rows), ...more].join('\n');
};

const moversOf = ({ movers }: SimulationResult): readonly string[] =>
  [
    ['component that moves most', movers.components],
    ['image that moves most', movers.images],
  ].flatMap(([title, list]) => {
    if (typeof title !== 'string' || typeof list === 'string' || list === undefined || list.length === 0)
      return [];
    const rows = list
      .slice(0, MOVERS_SHOWN)
      .map(({ name, changed, classes }) => [
        name,
        String(changed),
        RESULT_CLASSES.flatMap((each) =>
          classes[each] === undefined ? [] : [`${each} ${classes[each]}`],
        ).join(', '),
      ]);
    return [table([title, 'changed', 'how'], rows)];
  });

const coverageOf = ({ coverage }: SimulationResult): string =>
  fields([
    ['rules never hit', coverage.rulesNeverHit.length === 0 ? 'none' : coverage.rulesNeverHit.join(', ')],
    [
      'evidence missing',
      coverage.missing.length === 0
        ? 'none'
        : coverage.missing.map(({ name, tuples }) => `${name} (${tuples})`).join(', '),
    ],
  ]);

const verdictsText = (outcome: Outcome, conditions: readonly FailCondition[]): readonly string[] => {
  const budgets = budgetsOf(outcome).map(({ line, ok, value }) => [
    'budget',
    line,
    value,
    ok ? 'kept' : 'BROKEN',
  ]);
  const asked = conditions.map(({ condition, fails, value }) => [
    'fail on',
    condition,
    value,
    fails ? 'FAILED' : 'passed',
  ]);
  const rows = [...budgets, ...asked];
  return rows.length === 0 ? [] : [table(['', 'condition', 'found', ''], rows)];
};
