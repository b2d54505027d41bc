import type { Diagnostic } from '@policy-registry/finding';

import { type Code, HINTS, WARNINGS } from './codes.ts';
import { DIAGNOSTICS_MAX } from './limits.ts';

/** A place in the source: both count from 1, columns in Unicode scalar values. */
export type Position = { readonly line: number; readonly column: number };

/** Takes one remark of any stage of the compiler; a `hint` of its own is better than that of its code. */
export type Report = (code: Code, at: Position, message: string, hint?: string) => void;

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
  const found: Diagnostic[] = [];
  const counts = { error: 0, warning: 0 };
  const report: Report = (code, { line, column }, message, hint = HINTS[code]) => {
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

const byPosition = (a: Diagnostic, b: Diagnostic): number => a.line - b.line || a.column - b.column;

const limited = (sorted: readonly Diagnostic[]): readonly Diagnostic[] => {
  const seen = { error: 0, warning: 0 };
  return sorted.flatMap((diagnostic) => {
    const count = (seen[diagnostic.severity] += 1);
    if (count <= DIAGNOSTICS_MAX) return [diagnostic];
    if (count > DIAGNOSTICS_MAX + 1) return [];
    const message = `there are more than ${DIAGNOSTICS_MAX} ${diagnostic.severity}s; the others are not shown`;
    const code = 'DSL_TOO_MANY_DIAGNOSTICS';
    return [{ ...diagnostic, code, message, hint: HINTS[code] }];
  });
};
