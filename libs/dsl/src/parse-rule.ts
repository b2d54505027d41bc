import type { Action, Expression, Rule } from './ast.ts';
import { type Cursor, SyntaxFault, unexpected } from './cursor.ts';
import { PRIORITY_DEFAULT, PRIORITY_MAX } from './limits.ts';
import { parseEntries } from './parse-entries.ts';
import { parseExpression } from './parse-expression.ts';
import { isBoundary, type Parsing, recovering } from './recovery.ts';

/** rule = "rule" identifier [ "priority" integer ] "{" "when" expression "then" actions [ "else" actions ] [ because ] "}" */
export const parseRule = (parsing: Parsing): Rule => {
  const { cursor } = parsing;
  const { at } = cursor.expectWord('rule');
  const header = recovering(
    parsing,
    () => parseHeader(parsing),
    { name: '', at, priority: PRIORITY_DEFAULT },
    isBody,
  );
  recovering(parsing, () => cursor.expectMark('{'), undefined, isSection);
  const when = recovering(
    parsing,
    () => parseWhen(cursor),
    FAULTY,
    (here) => startsAction(here) || isSection(here),
  );
  const then = parseBranch(parsing, 'then');
  const otherwise = cursor.isWord('else') ? parseBranch(parsing, 'else') : undefined;
  const because = recovering(
    parsing,
    () => parseBecause(cursor),
    '',
    () => false,
  );
  const close = recovering(
    parsing,
    () => cursor.expectMark('}'),
    undefined,
    () => false,
  );
  if (close === undefined) cursor.takeMark('}');
  return { ...header, when, then, else: otherwise, because };
};

type Header = Pick<Rule, 'name' | 'at' | 'priority'>;
const FAULTY: Expression = { kind: 'faulty', at: { line: 1, column: 1 } };

const parseHeader = ({ cursor, report }: Parsing): Header => {
  const name = cursor.expectName('the name of a rule');
  const header = { name: name.text, at: name.at, priority: PRIORITY_DEFAULT };
  if (!cursor.takeWord('priority')) return header;

  const token = cursor.peek();
  if (token.kind !== 'decimal') throw unexpected(token, 'a priority');
  cursor.next();
  const priority = /^\d{1,5}$/.test(token.text) ? Number(token.text) : Number.NaN;
  if (priority <= PRIORITY_MAX) return { ...header, priority };
  report('DSL_BAD_PRIORITY', token.at, `a priority is an integer from 0 to ${PRIORITY_MAX}`);
  return header;
};

const isBody = (cursor: Cursor): boolean => cursor.isMark('{') || isSection(cursor);
const isSection = (cursor: Cursor): boolean =>
  !cursor.isAfterDot() && ['when', 'then', 'else', 'because'].some((word) => cursor.isWord(word));

const parseWhen = (cursor: Cursor): Expression => {
  cursor.expectWord('when');
  const when = parseExpression(cursor);
  // An action that comes first is the fault of the branch, which goes on from there.
  if (!isSection(cursor) && !startsAction(cursor)) throw unexpected(cursor.peek(), '`then`');
  return when;
};

const parseBranch = (parsing: Parsing, word: 'then' | 'else'): readonly Action[] => {
  const { cursor } = parsing;
  const begin = (): void => {
    cursor.expectWord(word);
    if (!startsAction(cursor)) throw unexpected(cursor.peek(), 'an action');
  };
  recovering(parsing, begin, undefined, (here) => startsAction(here) || isSection(here));
  const actions: Action[] = [];
  while (startsAction(cursor)) {
    const action = recovering(
      parsing,
      () => parseAction(parsing),
      undefined,
      (here) => startsAction(here) || isSection(here),
    );
    if (action !== undefined) actions.push(action);
  }
  return actions;
};

/** because = "because" string { ";" } */
const parseBecause = (cursor: Cursor): string | undefined => {
  if (cursor.isMark('}') || isBoundary(cursor)) return undefined;
  if (!cursor.isWord('because')) throw unexpected(cursor.peek(), '`because` or `}`');
  cursor.next();
  const because = cursor.expectString('a reason in quotes').text;
  skipSemicolons(cursor);
  return because;
};

const startsAction = (cursor: Cursor): boolean => {
  if (cursor.isAfterDot()) return false;
  if ((cursor.isWord('status') || cursor.isWord('severity')) && cursor.isMark(':=', 1)) return true;
  return ['escalate', 'warn', 'annotate', 'ignore', 'defer', 'requireVex'].some((word) =>
    cursor.isWord(word),
  );
};

const parseAction = (parsing: Parsing): Action => {
  const { cursor } = parsing;
  const action = parseActionItself(parsing);
  skipSemicolons(cursor);
  if (startsAction(cursor) || isSection(cursor) || cursor.isMark('}') || isBoundary(cursor)) return action;
  throw unexpected(cursor.peek(), 'the end of the action');
};

const parseActionItself = (parsing: Parsing): Action => {
  const { cursor } = parsing;
  const { at, text } = cursor.next();
  switch (text) {
    case 'status':
    case 'severity':
      cursor.expectMark(':=');
      return { kind: text, at, value: parseExpression(cursor) };
    case 'escalate':
      cursor.expectWord('to');
      return { kind: 'escalate', at, value: parseExpression(cursor) };
    case 'warn':
      cursor.expectWord('message');
      return { kind: 'warn', at, value: parseExpression(cursor) };
    case 'annotate':
      return { kind: 'annotate', at, key: parseKey(cursor), value: parseExpression(cursor) };
    case 'requireVex':
      return { kind: 'requireVex', at, entries: parseEntries(parsing, [';', ',']) };
    default: {
      cursor.expectWord('until');
      const until = cursor.expectString('an instant in quotes');
      return { kind: text === 'ignore' ? 'ignore' : 'defer', at, until: until.text, untilAt: until.at };
    }
  }
};

/** The key of an annotation may be a reserved word. */
const parseKey = (cursor: Cursor): string => {
  const token = cursor.peek();
  if (token.kind !== 'word')
    throw new SyntaxFault('DSL_UNEXPECTED_TOKEN', token.at, 'expected the key of the annotation');
  cursor.next();
  cursor.expectMark(':=');
  return token.text;
};

const skipSemicolons = (cursor: Cursor): void => {
  while (cursor.takeMark(';'));
};
