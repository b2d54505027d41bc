import { open } from 'node:fs/promises';

import { resultDigestOf, type FailCondition } from '@policy-registry/simulation';

import { EXIT, type Answer } from '../answer.ts';
import type { Format } from './format-names.ts';
import { written } from './formats.ts';
import { budgetsOf, type Conditions, type Outcome } from './outcome.ts';
import { summaryText } from './summary.ts';

export type Shown = {
  readonly conditions: Conditions;
  readonly format?: Format | undefined;
  readonly out?: string | undefined;
  /** What a registry says of it, where it was run in one. */
  readonly simulation?: Readonly<Record<string, unknown>> | undefined;
};

/** The summary, or the chosen format, and the exit code that the conditions and budgets ask for. */
export const answerOf = async (outcome: Outcome, shown: Shown): Promise<Answer> => {
  const { format, out, simulation } = shown;
  const conditions = shown.conditions(outcome);
  const exitCode = hasFailed(outcome, conditions) ? EXIT.refused : EXIT.ok;
  const document = format === undefined ? undefined : written(format, outcome);
  if (document !== undefined && out === undefined) {
    const text = [...document].join('');
    return { json: undefined, text: '', exact: text, exitCode };
  }
  if (document !== undefined && out !== undefined) await writeTo(out, document);

  const { result } = outcome;
  const json = {
    ...simulation,
    ok: exitCode === EXIT.ok,
    resultDigest: resultDigestOf(result),
    tuples: result.tuples,
    counts: result.counts,
    severity: result.severity,
    coverage: result.coverage,
    budgets: budgetsOf(outcome),
    failOn: conditions,
  };
  return { json, text: summaryText(outcome, conditions), exitCode };
};

const hasFailed = (outcome: Outcome, conditions: readonly FailCondition[]): boolean =>
  conditions.some(({ fails }) => fails) || budgetsOf(outcome).some(({ ok }) => !ok);

const writeTo = async (path: string, pieces: Iterable<string>): Promise<void> => {
  await using file = await open(path, 'w');
  for (const piece of pieces) await file.write(piece);
};
