import type { IrAction, IrExpression } from './ir.ts';

// What was compiled, as one would write it: for people who compare, and compiled again it is the same.

/** How strongly an expression binds; one that binds less than its place asks for stands in parentheses. */
const BINDS = { or: 1, and: 2, not: 3, compare: 4, operand: 5 } as const;

/** An expression on one line. */
export const expressionText = (expression: IrExpression, place: number = BINDS.or): string => {
  const [text, binds] = written(expression);
  return binds < place ? `(${text})` : text;
};

/** An action on one line. */
export const actionText = (action: IrAction): string => {
  switch (action.action) {
    case 'status':
    case 'severity':
      return `${action.action} := ${expressionText(action.value)}`;
    case 'escalate':
      return `escalate to ${expressionText(action.value)}`;
    case 'warn':
      return `warn message ${expressionText(action.value)}`;
    case 'annotate':
      return `annotate ${action.key} := ${expressionText(action.value)}`;
    case 'ignore':
    case 'defer':
      return `${action.action} until ${quoted(action.until)}`;
    case 'requireVex': {
      const lists = [action.vendors, action.justifications].map(
        (texts) => `[${texts.map(quoted).join(', ')}]`,
      );
      return `requireVex { vendors = ${lists[0]}, justifications = ${lists[1]} }`;
    }
  }
};

type Written = readonly [text: string, binds: number];

const operand = (text: string): Written => [text, BINDS.operand];
const call = (name: string, ...operands: readonly IrExpression[]): Written =>
  operand(`${name}(${operands.map((each) => expressionText(each)).join(', ')})`);

const written = (expression: IrExpression): Written => {
  switch (expression.op) {
    case 'string':
    case 'severity':
      return operand(quoted(expression.value));
    case 'decimal':
      return operand(expression.value);
    case 'boolean':
      return operand(String(expression.value));
    case 'list':
      return operand(`[${expression.items.map((item) => expressionText(item)).join(', ')}]`);
    case 'name':
      return operand(expression.name);
    case 'field':
      return operand(expression.field);
    case 'not':
      return [`not ${expressionText(expression.operand, BINDS.not)}`, BINDS.not];
    case 'and':
    case 'or': {
      const { op, operands } = expression;
      // A chain of one operator is flat: what stands in it again was in parentheses.
      return [operands.map((each) => expressionText(each, BINDS[op] + 1)).join(` ${op} `), BINDS[op]];
    }
    case 'exists':
    case 'lowercase':
    case 'normalize_cvss':
    case 'severity_band':
      return call(expression.op, expression.operand);
    case 'coalesce':
      return call('coalesce', ...expression.operands);
    case 'has_tag':
      return call(`${expression.of}.has_tag`, expression.tag);
    case 'any':
    case 'all':
      return call(`vex.${expression.op}`, expression.predicate);
    case 'latest':
      return operand(`vex.latest()${expression.field === undefined ? '' : `.${expression.field}`}`);
    case 'cvss':
      return call('cvss', ...(expression.version === undefined ? [] : [expression.version]));
    case 'risk_score':
    case 'reach_state':
      return call(expression.op);
    case 'percent_of':
      return call('percent_of', expression.part, expression.whole);
    default:
      return compared(expression);
  }
};

const compared = ({ left, op, right }: Extract<IrExpression, { left: IrExpression }>): Written => [
  `${expressionText(left, BINDS.operand)} ${op} ${expressionText(right, BINDS.operand)}`,
  BINDS.compare,
];

const ESCAPES: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\t': '\\t' };

/** A string literal. What is no visible part of a line is written by its number. */
export const quoted = (text: string): string =>
  `"${text.replace(/["\\\p{Cc}\p{Zl}\p{Zp}\u{feff}]/gu, (character) => ESCAPES[character] ?? numbered(character))}"`;

const numbered = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
