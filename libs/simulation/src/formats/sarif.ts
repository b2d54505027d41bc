import { RESULT_CLASSES, type ResultClass } from '@policy-registry/finding';
import type { Json } from '@policy-registry/kernel';

import type { BudgetVerdict } from '../budgets.ts';
import type { ChangedTuple } from '../partial-view.ts';
import { resultDigestOf, type SimulationResult } from '../simulation-result.ts';
import { findingText, MEANING, outcomeText } from './describe.ts';

/** A log lists at most this many results: what code scanning services take. */
export const SARIF_RESULTS_MAX = 5_000;

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/**
 * A SARIF 2.1.0 log: one rule (§3.49) per class of change and one for budgets, one result (§3.27) per changed tuple, at
 * most {@link SARIF_RESULTS_MAX}, and per budget that is not kept. A finding has no file: its location is logical (§3.33).
 */
export const sarifLog = (
  result: SimulationResult,
  verdicts: readonly BudgetVerdict[],
  changed: Iterable<ChangedTuple>,
): Json => {
  const broken = verdicts.filter(({ ok }) => !ok).map(budgetResult);
  const listed: Json[] = [];
  for (const tuple of changed) {
    if (listed.length + broken.length >= SARIF_RESULTS_MAX) break;
    listed.push(tupleResult(tuple));
  }
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Policy Registry simulation', rules: RULES } },
        automationDetails: { id: `policy-simulation/${resultDigestOf(result)}` },
        // §3.14.23: nothing here stands for a place in a file.
        results: [...broken, ...listed],
        properties: {
          tuples: result.tuples,
          counts: result.counts,
          changedListed: listed.length,
          resultDigest: resultDigestOf(result),
        },
      },
    ],
  };
};

const BUDGET_RULE = 'budget_broken';

const LEVEL: Readonly<Record<ResultClass, 'error' | 'warning' | 'note' | 'none'>> = {
  error_new: 'error',
  error_fixed: 'note',
  not_evaluable: 'warning',
  newly_blocked: 'error',
  newly_allowed: 'warning',
  severity_raised: 'warning',
  severity_lowered: 'note',
  outcome_changed: 'note',
  unchanged: 'none',
};

const CHANGE_CLASSES = RESULT_CLASSES.filter((name) => name !== 'unchanged');
const RULE_IDS: readonly string[] = [...CHANGE_CLASSES, BUDGET_RULE];

const RULES: readonly Json[] = [
  ...CHANGE_CLASSES.map((id) => ({
    id,
    shortDescription: { text: MEANING[id] },
    defaultConfiguration: { level: LEVEL[id] },
  })),
  {
    id: BUDGET_RULE,
    shortDescription: { text: 'An impact budget of the environment is not kept.' },
    defaultConfiguration: { level: 'error' },
  },
];

const budgetResult = ({ line, value }: BudgetVerdict): Json => ({
  ruleId: BUDGET_RULE,
  ruleIndex: RULE_IDS.indexOf(BUDGET_RULE),
  level: 'error',
  message: { text: `${line}: found ${value}` },
});

const tupleResult = (tuple: ChangedTuple): Json => {
  const { index, class: found, advisory, component, image, base, candidate, waivedBy } = tuple;
  const text = `${findingText(tuple)}: ${outcomeText(base)} -> ${outcomeText(candidate)}`;
  const place = [image, component].filter((part) => part !== undefined);
  return {
    ruleId: found,
    ruleIndex: RULE_IDS.indexOf(found),
    level: LEVEL[found],
    message: { text },
    ...(place.length > 0 && {
      locations: [
        {
          logicalLocations: [
            { name: component ?? image, fullyQualifiedName: place.join('/'), kind: 'package' },
          ],
        },
      ],
    }),
    // §3.27.23, §3.35: accepted by somebody, and not in the source.
    ...(waivedBy !== undefined && {
      suppressions: [{ kind: 'external', status: 'accepted', justification: `waiver ${waivedBy}` }],
    }),
    // The same finding has the same fingerprint in every snapshot (§3.27.17).
    partialFingerprints: { 'finding/v1': [advisory, component ?? '', image ?? ''].join('\u241f') },
    properties: { index, advisory, base, candidate },
  };
};
