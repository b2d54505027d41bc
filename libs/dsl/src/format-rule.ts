import { expressionLayout, inline, inRow } from './format-expression.ts';
import type { Page } from './format-page.ts';
import { bare, type Comment, type Piece } from './format-pieces.ts';
import type { Walk } from './format-walk.ts';
import { group, type Layout, LINE, nest } from './layout.ts';

/** How far what follows `when `, `then ` and `else ` lies from its line's beginning. */
const ALIGN = 5;

/** The body of a rule up to its closing brace; `then` and `else` have a line per action. */
export const formatRule = (walk: Walk, page: Page, indent: number): void => {
  page.comments(walk.peek(), { indent });
  const when = bare(walk.take());
  page.line(
    [
      inline(when),
      ' ',
      expressionLayout(
        walk.takeUntil(() => walk.isWord('then')),
        ALIGN,
      ),
    ],
    indent,
  );
  while (walk.isWord('then') || walk.isWord('else')) formatBranch(walk, page, indent);
  if (!walk.isWord('because')) return;
  page.comments(walk.peek(), { indent });
  page.line(nest(2, inRow([bare(walk.take()), walk.take()])), indent);
};

const formatBranch = (walk: Walk, page: Page, indent: number): void => {
  page.comments(walk.peek(), { indent });
  const word = bare(walk.take());
  page.line([inline(word), ' ', nest(ALIGN, action(walk, walk.take()))], indent);
  while (!isBranchEnd(walk)) {
    page.comments(walk.peek(), { indent: indent + ALIGN });
    page.line(action(walk, bare(walk.take())), indent + ALIGN);
  }
};

const isBranchEnd = (walk: Walk): boolean =>
  walk.isWord('else') || walk.isWord('because') || walk.isMark('}') || walk.peek().kind === 'end';

/** An action whose first word was taken. */
const action = (walk: Walk, first: Piece): Layout => {
  switch (first.text) {
    case 'requireVex':
      return requirement(walk, first);
    case 'status':
    case 'severity':
      return assigned(walk, [first, walk.take()]);
    case 'annotate':
      return assigned(walk, [first, walk.take(), walk.take()]);
    default:
      return assigned(walk, [first, walk.take()]);
  }
};

const assigned = (walk: Walk, head: readonly Piece[]): Layout => {
  const value = walk.takeUntil(() => isBranchEnd(walk) || startsAction(walk));
  return [nest(2, inRow(head)), ' ', expressionLayout(value)];
};

const ACTIONS = ['escalate', 'warn', 'annotate', 'ignore', 'defer', 'requireVex'] as const;
const startsAction = (walk: Walk): boolean =>
  ((walk.isWord('status') || walk.isWord('severity')) && walk.isMark(':=', 1)) ||
  ACTIONS.some((word) => walk.isWord(word));

const requirement = (walk: Walk, first: Piece): Layout => {
  const open = walk.take();
  const entries: Layout[] = [];
  let key = afterCommas(walk);
  while (key.text !== '}' && key.kind !== 'end') {
    const mark = walk.take();
    const name = [inline(key), mark.text === ':' && mark.comments.length === 0 ? '' : ' ', inline(mark)];
    entries.push([entries.length === 0 ? '' : ',', LINE, name, ' ', expressionLayout(walk.takeValue())]);
    key = afterCommas(walk);
  }
  return group([inRow([first, open]), nest(2, entries), LINE, inline(key)]);
};

/** The next piece but commas, with their comments. */
const afterCommas = (walk: Walk): Piece => {
  const comments: Comment[] = [];
  while (walk.isMark(',')) comments.push(...walk.take().comments);
  const piece = walk.take();
  return { ...piece, comments: [...comments, ...piece.comments] };
};
