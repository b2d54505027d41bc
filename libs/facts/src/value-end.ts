/** What {@link valueEnd} says of a value that does not end in the text, or is nested deeper than was asked for. */
export const NO_END = { unfinished: -1, tooDeep: -2 } as const;

/**
 * Where the JSON value ends that begins at `start`, found by quotes and brackets alone: of text that is no JSON it is
 * somewhere. A number or word that reaches to the end of the text is unfinished, unless `isLast` says that no more comes.
 */
export const valueEnd = (
  text: string,
  start: number,
  { depthMax, isLast }: { readonly depthMax: number; readonly isLast: boolean },
): number => {
  switch (text.charCodeAt(start)) {
    case QUOTE:
      return stringEnd(text, start);
    case LEFT_BRACE:
    case LEFT_BRACKET:
      return containerEnd(text, start, depthMax);
    default: {
      WORD.lastIndex = start;
      WORD.test(text);
      return WORD.lastIndex === text.length && !isLast ? NO_END.unfinished : WORD.lastIndex;
    }
  }
};

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LEFT_BRACE = 0x7b;
const RIGHT_BRACE = 0x7d;
const LEFT_BRACKET = 0x5b;
const RIGHT_BRACKET = 0x5d;

// Numbers and literals are made of these; anything else is refused by whoever parses the value.
const WORD = /[-+.0-9A-Za-z]*/y;

const containerEnd = (text: string, start: number, depthMax: number): number => {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) {
      at = stringEnd(text, at);
      if (at < 0) return NO_END.unfinished;
      continue;
    }
    at += 1;
    if (unit === LEFT_BRACE || unit === LEFT_BRACKET) {
      depth += 1;
      if (depth > depthMax) return NO_END.tooDeep;
    } else if (unit === RIGHT_BRACE || unit === RIGHT_BRACKET) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return NO_END.unfinished;
};

// Most texts have no quote in them, and the platform finds the next one much faster than a loop does.
const stringEnd = (text: string, start: number): number => {
  let quote = text.indexOf('"', start + 1);
  while (quote >= 0 && isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
  return quote < 0 ? NO_END.unfinished : quote + 1;
};

const isEscaped = (text: string, quote: number): boolean => {
  let at = quote - 1;
  while (text.charCodeAt(at) === BACKSLASH) at -= 1;
  return (quote - 1 - at) % 2 === 1;
};
