import { formatDecimal, parseDecimal } from '@policy-registry/kernel';

import type { Position, Report } from './diagnostics.ts';
import { type LexemeKind, scanOf } from './lexemes.ts';

/**
 * `text` is the word or mark itself, the decoded content of a string, or the canonical text of a decimal.
 * A token at fault was reported and stands with a harmless value, so that parsing goes on.
 */
export type Token = {
  readonly kind: 'word' | 'mark' | 'string' | 'decimal' | 'end';
  readonly text: string;
  readonly at: Position;
  readonly isFirstOnLine: boolean;
};

/** Splits a source into tokens, the last of which is `end`; blanks and comments leave none. */
export const tokenize = (source: string, report: Report): readonly Token[] => {
  reportForbidden(source, report);
  const tokens: Token[] = [];
  let at: Position = { line: 1, column: 1 };
  let isFirstOnLine = true;
  const scan = scanOf(source);
  while (scan.next()) {
    const kind = scan.kind();
    const lexeme = scan.lexeme();
    const token = tokenOf(kind, lexeme, { at, isFirstOnLine, report });
    if (token !== undefined) tokens.push(token);

    const end = ON_ONE_LINE.has(kind)
      ? { line: at.line, column: at.column + lexeme.length }
      : advance(at, lexeme);
    isFirstOnLine = end.line > at.line || (isFirstOnLine && token === undefined);
    at = end;
  }
  tokens.push({ kind: 'end', text: 'the end of the file', at, isFirstOnLine: true });
  return tokens;
};

/** Of these every unit of a string is one column. */
const ON_ONE_LINE: ReadonlySet<LexemeKind> = new Set(['word', 'decimal', 'mark']);

type Place = { readonly at: Position; readonly isFirstOnLine: boolean; readonly report: Report };

const tokenOf = (kind: LexemeKind, lexeme: string, place: Place): Token | undefined => {
  const { at, isFirstOnLine, report } = place;
  switch (kind) {
    case 'word':
      // As a key of a JSON object this one name would be lost.
      if (lexeme === '__proto__') report('DSL_RESERVED_WORD', at, '`__proto__` cannot be a name');
      return { kind, text: lexeme, at, isFirstOnLine };
    case 'mark':
      return { kind, text: lexeme, at, isFirstOnLine };
    case 'decimal':
      return { kind, text: decimalText(lexeme, place), at, isFirstOnLine };
    case 'string':
      return { kind, text: stringText(lexeme, place), at, isFirstOnLine };
    case 'unclosed':
      report('DSL_UNTERMINATED_COMMENT', at, 'this comment is not closed by `*/`');
      return undefined;
    case 'foreign':
      if (!isForbidden(lexeme))
        report('DSL_UNEXPECTED_CHARACTER', at, `${JSON.stringify(lexeme)} starts nothing in this language`);
      return undefined;
    case 'blank':
    case 'comment':
      return undefined;
  }
};

const decimalText = (lexeme: string, { at, report }: Place): string => {
  const value = parseDecimal(lexeme);
  if (value !== undefined) return formatDecimal(value);
  const isDecimal = /^[+-]?\d+(\.\d+)?$/.test(lexeme);
  const fault = isDecimal
    ? 'exceeds 15 integer or 9 fraction digits'
    : 'is no decimal: digits stand on both sides of a point';
  report('DSL_BAD_DECIMAL', at, `${shortened(lexeme)} ${fault}`);
  return '0';
};

const ESCAPE = /\\(?:u\{([0-9A-Fa-f]{1,6})\}|u\{[^}"]*\}?|[^]?)/gu;
const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '\\"': '"',
  '\\\\': '\\',
  '\\n': '\n',
  '\\t': '\t',
};

const stringText = (lexeme: string, { at, report }: Place): string => {
  const isClosed = lexeme.length > 1 && lexeme.endsWith('"') && !/(?<!\\)(?:\\\\)*\\"$/.test(lexeme);
  if (!isClosed) report('DSL_UNTERMINATED_STRING', at, 'this string is not closed on its line');
  const content = lexeme.slice(1, isClosed ? -1 : undefined);
  if (!content.includes('\\')) return content;
  let last = 0;
  let here = advance(at, '"');
  return content.replace(ESCAPE, (escape: string, scalar: string | undefined, offset: number) => {
    here = advance(here, content.slice(last, offset));
    last = offset;
    const text = SIMPLE_ESCAPES[escape] ?? scalarText(scalar);
    if (text === undefined) report('DSL_BAD_ESCAPE', here, `${shortened(escape)} is no escape`);
    return text ?? '';
  });
};

const scalarText = (hexadecimal: string | undefined): string | undefined => {
  const code = Number.parseInt(hexadecimal ?? '0', 16);
  const isScalar = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isScalar ? String.fromCodePoint(code) : undefined;
};

// Under the `u` flag a surrogate that is half of a pair does not match.
const FORBIDDEN = /\uFEFF|\u0000|\r(?!\n)|[\uD800-\uDFFF]/gu;
const FORBIDDEN_NAMES: Readonly<Record<string, string>> = {
  '\uFEFF': 'a byte order mark',
  '\u0000': 'NUL',
  '\r': 'a carriage return without a line feed',
};

const reportForbidden = (source: string, report: Report): void => {
  let at: Position = { line: 1, column: 1 };
  let last = 0;
  for (const { 0: character, index } of source.matchAll(FORBIDDEN)) {
    at = advance(at, source.slice(last, index));
    last = index;
    report(
      'DSL_FORBIDDEN_CHARACTER',
      at,
      `${FORBIDDEN_NAMES[character] ?? 'a lone surrogate'} may not stand in a source`,
    );
  }
};

const isForbidden = (character: string): boolean => !character.isWellFormed();

/** The position after `text`; CRLF is one line end, and a surrogate pair one column. */
const advance = (at: Position, text: string): Position => {
  let { line, column } = at;
  for (const character of text) {
    column = character === '\n' ? 1 : column + 1;
    if (character === '\n') line += 1;
  }
  return { line, column };
};

const SHOWN_MAX = 40;
/** A piece of source as messages quote it. */
export const shortened = (text: string): string => {
  const characters = Array.from(text.slice(0, 2 * SHOWN_MAX + 2));
  return `\`${characters.length > SHOWN_MAX ? `${characters.slice(0, SHOWN_MAX).join('')}…` : text}\``;
};
