/** The language version this compiler knows, as `syntax` spells it. */
export const LANGUAGE = 'stella-dsl@1';
/** What compiles and evaluates: pinned in every result. */
export const DSL_BUILD = 'stella@1.0.0';
