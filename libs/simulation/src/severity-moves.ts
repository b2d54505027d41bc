import type { PolicyOutcome } from '@policy-registry/finding';

import { SEVERITY_COLUMNS, type SeverityColumn, type SeverityMatrix } from './result-tables.ts';
import { addTo, type Tally, tallyOf } from './tally.ts';

/** Tuples by severity before and, inside, after. */
export type Moves = Map<SeverityColumn, Tally<SeverityColumn>>;

export const severityColumnOf = (outcome: PolicyOutcome): SeverityColumn =>
  outcome.kind === 'decided' ? (outcome.severity.band ?? 'unknown') : 'not_decided';

export const addMove = (
  moves: Moves,
  { base, candidate }: { readonly base: PolicyOutcome; readonly candidate: PolicyOutcome },
  tuples: number,
): void => addTo(tallyOf(moves, severityColumnOf(base)), severityColumnOf(candidate), tuples);

export const matrixOf = (moves: Moves): SeverityMatrix =>
  Object.fromEntries(
    SEVERITY_COLUMNS.flatMap((before) => {
      const tally = moves.get(before);
      return tally === undefined ? [] : [[before, Object.fromEntries(tally)]];
    }),
  );
