import { type Cursor, SyntaxFault } from './cursor.ts';
import type { Report } from './diagnostics.ts';

/** Where the parser may go on after a fault, besides the end of the surrounding block. */
export type IsStop = (cursor: Cursor) => boolean;

/** What a parser works with: tokens, and where faults go. */
export type Parsing = { readonly cursor: Cursor; readonly report: Report };

/** Runs `parse`; after a fault, reports it, skips to the next stop and gives `otherwise`. */
export const recovering = <T, U>(
  { cursor, report }: Parsing,
  parse: () => T,
  otherwise: U,
  isStop: IsStop,
): T | U => {
  try {
    return parse();
  } catch (fault) {
    if (!(fault instanceof SyntaxFault)) throw fault;
    report(fault.code, fault.at, fault.message);
    skipTo(cursor, isStop);
    return otherwise;
  }
};

/** Skips to a stop, to the brace that closes the surrounding block, or to the next rule or policy. */
export const skipTo = (cursor: Cursor, isStop: IsStop): void => {
  for (let depth = 0; ; cursor.next()) {
    if (isBoundary(cursor)) return;
    if (depth === 0 && (cursor.isMark('}') || isStop(cursor))) return;
    if (cursor.isMark('{')) depth += 1;
    if (cursor.isMark('}')) depth -= 1;
  }
};

/** Whether the end, a rule or a policy begins here: a block that is still open was not closed. */
export const isBoundary = (cursor: Cursor): boolean =>
  cursor.peek().kind === 'end' || (!cursor.isAfterDot() && (startsRule(cursor) || startsPolicy(cursor)));

const startsRule = (cursor: Cursor): boolean =>
  cursor.isWord('rule') &&
  cursor.peek(1).kind === 'word' &&
  (cursor.isMark('{', 2) || cursor.isWord('priority', 2));

/** `policy "` starts a block; an annotation may have the key `policy`. */
export const startsPolicy = (cursor: Cursor): boolean =>
  cursor.isWord('policy') && cursor.peek(1).kind === 'string';

/** Skips a block in braces that is next. */
export const skipBlock = (cursor: Cursor): void => {
  if (!cursor.takeMark('{')) return;
  skipTo(cursor, () => false);
  cursor.takeMark('}');
};
