import { COMPARISONS, type Comparison, type Expression } from './ast.ts';
import type { Position } from './diagnostics.ts';
import { type Cursor, RESERVED, SyntaxFault, unexpected } from './cursor.ts';

/** expression = conjunction { "or" conjunction } */
export const parseExpression = (cursor: Cursor): Expression => parseChain(cursor, 'or', parseConjunction);

/** conjunction = negation { "and" negation } */
const parseConjunction = (cursor: Cursor): Expression => parseChain(cursor, 'and', parseNegation);

// Both connectives are associative, also over unknown, so a chain is one node whatever its parentheses.
const parseChain = (
  cursor: Cursor,
  kind: 'and' | 'or',
  parseOperand: (cursor: Cursor) => Expression,
): Expression => {
  const first = parseOperand(cursor);
  if (!cursor.isWord(kind)) return first;
  const operands = [first];
  while (cursor.takeWord(kind)) operands.push(parseOperand(cursor));
  return {
    kind,
    at: first.at,
    operands: operands.flatMap((each) => (each.kind === kind ? each.operands : [each])),
  };
};

/** negation = "not" negation | comparison */
const parseNegation = (cursor: Cursor): Expression => {
  const { at } = cursor.peek();
  if (!cursor.takeWord('not')) return parseComparison(cursor);
  return { kind: 'not', at, operand: cursor.nested(() => parseNegation(cursor)) };
};

/** comparison = operand [ ( "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" ) operand ] */
const parseComparison = (cursor: Cursor): Expression => {
  const left = parseOperand(cursor);
  const operator = comparisonAt(cursor);
  if (operator === undefined) return left;

  const { at: operatorAt } = cursor.next();
  const right = parseOperand(cursor);
  if (comparisonAt(cursor) !== undefined) {
    throw new SyntaxFault(
      'DSL_CHAINED_COMPARISON',
      cursor.peek().at,
      'comparisons do not chain; join two with `and`',
    );
  }
  if (operator === 'in') return { kind: 'in', at: left.at, left, right };
  return { kind: 'compare', at: left.at, operator, operatorAt, left, right };
};

const comparisonAt = (cursor: Cursor): Comparison | 'in' | undefined =>
  cursor.isWord('in') ? 'in' : COMPARISONS.find((operator) => cursor.isMark(operator));

/** operand = literal | list | name [ "(" [ expression { "," expression } ] ")" ] | "(" expression ")" */
const parseOperand = (cursor: Cursor): Expression => {
  const { kind, text, at } = cursor.peek();
  if (kind === 'string' || kind === 'decimal') {
    cursor.next();
    return { kind, at, value: text };
  }
  if (cursor.isMark('[')) return { kind: 'list', at, items: parseItems(cursor, '[', ']') };
  if (cursor.takeMark('(')) {
    const inner = cursor.nested(() => parseExpression(cursor));
    cursor.expectMark(')');
    return inner;
  }
  if (kind !== 'word') throw unexpected(cursor.peek(), 'an expression');
  if (cursor.takeWord('null')) return { kind: 'null', at };
  if (cursor.takeWord('true')) return { kind: 'boolean', at, value: true };
  if (cursor.takeWord('false')) return { kind: 'boolean', at, value: false };
  return parseName(cursor);
};

/** name = identifier { "." word }; a reserved word may stand after a dot */
const parseName = (cursor: Cursor): Expression => {
  const first = cursor.peek();
  if (RESERVED.has(first.text)) throw unexpected(first, 'an expression');
  let name = cursor.next().text;
  while (cursor.takeMark('.')) {
    if (cursor.peek().kind !== 'word') throw unexpected(cursor.peek(), 'a name after the dot');
    name += `.${cursor.next().text}`;
  }
  if (!cursor.isMark('(')) return { kind: 'name', at: first.at, name };
  const operands = parseItems(cursor, '(', ')');
  if (name !== 'vex.latest' || operands.length > 0) return { kind: 'call', at: first.at, name, operands };
  return { kind: 'latest', at: first.at, field: cursor.takeMark('.') ? parseField(cursor) : undefined };
};

/** `vex.latest()` is the one function that gives a statement, of which a field may be taken. */
const parseField = (cursor: Cursor): { readonly name: string; readonly at: Position } => {
  if (cursor.peek().kind !== 'word') throw unexpected(cursor.peek(), 'a field of the statement');
  const { text, at } = cursor.next();
  return { name: text, at };
};

/** Expressions between `open` and `close`, separated by commas; none is allowed. */
export const parseItems = (cursor: Cursor, open: string, close: string): readonly Expression[] => {
  cursor.expectMark(open);
  if (cursor.takeMark(close)) return [];
  return cursor.nested(() => {
    const items = [parseExpression(cursor)];
    while (cursor.takeMark(',')) items.push(parseExpression(cursor));
    cursor.expectMark(close);
    return items;
  });
};
