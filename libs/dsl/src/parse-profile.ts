import type { EnvLine, MapEntry, Profile, ProfileBlock } from './ast.ts';
import { type Cursor, unexpected } from './cursor.ts';
import type { Position } from './diagnostics.ts';
import { parseExpression } from './parse-expression.ts';
import { isBoundary, type IsStop, type Parsing, recovering, skipBlock } from './recovery.ts';

/** profile = "profile" "severity" "{" { map | env } "}" */
export const parseProfile = (parsing: Parsing): Profile | undefined => {
  const { cursor, report } = parsing;
  const { at } = cursor.next();
  const name = cursor.expectName('the name of a profile');
  if (name.text !== 'severity') {
    report('DSL_UNKNOWN_PROFILE', name.at, `there is no profile \`${name.text}\``);
    skipBlock(cursor);
    return undefined;
  }
  return { at, blocks: parseBraced(parsing, startsBlock, () => parseBlock(parsing)) };
};

const startsBlock: IsStop = (cursor) =>
  !cursor.isAfterDot() &&
  (cursor.isWord('map') || cursor.isWord('env')) &&
  cursor.peek(1).kind === 'word' &&
  cursor.isMark('{', 2);

/** block = "map" identifier "{" { mapEntry } "}" | "env" identifier "{" { envLine } "}" */
const parseBlock = (parsing: Parsing): ProfileBlock => {
  const { cursor } = parsing;
  const isMap = cursor.takeWord('map');
  if (!isMap && !cursor.takeWord('env')) throw unexpected(cursor.peek(), '`map` or `env`');
  const { text: name, at } = cursor.expectName(`the name of the ${isMap ? 'map' : 'block'}`);
  return isMap
    ? { kind: 'map', name, at, entries: parseBraced(parsing, isNextEntry, () => parseMapEntry(cursor)) }
    : { kind: 'env', name, at, lines: parseBraced(parsing, isNextLine, () => parseEnvLine(cursor)) };
};

const isNextEntry: IsStop = (cursor) =>
  cursor.isMark(';') || (!cursor.isAfterDot() && cursor.isWord('source'));
const isNextLine: IsStop = (cursor) => cursor.isMark(';') || (!cursor.isAfterDot() && cursor.isWord('if'));

/** mapEntry = "source" string "=>" decimal end */
const parseMapEntry = (cursor: Cursor): MapEntry => {
  cursor.expectWord('source');
  const { text: source, at } = cursor.expectString('a source in quotes');
  cursor.expectMark('=>');
  return { source, at, weight: parseWeight(cursor, isNextEntry) };
};

/** envLine = "if" expression "then" decimal end */
const parseEnvLine = (cursor: Cursor): EnvLine => {
  const { at } = cursor.expectWord('if');
  const when = parseExpression(cursor);
  cursor.expectWord('then');
  return { when, at, weight: parseWeight(cursor, isNextLine) };
};

const parseWeight = (cursor: Cursor, isNext: IsStop): string => {
  if (cursor.peek().kind !== 'decimal') throw unexpected(cursor.peek(), 'a weight, e.g. `+0.5`');
  const { text } = cursor.next();
  const isComplete = isNext(cursor) || cursor.isMark('}') || cursor.peek().isFirstOnLine;
  if (!isComplete) throw unexpected(cursor.peek(), '`;` or a new line after the weight');
  return text;
};

/** What stands between braces, separated by semicolons or by nothing; goes on after a fault. */
const parseBraced = <T>(parsing: Parsing, isNext: IsStop, parse: () => T): readonly T[] => {
  const { cursor } = parsing;
  cursor.expectMark('{');
  const parsed: T[] = [];
  while (!cursor.isMark('}') && !isBoundary(cursor)) {
    const start: { readonly at: Position } = cursor.peek();
    const item = recovering(parsing, parse, undefined, isNext);
    if (item !== undefined) parsed.push(item);
    // A token that is at fault and yet a stop must not hold the parser.
    if (cursor.peek() === start && !cursor.isMark('}')) cursor.next();
    while (cursor.takeMark(';'));
  }
  cursor.expectMark('}');
  return parsed;
};
