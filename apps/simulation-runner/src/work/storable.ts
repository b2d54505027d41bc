const CODE_CHARS_MAX = 64;
const NAME_CHARS_MAX = 200;
const POINTER_CHARS_MAX = 300;
const DETAIL_CHARS_MAX = 400;

/** How long the texts of an answer may be, in UTF-16 code units; the stored facts hold them to it. */
export const CHARS_MAX = {
  code: CODE_CHARS_MAX,
  name: NAME_CHARS_MAX,
  pointer: POINTER_CHARS_MAX,
  detail: DETAIL_CHARS_MAX,
} as const;

// A command is refused by the letters of its JSON: an escape that somebody quotes is taken for the character.
const NUL = /\0|\\u0000/g;
const REPLACEMENT = '\u{FFFD}';

/**
 * Untrusted text in a form that the command which carries it is never refused for: without NUL, which PostgreSQL
 * does not store, well formed, as canonical JSON demands, and at most `charsMax` code units long.
 */
export const storable = (text: string, charsMax: number): string =>
  text.replaceAll(NUL, REPLACEMENT).slice(0, charsMax).toWellFormed();
