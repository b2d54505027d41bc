import type { Compilation } from '@policy-registry/finding';
import { sha256Hex } from '@policy-registry/kernel';

import { checkPolicy } from './check-policy.ts';
import { type Code, diagnosticsOf, type Position } from './diagnostics.ts';
import { irBytes } from './ir.ts';
import { SOURCE_BYTES_MAX } from './limits.ts';
import { parsePolicy } from './parse-policy.ts';
import { tokenize } from './tokens.ts';

/** The file of a workspace that holds the policy. */
export const ENTRY_FILE = 'policy.stella';

const START: Position = { line: 1, column: 1 };

/** Compiles the text of one policy: parse, resolve and type, IR, RFC 8785 bytes, SHA-256. Never throws. */
export const compile = (source: string, file: string = ENTRY_FILE): Compilation => {
  if (new TextEncoder().encode(source).length > SOURCE_BYTES_MAX) {
    return refused(file, 'DSL_SOURCE_TOO_LARGE', `a source has at most ${SOURCE_BYTES_MAX} bytes`);
  }
  const { report, inReadingOrder } = diagnosticsOf(file);
  const { policy, complexity } = checkPolicy(parsePolicy(tokenize(source, report), report), report);
  const diagnostics = inReadingOrder();
  if (diagnostics.some(({ severity }) => severity === 'error')) return { compiled: undefined, diagnostics };

  const ir = irBytes(policy);
  const rules = policy.rules.map(({ name }) => name);
  const { name, settings } = policy;
  return {
    compiled: { ir, irDigest: sha256Hex(ir), name, isShadow: settings.shadow, rules, complexity },
    diagnostics,
  };
};

/** Compiles a workspace: its entry must be there and be UTF-8. Other files are not read. */
export const compileFiles = (files: ReadonlyMap<string, Uint8Array>): Compilation => {
  const bytes = files.get(ENTRY_FILE);
  if (bytes === undefined)
    return refused(ENTRY_FILE, 'DSL_MISSING_ENTRY', `the workspace has no file \`${ENTRY_FILE}\``);
  const source = decoded(bytes);
  if (source === undefined) return refused(ENTRY_FILE, 'DSL_INVALID_UTF8', 'the file is not UTF-8');
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

const refused = (file: string, code: Code, message: string): Compilation => ({
  compiled: undefined,
  diagnostics: [{ severity: 'error', code, message, file, ...START }],
});
