import type { Diagnostic } from '@policy-registry/finding';

import { type Code, HINTS, WARNINGS } from './codes.ts';
import { DIAGNOSTICS_MAX } from './limits.ts';

/** A place in the source: both count from 1, columns in Unicode scalar values. */
export type Position = { readonly line: number; readonly column: number };

/** A hint of its own is better than that of a code; it is worked out when it is shown, and may turn out to be none. */
type Hint = () => string | undefined;

/** Takes one remark of any stage of the compiler. */
export type Report = (code: Code, at: Position, message: string, hint?: Hint) => void;

type Remark = Omit<Diagnostic, 'code' | 'hint'> & { readonly code: Code; readonly hint: Hint | undefined };

// A source may be a million wrong characters; the first of these are more than are shown.
const COLLECTED_MAX = 100 * DIAGNOSTICS_MAX;

/** Collects the remarks of all stages about one file. */
export const diagnosticsOf = (
  file: string,
): {
  readonly report: Report;
  readonly hasErrors: () => boolean;
  readonly inReadingOrder: () => readonly Diagnostic[];
} => {
  const found: Remark[] = [];
  const counts = { error: 0, warning: 0 };
  const report: Report = (code, { line, column }, message, hint) => {
    const severity = WARNINGS.has(code) ? 'warning' : 'error';
    counts[severity] += 1;
    if (counts[severity] <= COLLECTED_MAX) found.push({ severity, code, message, hint, file, line, column });
  };
  return {
    report,
    hasErrors: () => counts.error > 0,
    inReadingOrder: () => limited(found.toSorted(byPosition)),
  };
};

const byPosition = (a: Remark, b: Remark): number => a.line - b.line || a.column - b.column;

const limited = (sorted: readonly Remark[]): readonly Diagnostic[] => {
  const seen = { error: 0, warning: 0 };
  return sorted.flatMap(({ hint, ...remark }) => {
    const count = (seen[remark.severity] += 1);
    if (count <= DIAGNOSTICS_MAX) return [{ ...remark, hint: hint?.() ?? HINTS[remark.code] }];
    if (count > DIAGNOSTICS_MAX + 1) return [];
    const message = `there are more than ${DIAGNOSTICS_MAX} ${remark.severity}s; the others are not shown`;
    const code = 'DSL_TOO_MANY_DIAGNOSTICS';
    return [{ ...remark, code, message, hint: HINTS[code] }];
  });
};
