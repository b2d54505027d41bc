import type { Entry, EntryValue, Expression } from './ast.ts';
import { type Cursor, RESERVED, SyntaxFault, unexpected } from './cursor.ts';
import { parseExpression } from './parse-expression.ts';
import { isBoundary, type Parsing, recovering } from './recovery.ts';

/** What separates entries, besides a new line. `requireVex` takes commas too. */
export type Separators = readonly (';' | ',')[];

/** entries = "{" { identifier ( ( "=" | ":" ) value | entries ) end } "}", where end is ";", a new line or "}" */
export const parseEntries = (parsing: Parsing, separators: Separators = [';']): readonly Entry[] => {
  const { cursor } = parsing;
  const isSeparator = (): boolean => separators.some((mark) => cursor.isMark(mark));
  const isNextEntry = (): boolean =>
    isSeparator() || (cursor.peek().isFirstOnLine && cursor.peek().kind === 'word');
  cursor.expectMark('{');
  const entries: Entry[] = [];
  while (!cursor.isMark('}') && !isBoundary(cursor)) {
    const start = cursor.peek();
    const entry = recovering(parsing, () => parseEntry(parsing, isSeparator), undefined, isNextEntry);
    if (entry !== undefined) entries.push(entry);
    // A token that is at fault and yet begins a line must not hold the parser.
    if (cursor.peek() === start && !cursor.isMark('}')) cursor.next();
    while (isSeparator()) cursor.next();
  }
  cursor.expectMark('}');
  return entries;
};

const parseEntry = (parsing: Parsing, isSeparator: () => boolean): Entry => {
  const { cursor } = parsing;
  const key = cursor.expectName('a key');
  const { at } = cursor.peek();
  if (cursor.isMark('{')) {
    const entries = cursor.nested(() => parseEntries(parsing));
    return { key: key.text, at: key.at, value: { kind: 'block', at, entries } };
  }
  if (!cursor.takeMark('=') && !cursor.takeMark(':')) throw unexpected(cursor.peek(), '`=` or `:`');
  const value = parseValue(cursor);
  const isComplete = isSeparator() || cursor.isMark('}') || cursor.peek().isFirstOnLine;
  if (!isComplete) throw unexpected(cursor.peek(), '`;` or a new line after the value');
  return { key: key.text, at: key.at, value };
};

const parseValue = (cursor: Cursor): EntryValue => {
  const { kind, text, at } = cursor.peek();
  if (kind === 'word' && !RESERVED.has(text)) {
    cursor.next();
    return { kind: 'word', at, word: text };
  }
  const value = parseExpression(cursor);
  const fault = firstNonLiteral(value);
  if (fault !== undefined) throw new SyntaxFault('DSL_UNEXPECTED_TOKEN', fault.at, 'expected a literal');
  return { kind: 'literal', at, value };
};

const firstNonLiteral = (value: Expression): Expression | undefined => {
  if (value.kind === 'list') return value.items.find((item) => firstNonLiteral(item) !== undefined);
  return ['string', 'decimal', 'boolean'].includes(value.kind) ? undefined : value;
};
