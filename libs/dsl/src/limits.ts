/** Every limit of the compiler. All are inclusive; what exceeds one is a diagnostic. */
export const SOURCE_BYTES_MAX = 1_048_576;
export const RULES_MAX = 2_000;
/** Nested expression nodes, the outermost being the first. */
export const DEPTH_MAX = 64;
/** Nested brackets and `not` while parsing; redundant parentheses are not nodes and count only here. */
export const NESTING_MAX = 256;
export const LIST_ITEMS_MAX = 10_000;
/** Expression nodes and actions of the whole policy. */
export const COMPLEXITY_MAX = 200_000;
/** Of each severity; the rest are counted in one last diagnostic. */
export const DIAGNOSTICS_MAX = 100;
export const PRIORITY_MAX = 10_000;
export const PRIORITY_DEFAULT = 100;
