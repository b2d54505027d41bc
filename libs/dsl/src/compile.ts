import type { Compilation, CompiledPolicy } from '@policy-registry/finding';
import { sha256Hex } from '@policy-registry/kernel';

import { type CheckedPolicy, checkPolicy } from './check-policy.ts';
import { type Code, CODES, HINTS } from './codes.ts';
import { diagnosticsOf, type Position } from './diagnostics.ts';
import { irBytes } from './ir.ts';
import { SOURCE_BYTES_MAX } from './limits.ts';
import { lint } from './lint.ts';
import { parsePolicy } from './parse-policy.ts';
import { namesReadBy } from './reads.ts';
import { tokenize } from './tokens.ts';

/** The file of a workspace that holds the policy. */
export const ENTRY_FILE = 'policy.stella';

const START: Position = { line: 1, column: 1 };

/** Compiles the text of one policy: parse, resolve and type, IR, RFC 8785 bytes, SHA-256. Never throws. */
export const compile = (source: string, file: string = ENTRY_FILE): Compilation => {
  if (isTooLarge(source)) return refused(file, 'DSL_SOURCE_TOO_LARGE');
  const { report, hasErrors, inReadingOrder } = diagnosticsOf(file);
  const parsed = parsePolicy(tokenize(source, report), report);
  const checked = checkPolicy(parsed, report);
  if (hasErrors()) return { compiled: undefined, diagnostics: inReadingOrder() };

  lint(parsed, checked, report);
  return { compiled: compiledOf(checked), diagnostics: inReadingOrder() };
};

export const isTooLarge = (source: string): boolean =>
  // No character takes more than three bytes per unit of a string.
  3 * source.length > SOURCE_BYTES_MAX && new TextEncoder().encode(source).length > SOURCE_BYTES_MAX;

const compiledOf = ({ policy, rules, complexity }: CheckedPolicy): CompiledPolicy => {
  const ir = irBytes(policy);
  const index = rules.map(({ source: { at }, ir: rule }) => ({
    name: rule.name,
    priority: rule.priority,
    line: at.line,
    column: at.column,
    reads: namesReadBy(rule),
  }));
  return {
    ir,
    irDigest: sha256Hex(ir),
    name: policy.name,
    isShadow: policy.settings.shadow,
    rules: rules.map(({ ir: { name } }) => name),
    index,
    complexity,
  };
};

/** Compiles a workspace: its entry must be there and be UTF-8. Other files are not read. */
export const compileFiles = (files: ReadonlyMap<string, Uint8Array>): Compilation => {
  const bytes = files.get(ENTRY_FILE);
  if (bytes === undefined) return refused(ENTRY_FILE, 'DSL_MISSING_ENTRY');
  const source = decoded(bytes);
  if (source === undefined) return refused(ENTRY_FILE, 'DSL_INVALID_UTF8');
  return compile(source);
};

const decoded = (bytes: Uint8Array): string | undefined => {
  try {
    // A byte order mark is kept, so that the compiler sees and refuses it.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/** The refusal of a whole file, which its code says all about. */
export const refused = (file: string, code: Code): Compilation => ({
  compiled: undefined,
  diagnostics: [{ severity: 'error', code, message: CODES[code], hint: HINTS[code], file, ...START }],
});
