/** What a piece of source is; `unclosed` is a comment without its end, `foreign` a character that starts nothing. */
export type LexemeKind =
  'blank' | 'comment' | 'word' | 'decimal' | 'string' | 'mark' | 'unclosed' | 'foreign';

/** A scan over the pieces of a source, which together are the whole of it. */
export type Scan = {
  /** Goes to the next piece; `false` at the end. */
  readonly next: () => boolean;
  readonly kind: () => LexemeKind;
  readonly start: () => number;
  readonly end: () => number;
  readonly lexeme: () => string;
};

const BLANK = /[ \t\r\n\u0000\uFEFF]+/y;
const COMMENT = /\/\/[^\n]*|\/\*[^]*?\*\//y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const DECIMAL = /[+-]?[0-9][0-9A-Za-z_]*(?:\.[0-9A-Za-z_]*)?/y;
const STRING = /"(?:[^"\\\n]+|\\.)*"?/uy;
const MARK = /:=|==|!=|<=|>=|=>|[{}()[\],;:=.<>]/y;

/** What a piece can be, by the code of its first character below 128. */
const CANDIDATES: readonly (readonly [LexemeKind, RegExp] | undefined)[] = Array.from(
  { length: 128 },
  (_, code) => {
    const first = String.fromCharCode(code);
    if (/[ \t\r\n\u0000]/.test(first)) return ['blank', BLANK];
    if (/[A-Za-z_]/.test(first)) return ['word', WORD];
    if (/[0-9+-]/.test(first)) return ['decimal', DECIMAL];
    if (first === '"') return ['string', STRING];
    if (first === '/') return ['comment', COMMENT];
    return /[{}()[\],;:=.<>!]/.test(first) ? ['mark', MARK] : undefined;
  },
);
const BYTE_ORDER_MARK = 0xfeff;

export const scanOf = (source: string): Scan => {
  let kind: LexemeKind = 'blank';
  let start = 0;
  let end = 0;

  const advance = (code: number): void => {
    const candidate = code === BYTE_ORDER_MARK ? CANDIDATES[0] : CANDIDATES[code];
    if (candidate !== undefined) {
      const [found, pattern] = candidate;
      pattern.lastIndex = start;
      if (pattern.test(source)) {
        kind = found;
        end = pattern.lastIndex;
        return;
      }
    }
    const isUnclosed = source.startsWith('/*', start);
    kind = isUnclosed ? 'unclosed' : 'foreign';
    end = isUnclosed ? source.length : start + (code > 0xffff ? 2 : 1);
  };

  return {
    next: () => {
      start = end;
      const code = source.codePointAt(start);
      if (code === undefined) return false;
      advance(code);
      return true;
    },
    kind: () => kind,
    start: () => start,
    end: () => end,
    lexeme: () => source.slice(start, end),
  };
};
