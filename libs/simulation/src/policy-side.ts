import type { PolicyOutcome } from '@policy-registry/finding';
import { compareBytewise } from '@policy-registry/kernel';

import {
  type OutcomeColumn,
  type RuleCounts,
  SEVERITY_COLUMNS,
  type SeverityColumn,
  SeverityCounts,
} from './result-tables.ts';
import { severityColumnOf } from './severity-moves.ts';
import { addTo, filled, type Tally, tallyOf } from './tally.ts';

/** What one of the two policies did, counted over all tuples. */
export type PolicySide = {
  readonly severities: Tally<SeverityColumn>;
  readonly byRule: Map<string | null, Tally<OutcomeColumn>>;
  readonly missing: Tally<string>;
};

export const emptySide = (): PolicySide => ({ severities: new Map(), byRule: new Map(), missing: new Map() });

/** Counts an outcome that `count` tuples have. */
export const addOutcome = (side: PolicySide, outcome: PolicyOutcome, count: number): void => {
  const isDecided = outcome.kind === 'decided';
  addTo(side.severities, severityColumnOf(outcome), count);
  addTo(
    tallyOf(side.byRule, isDecided ? (outcome.rule ?? null) : null),
    isDecided ? outcome.status : outcome.kind,
    count,
  );
  if (outcome.kind === 'not_evaluable') for (const name of outcome.missing) addTo(side.missing, name, count);
};

export const severityCountsOf = ({ severities }: PolicySide): SeverityCounts =>
  SeverityCounts.parse(filled(SEVERITY_COLUMNS, severities));

/** Lines by rule name, `null` first. */
export const heatMapOf = ({ byRule }: PolicySide): RuleCounts[] =>
  [...byRule]
    .toSorted(([a], [b]) => (a === null ? -1 : b === null ? 1 : compareBytewise(a, b)))
    .map(([rule, tally]) => ({ rule, outcomes: Object.fromEntries(tally) }));

/** Names whose being unknown left tuples without an answer, bytewise. */
export const missingNamesOf = ({ missing }: PolicySide): { name: string; tuples: number }[] =>
  [...missing].toSorted(([a], [b]) => compareBytewise(a, b)).map(([name, tuples]) => ({ name, tuples }));

/** Tuples that evidence was missing for. */
export const tuplesWithoutAnswer = ({ byRule }: PolicySide): number =>
  byRule.get(null)?.get('not_evaluable') ?? 0;
