import type { Diagnostic } from '@policy-registry/finding';

import { DIAGNOSTICS_MAX } from './limits.ts';

/** A place in the source: both count from 1, columns in Unicode scalar values. */
export type Position = { readonly line: number; readonly column: number };

/** Every code the compiler may give, with its meaning. `docs/stella-dsl.md` documents exactly these. */
export const CODES = {
  DSL_MISSING_ENTRY: 'the workspace has no file `policy.stella`',
  DSL_INVALID_UTF8: 'the file is not UTF-8',
  DSL_SOURCE_TOO_LARGE: 'the source exceeds 1 MiB',
  DSL_FORBIDDEN_CHARACTER: 'a byte order mark, NUL, lone carriage return or lone surrogate',
  DSL_UNEXPECTED_CHARACTER: 'a character that starts no token',
  DSL_UNTERMINATED_STRING: 'a string is not closed on its line',
  DSL_UNTERMINATED_COMMENT: 'a comment is not closed',
  DSL_BAD_ESCAPE:
    'an escape other than `\\"`, `\\\\`, `\\n`, `\\t`, `\\u{…}` with a Unicode scalar value above 0',
  DSL_BAD_DECIMAL: 'a number that is malformed or exceeds 15 integer or 9 fraction digits',
  DSL_UNEXPECTED_TOKEN: 'something else was expected here',
  DSL_RESERVED_WORD: 'a reserved word where a name is expected',
  DSL_MULTIPLE_POLICIES: 'a second `policy` block',
  DSL_UNKNOWN_SYNTAX: 'a `syntax` other than `stella-dsl@1`',
  DSL_DUPLICATE_BLOCK: 'a second `metadata` or `settings` block',
  DSL_DUPLICATE_KEY: 'a key that already stands in this block',
  DSL_DUPLICATE_RULE: 'a rule with the name of another rule',
  DSL_UNKNOWN_SETTING: 'a setting that does not exist',
  DSL_BAD_SETTING: 'a value that the setting or metadata key cannot have',
  DSL_BAD_PRIORITY: 'a priority that is not an integer from 0 to 10000',
  DSL_CHAINED_COMPARISON: 'a comparison of a comparison without parentheses',
  DSL_BAD_NULL: '`null` anywhere but on one side of `==` or `!=`',
  DSL_UNKNOWN_NAME: 'a name or function that does not exist',
  DSL_BAD_CALL: 'a function without or with the wrong arguments, or a name that is called',
  DSL_TYPE_MISMATCH: 'a value of another type than its place demands',
  DSL_CONFLICTING_USES: 'an undeclared `env.*` or `signals.*` name used with two types',
  DSL_BAD_SEVERITY: 'a severity that is no band, or a score outside 0 to 10',
  DSL_BAD_STATUS: 'a status that does not exist',
  DSL_TOO_DEEP: 'expressions nested more than 64 deep, or brackets more than 256 deep',
  DSL_TOO_MANY_RULES: 'more than 2,000 rules',
  DSL_LIST_TOO_LONG: 'a list of more than 10,000 items',
  DSL_TOO_COMPLEX: 'a complexity of more than 200,000',
  DSL_TOO_MANY_DIAGNOSTICS: 'more than 100 errors, or more than 100 warnings; the rest are not shown',
  DSL_NOT_SUPPORTED_YET: 'a construct of the language that this build cannot compile yet',
  RULE_WITHOUT_BECAUSE:
    'a rule without `because`: it compiles; the lint of submissions, still to come, will refuse it',
  RULE_SHADOWS_ALL: 'a rule with `else` before other rules: those are reached only when it is unknown',
  NAME_HAS_NO_SOURCE: 'a name that no importer fills yet: always unknown',
} as const;
export type Code = keyof typeof CODES;

/** The codes that let a policy compile. */
export const WARNINGS: ReadonlySet<string> = new Set<Code>([
  'RULE_WITHOUT_BECAUSE',
  'RULE_SHADOWS_ALL',
  'NAME_HAS_NO_SOURCE',
]);

/** Takes one remark of any stage of the compiler. */
export type Report = (code: Code, at: Position, message: string) => void;

// A source may be a million wrong characters; the first of these are more than are shown.
const COLLECTED_MAX = 100 * DIAGNOSTICS_MAX;

/** Collects the remarks of all stages about one file. */
export const diagnosticsOf = (
  file: string,
): { readonly report: Report; readonly inReadingOrder: () => readonly Diagnostic[] } => {
  const found: Diagnostic[] = [];
  const counts = { error: 0, warning: 0 };
  const report: Report = (code, { line, column }, message) => {
    const severity = WARNINGS.has(code) ? 'warning' : 'error';
    counts[severity] += 1;
    if (counts[severity] <= COLLECTED_MAX) found.push({ severity, code, message, file, line, column });
  };
  return { report, inReadingOrder: () => limited(found.toSorted(byPosition)) };
};

const byPosition = (a: Diagnostic, b: Diagnostic): number => a.line - b.line || a.column - b.column;

const limited = (sorted: readonly Diagnostic[]): readonly Diagnostic[] => {
  const seen = { error: 0, warning: 0 };
  return sorted.flatMap((diagnostic) => {
    const count = (seen[diagnostic.severity] += 1);
    if (count <= DIAGNOSTICS_MAX) return [diagnostic];
    if (count > DIAGNOSTICS_MAX + 1) return [];
    const message = `there are more than ${DIAGNOSTICS_MAX} ${diagnostic.severity}s; the others are not shown`;
    return [{ ...diagnostic, code: 'DSL_TOO_MANY_DIAGNOSTICS', message }];
  });
};
