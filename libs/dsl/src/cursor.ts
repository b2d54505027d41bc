import type { Code } from './codes.ts';
import type { Position } from './diagnostics.ts';
import { shortened, type Token } from './tokens.ts';
import { NESTING_MAX } from './limits.ts';

/** Words that name nothing; `env` and `source` are words of a `profile` only. */
export const RESERVED: ReadonlySet<string> = new Set(
  (
    'policy syntax metadata settings profile map if then rule priority when else because and or not in ' +
    'true false null escalate to ignore defer until warn message annotate requireVex'
  ).split(' '),
);

/** Parsing cannot go on at this token; caught where the parser knows a place to go on from. */
export class SyntaxFault extends Error {
  override readonly name = 'SyntaxFault';
  readonly code: Code;
  readonly at: Position;

  constructor(code: Code, at: Position, message: string) {
    super(message);
    this.code = code;
    this.at = at;
  }
}

/** A place between tokens. The `expect…` functions throw a {@link SyntaxFault} when the next token is another. */
export type Cursor = {
  readonly peek: (ahead?: number) => Token;
  readonly next: () => Token;
  readonly isAfterDot: () => boolean;
  readonly isWord: (text: string, ahead?: number) => boolean;
  readonly isMark: (text: string, ahead?: number) => boolean;
  readonly takeWord: (text: string) => boolean;
  readonly takeMark: (text: string) => boolean;
  readonly expectWord: (text: string) => Token;
  readonly expectMark: (text: string) => Token;
  readonly expectString: (what: string) => Token;
  /** Takes a reserved word too, so that parsing goes on behind it. */
  readonly expectName: (what: string) => Token;
  /** Runs `parse` one bracket deeper. */
  readonly nested: <T>(parse: () => T) => T;
};

/** `tokens` ends with an `end` token, which `next` never passes. */
export const cursorOver = (tokens: readonly Token[]): Cursor => {
  let index = 0;
  let nesting = 0;
  const last = tokens.length - 1;
  const peek = (ahead = 0): Token => {
    const token = tokens[Math.min(index + ahead, last)];
    if (token === undefined) throw new RangeError('a token list ends with an end token');
    return token;
  };
  const next = (): Token => {
    const token = peek();
    if (index < last) index += 1;
    return token;
  };
  const is = (kind: Token['kind'], text: string, ahead?: number): boolean => {
    const token = peek(ahead);
    return token.kind === kind && token.text === text;
  };
  const take = (kind: Token['kind'], text: string): boolean => {
    const isNext = is(kind, text);
    if (isNext) next();
    return isNext;
  };
  const expect = (kind: Token['kind'], text: string): Token => {
    if (!is(kind, text)) throw unexpected(peek(), `\`${text}\``);
    return next();
  };
  return {
    peek,
    next,
    isAfterDot: () => index > 0 && tokens[index - 1]?.kind === 'mark' && tokens[index - 1]?.text === '.',
    isWord: (text, ahead) => is('word', text, ahead),
    isMark: (text, ahead) => is('mark', text, ahead),
    takeWord: (text) => take('word', text),
    takeMark: (text) => take('mark', text),
    expectWord: (text) => expect('word', text),
    expectMark: (text) => expect('mark', text),
    expectString: (what) => {
      if (peek().kind !== 'string') throw unexpected(peek(), what);
      return next();
    },
    expectName: (what) => {
      const token = peek();
      if (token.kind !== 'word') throw unexpected(token, what);
      next();
      if (!RESERVED.has(token.text)) return token;
      throw new SyntaxFault(
        'DSL_RESERVED_WORD',
        token.at,
        `\`${token.text}\` is reserved and cannot be ${what}`,
      );
    },
    nested: (parse) => {
      if (nesting === NESTING_MAX) {
        throw new SyntaxFault('DSL_TOO_DEEP', peek().at, `brackets are nested more than ${NESTING_MAX} deep`);
      }
      nesting += 1;
      try {
        return parse();
      } finally {
        nesting -= 1;
      }
    },
  };
};

/** The fault of a token that stands where `what` is expected. */
export const unexpected = (token: Token, what: string): SyntaxFault =>
  new SyntaxFault('DSL_UNEXPECTED_TOKEN', token.at, `expected ${what}, found ${shown(token)}`);

const shown = ({ kind, text }: Token): string => {
  if (kind === 'end') return text;
  return kind === 'string' ? `the string ${shortened(JSON.stringify(text))}` : shortened(text);
};
