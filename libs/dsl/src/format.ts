import type { Diagnostic } from '@policy-registry/finding';

import { ENTRY_FILE, isTooLarge, refused } from './compile.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { blankPage, type Page } from './format-page.ts';
import { bare, piecesOf } from './format-pieces.ts';
import { formatRule } from './format-rule.ts';
import { expressionLayout, inline, inRow } from './format-expression.ts';
import { type Walk, walkOver } from './format-walk.ts';
import { type Layout, nest } from './layout.ts';
import { parsePolicy } from './parse-policy.ts';
import { tokenize } from './tokens.ts';

/** A formatted source, or why it cannot be formatted: it does not parse. */
export type Formatted = { readonly text: string } | { readonly diagnostics: readonly Diagnostic[] };

const INDENT = 2;

/**
 * The one form of a source: its IR is the same, every comment is kept, and formatting the result changes nothing. A
 * source that parses can be formatted, whether its names and types are right or not.
 */
export const formatSource = (source: string, file: string = ENTRY_FILE): Formatted => {
  if (isTooLarge(source)) return { diagnostics: refused(file, 'DSL_SOURCE_TOO_LARGE').diagnostics };
  const { report, hasErrors, inReadingOrder } = diagnosticsOf(file);
  parsePolicy(tokenize(source, report), report);
  if (hasErrors()) return { diagnostics: inReadingOrder() };

  const page = blankPage();
  const walk = walkOver(piecesOf(source));
  formatBlock(walk, page, 0);
  page.comments(walk.peek(), { indent: 0 });
  return { text: page.text() };
};

/** What opens a block, up to its brace, and what is in it, by the word that opened it. */
const formatBlock = (walk: Walk, page: Page, indent: number): void => {
  page.comments(walk.peek(), { indent, isApart: indent === INDENT });
  const [first, ...header] = walk.takeThrough('{');
  if (first === undefined) return;
  const opened = nest(INDENT, inRow([bare(first), ...header]));
  if (walk.isMark('}') && walk.peek().comments.length === 0) {
    page.line([opened, walk.take().text], indent);
    return;
  }
  page.open(opened, indent);
  if (first.text === 'rule') formatRule(walk, page, indent + INDENT);
  while (!walk.isMark('}') && walk.peek().kind !== 'end') formatMember(walk, page, indent + INDENT);
  close(walk, page, indent);
};

const close = (walk: Walk, page: Page, indent: number): void => {
  page.comments({ ...walk.peek(), isAfterBlankLine: false }, { indent: indent + INDENT });
  page.line(walk.take().text, indent);
};

const formatMember = (walk: Walk, page: Page, indent: number): void => {
  const isBlock = indent === INDENT || walk.isMark('{', 1) || walk.isMark('{', 2);
  if (isBlock) return formatBlock(walk, page, indent);
  page.comments(walk.peek(), { indent });
  if (walk.isWord('if')) page.line(envLine(walk), indent);
  else if (walk.isWord('source') && walk.isMark('=>', 2))
    page.line(nest(INDENT, inRow([bare(walk.take()), walk.take(), walk.take(), walk.take()])), indent);
  else page.line(entry(walk), indent);
};

const envLine = (walk: Walk): Layout => {
  const word = bare(walk.take());
  const condition = expressionLayout(
    walk.takeUntil(() => walk.isWord('then')),
    3,
  );
  return [inline(word), ' ', condition, nest(INDENT, [' ', inRow([walk.take(), walk.take()])])];
};

const entry = (walk: Walk): Layout => {
  const [key, mark] = [bare(walk.take()), walk.take()];
  const separator = mark.text === ':' && mark.comments.length === 0 ? '' : ' ';
  const value = expressionLayout(walk.takeValue());
  return [inline(key), nest(INDENT, [separator, inline(mark)]), ' ', value];
};
