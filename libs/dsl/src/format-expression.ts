import type { Piece } from './format-pieces.ts';
import { group, HARD_LINE, type Layout, LINE, nest, SOFT_LINE } from './layout.ts';

const CONNECTIVES = ['or', 'and'] as const;
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']' };
const WORD_OPERATORS: ReadonlySet<string> = new Set(['or', 'and', 'not', 'in']);

/** A token with the comments before it, all on one line as far as comments allow. */
export const inline = ({ text, comments }: Piece): Layout => [commentsOf(comments), text];

const commentsOf = (comments: Piece['comments']): Layout =>
  comments.map(({ text }) => [text, text.startsWith('//') ? HARD_LINE : ' ']);

/** Tokens in a row, each after a blank. */
export const inRow = (pieces: readonly Piece[]): Layout =>
  pieces.map((piece, index) => (index === 0 ? inline(piece) : [' ', inline(piece)]));

/**
 * The layout of an expression: where it does not fit, its loosest connectives begin lines, and lists have a line per
 * item. `align` is how far the operands lie from the indent, so that `or` and `and` can end there.
 */
export const expressionLayout = (pieces: readonly Piece[], align = 0): Layout => {
  for (const word of CONNECTIVES) {
    const cuts = cutsAt(pieces, word);
    if (cuts.length === 0) continue;
    const by = align === 0 ? 2 : align - word.length - 1;
    const operands = [0, ...cuts].map((start, index) => {
      const connective = index === 0 ? undefined : pieces[start];
      const operand = expressionLayout(
        pieces.slice(connective === undefined ? start : start + 1, cuts[index]),
      );
      return connective === undefined ? operand : [LINE, inline(connective), ' ', operand];
    });
    return group(nest(by, operands));
  }
  return sequence(pieces);
};

/** Where a connective stands outside brackets. */
const cutsAt = (pieces: readonly Piece[], word: string): readonly number[] => {
  const cuts: number[] = [];
  let depth = 0;
  pieces.forEach(({ kind, text }, index) => {
    if (kind === 'mark' && Object.hasOwn(CLOSING, text)) depth += 1;
    if (kind === 'mark' && (text === ')' || text === ']')) depth -= 1;
    if (depth === 0 && kind === 'word' && text === word && !isAfterDot(pieces, index)) cuts.push(index);
  });
  return cuts;
};

const isAfterDot = (pieces: readonly Piece[], index: number): boolean => {
  const before = pieces[index - 1];
  return before?.kind === 'mark' && before.text === '.';
};

/** Operands and operators in a row, with brackets as groups. */
const sequence = (pieces: readonly Piece[]): Layout => {
  const parts: Layout[] = [];
  for (let index = 0; index < pieces.length; index += 1) {
    const piece = pieces[index];
    if (piece === undefined) break;
    if (index > 0 && isApart(pieces, index)) parts.push(' ');
    const isOpening = piece.kind === 'mark' && Object.hasOwn(CLOSING, piece.text);
    const end = isOpening ? closeOf(pieces, index) : index;
    parts.push(isOpening ? bracketed(pieces.slice(index, end + 1)) : inline(piece));
    index = end;
  }
  return parts;
};

/** Whether a blank stands before a token. A comment is always set apart. */
const isApart = (pieces: readonly Piece[], index: number): boolean => {
  const [before, piece] = [pieces[index - 1], pieces[index]];
  if (before === undefined || piece === undefined) return false;
  if (piece.comments.length > 0) return true;
  if (piece.kind === 'mark' && piece.text === '.') return false;
  if (before.kind === 'mark' && before.text === '.') return false;
  const isCalled = piece.kind === 'mark' && piece.text === '(' && before.kind === 'word';
  return !isCalled || (WORD_OPERATORS.has(before.text) && !isAfterDot(pieces, index - 1));
};

const closeOf = (pieces: readonly Piece[], open: number): number => {
  let depth = 0;
  for (let index = open; index < pieces.length; index += 1) {
    const { kind, text } = pieces[index] ?? { kind: 'end', text: '' };
    if (kind === 'mark' && Object.hasOwn(CLOSING, text)) depth += 1;
    if (kind === 'mark' && (text === ')' || text === ']')) depth -= 1;
    if (depth === 0) return index;
  }
  return pieces.length - 1;
};

/** Brackets with what is between them, items separated by commas. */
const bracketed = (pieces: readonly Piece[]): Layout => {
  const [open, ...rest] = pieces;
  const close = rest.pop();
  if (open === undefined || close === undefined) return pieces.map(inline);
  const items: Layout[] = [];
  for (let start = 0; start < rest.length;) {
    const end = nextComma(rest, start);
    const comma = rest[end];
    items.push(expressionLayout(rest.slice(start, end)), comma === undefined ? [] : [spaced(comma), LINE]);
    start = end + 1;
  }
  if (items.length === 0) return [inline(open), spaced(close)];
  return group([inline(open), nest(2, [SOFT_LINE, items]), SOFT_LINE, spaced(close)]);
};

const spaced = (piece: Piece): Layout => (piece.comments.length > 0 ? [' ', inline(piece)] : inline(piece));

const nextComma = (pieces: readonly Piece[], start: number): number => {
  let depth = 0;
  for (let index = start; index < pieces.length; index += 1) {
    const { kind, text } = pieces[index] ?? { kind: 'end', text: '' };
    if (kind !== 'mark') continue;
    if (Object.hasOwn(CLOSING, text)) depth += 1;
    if (text === ')' || text === ']') depth -= 1;
    if (depth === 0 && text === ',') return index;
  }
  return pieces.length;
};
