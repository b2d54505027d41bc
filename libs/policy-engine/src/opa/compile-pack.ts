import type { Compilation, Diagnostic } from '@policy-registry/finding';
import { sha256Hex } from '@policy-registry/kernel';

import type { OpaServer } from './opa-server.ts';
import { placeModule, removePack, type Placed } from './placed-pack.ts';
import { packageOf, packBytes, REGO_ENTRY_FILE, REGO_PACK } from './rego-pack.ts';
import { placeOf, templatePlace, tokensOf, withoutLayout, type Place } from './rego-source.ts';

const SOURCE_BYTES_MAX = 1_048_576;
/** Terms and expressions of the compiled module. */
const COMPLEXITY_MAX = 200_000;
const START: Place = { line: 1, column: 1 };

/** Compiles `policy.rego` with OPA's own compiler, and refuses what would not give the same answer everywhere. */
export const compilePack = async (
  opa: OpaServer,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<Compilation> => {
  const others = otherModules(files);
  const source = decoded(files.get(REGO_ENTRY_FILE));
  if (others.length > 0) return refused(others);
  if (source === undefined) return refused([diagnostic('REGO_MISSING_ENTRY', MISSING)]);
  const tokens = tokensOf(source);
  const template = templatePlace(tokens);
  if (template !== undefined) return refused([diagnostic('REGO_TEMPLATE', TEMPLATE, template)]);

  const module = withoutLayout(tokens);
  // Apart from where compiled packs lie: what is only looked at here must not take the place of one.
  const packageName = `compiling_${packageOf(module)}`;
  const placed = await placeModule(opa, source, packageName);
  const faults = faultsOf(placed, source);
  if (placed.kind === 'not_compiled') return refused(faults);
  // What was taken away is read by nobody: OPA has to see the same module without it.
  const bare = faults.length === 0 ? await placeModule(opa, module, packageName) : undefined;
  if (bare !== undefined && shapeOf(bare) !== shapeOf(placed)) faults.push(diagnostic('REGO_LAYOUT', LAYOUT));
  await removePack(opa, packageName);
  if (faults.length > 0) return refused(faults);
  const { name, isShadow, defaultStatus, rules, complexity } = placed.facts;
  const ir = packBytes({
    syntax: REGO_PACK,
    name,
    settings: { default_status: defaultStatus, shadow: isShadow },
    rules: rules.map((rule) => ({ name: rule })),
    module,
  });
  return { compiled: { ir, irDigest: sha256Hex(ir), name, isShadow, rules, complexity }, diagnostics: [] };
};

const OWN_PACKAGE = /data\.packs\.\w+/g;
const MISSING = `the workspace has no file \`${REGO_ENTRY_FILE}\` of UTF-8 text`;
const TEMPLATE = 'a pack may not contain template strings; use sprintf';
const LAYOUT = 'comments and blanks of the module cannot be taken away without changing it';

/** A pack is one module; tests beside it are not evaluated. */
const otherModules = (files: ReadonlyMap<string, Uint8Array>): readonly Diagnostic[] =>
  [...files.keys()]
    .filter((path) => path.endsWith('.rego') && path !== REGO_ENTRY_FILE && !path.endsWith('_test.rego'))
    .sort()
    .map((file) => ({ ...diagnostic('REGO_MODULES_MANY', `a pack is ${REGO_ENTRY_FILE} alone`), file }));

const decoded = (bytes: Uint8Array | undefined): string | undefined => {
  if (bytes === undefined) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes).replaceAll('\r\n', '\n');
  } catch {
    return undefined;
  }
};

const faultsOf = (placed: Placed, source: string): Diagnostic[] => {
  if (source.length > SOURCE_BYTES_MAX)
    return [diagnostic('REGO_SOURCE_TOO_LARGE', `a source has at most ${SOURCE_BYTES_MAX} characters`)];
  if (placed.kind === 'not_compiled') {
    const lines = source.split('\n').length;
    return placed.errors.map(({ code, message, row, col }) =>
      // Behind the source there is a line of our own.
      diagnostic(
        code.toUpperCase(),
        message.replace(OWN_PACKAGE, 'data.policy'),
        row > lines ? { line: lines, column: 1 } : placed.placeOf({ line: row, column: col }),
      ),
    );
  }
  const tokens = tokensOf(source);
  const found = placed.faults.map(({ code, message, name }) =>
    diagnostic(code, message, name === undefined ? START : placeOf(tokens, name)),
  );
  if (placed.facts.complexity > COMPLEXITY_MAX)
    found.push(diagnostic('REGO_TOO_COMPLEX', `a pack has at most ${COMPLEXITY_MAX} terms`));
  return found;
};

/** The compiled module, whatever numbers OPA gave to its local variables. */
const shapeOf = (placed: Placed): string => {
  if (placed.kind === 'not_compiled') return 'not compiled';
  const numbers = new Map<string, number>();
  return JSON.stringify(placed.ast).replace(/__local\d+__/g, (local) => {
    const number = numbers.get(local) ?? numbers.size;
    numbers.set(local, number);
    return `__local${number}__`;
  });
};

const diagnostic = (code: string, message: string, { line, column }: Place = START): Diagnostic => ({
  severity: 'error',
  code,
  message,
  file: REGO_ENTRY_FILE,
  line,
  column,
});

const refused = (diagnostics: readonly Diagnostic[]): Compilation => ({
  compiled: undefined,
  diagnostics: diagnostics.toSorted(
    (one, other) =>
      (one.file < other.file ? -1 : one.file > other.file ? 1 : 0) ||
      one.line - other.line ||
      one.column - other.column,
  ),
});
