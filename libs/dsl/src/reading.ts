import type { EvaluationSetting, FindingTuple, VexStatement } from '@policy-registry/finding';

import { type InputSeverity, inputSeverity } from './severity.ts';
import { latestStatement } from './statements.ts';
import { shownValue, type Value } from './values.ts';

/** One finding being read: the input, what is computed of it once, and what the trace notes. */
export type Reading = {
  readonly finding: FindingTuple;
  readonly setting: EvaluationSetting;
  /** After profiles, once these were applied. */
  severity: InputSeverity;
  readonly latest: () => VexStatement | undefined;
  /** The statement whose fields bare names are, and its index, inside `vex.any` and `vex.all`. */
  statement: { readonly fields: VexStatement; readonly index: number } | undefined;
  /** Results of a `vex.any` inside a predicate: it does not depend on the outer statement. */
  memo: Map<object, Value> | undefined;
  operands: { name: string; value: string }[] | undefined;
};

export const readingOf = (finding: FindingTuple, setting: EvaluationSetting): Reading => {
  let latest: { readonly statement: VexStatement | undefined } | undefined;
  return {
    finding,
    setting,
    severity: inputSeverity(finding.advisory),
    latest: () => (latest ??= { statement: latestStatement(finding.vex) }).statement,
    statement: undefined,
    memo: undefined,
    operands: undefined,
  };
};

/** Notes an operand for the trace, when there is one, and gives its value back. */
export const noted = (reading: Reading, name: string, value: Value): Value => {
  reading.operands?.push({ name, value: shownValue(value) });
  return value;
};

/** A list with a text that has no canonical form is unknown. */
export const readableList = (texts: readonly string[] | undefined): readonly string[] | undefined => {
  if (texts === undefined) return undefined;
  for (const text of texts) if (!text.isWellFormed()) return undefined;
  return texts;
};
