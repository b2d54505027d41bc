import type { EngineLanguage, PolicyEngine, PolicyEngines } from '@policy-registry/finding';

const STELLA: readonly EngineLanguage[] = [{ name: 'stella-dsl@1', entryFile: 'policy.stella' }];

/**
 * What compiles a workspace with these files: the first engine, the default before all, that has a language whose entry
 * file is there. Without one it is the default, whose compiler says what is missing.
 */
export const compilerFor = (engines: PolicyEngines, files: ReadonlyMap<string, unknown>): PolicyEngine =>
  firstOf(engines, ({ entryFile }) => files.has(entryFile)) ?? engines.default;

/** What evaluates these compiled bytes when nobody names a build; `undefined` when no engine here knows their language. */
export const evaluatorFor = (engines: PolicyEngines, ir: Uint8Array): PolicyEngine | undefined => {
  const language = languageOf(ir);
  return firstOf(engines, ({ name }) => name === language);
};

const firstOf = (
  engines: PolicyEngines,
  isWanted: (language: EngineLanguage) => boolean,
): PolicyEngine | undefined =>
  [engines.default, ...engines.builds.map((build) => engines.of(build))].find((engine) =>
    (engine?.languages ?? (engine === undefined ? [] : STELLA)).some(isWanted),
  );

/** Every compiled policy names its language in `syntax`. */
const languageOf = (ir: Uint8Array): string | undefined => {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(ir));
    const syntax =
      typeof value === 'object' && value !== null && 'syntax' in value ? value.syntax : undefined;
    return typeof syntax === 'string' ? syntax : undefined;
  } catch {
    return undefined;
  }
};
