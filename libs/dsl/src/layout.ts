/**
 * A piece of layout. A group stands on one line where it fits and has no line that must break; otherwise its own
 * lines break. A `line` that does not break is its `flat` text.
 */
export type Layout =
  | string
  | readonly Layout[]
  | { readonly kind: 'line'; readonly flat: string | undefined }
  | { readonly kind: 'nest'; readonly by: number; readonly inner: Layout }
  | { readonly kind: 'group'; readonly isBroken: boolean; readonly inner: Layout };

/** A blank, or a line end where the group breaks. */
export const LINE: Layout = { kind: 'line', flat: ' ' };
/** Nothing, or a line end where the group breaks. */
export const SOFT_LINE: Layout = { kind: 'line', flat: '' };
/** A line end in any case. */
export const HARD_LINE: Layout = { kind: 'line', flat: undefined };

export const nest = (by: number, inner: Layout): Layout => ({ kind: 'nest', by, inner });
export const group = (inner: Layout): Layout => ({ kind: 'group', isBroken: mustBreak(inner), inner });

const isSeveral = (layout: Layout): layout is readonly Layout[] => Array.isArray(layout);

const mustBreak = (layout: Layout): boolean => {
  if (typeof layout === 'string') return layout.includes('\n');
  if (isSeveral(layout)) return layout.some(mustBreak);
  if (layout.kind === 'line') return layout.flat === undefined;
  return layout.kind === 'group' ? layout.isBroken : mustBreak(layout.inner);
};

type Pending = { readonly layout: Layout; readonly indent: number; readonly isFlat: boolean };

/** The text of a layout whose first line begins at column `indent`. */
export const rendered = (layout: Layout, indent: number, width: number): string => {
  const out: string[] = [];
  let column = indent;
  const pending: Pending[] = [{ layout, indent, isFlat: false }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { layout: piece, indent: at, isFlat } = next;
    if (typeof piece === 'string') {
      out.push(piece);
      column = piece.includes('\n')
        ? lengthOf(piece.slice(piece.lastIndexOf('\n') + 1))
        : column + lengthOf(piece);
    } else if (isSeveral(piece)) {
      for (const part of piece.toReversed()) pending.push({ layout: part, indent: at, isFlat });
    } else if (piece.kind === 'nest') {
      pending.push({ layout: piece.inner, indent: at + piece.by, isFlat });
    } else if (piece.kind === 'group') {
      const fits = isFlat || (!piece.isBroken && fitsIn(piece.inner, pending, width - column));
      pending.push({ layout: piece.inner, indent: at, isFlat: fits });
    } else if (isFlat && piece.flat !== undefined) {
      out.push(piece.flat);
      column += piece.flat.length;
    } else {
      out.push(`\n${' '.repeat(at)}`);
      column = at;
    }
  }
  return out.join('');
};

/** Whether a layout without line ends fits, with what follows it up to where the line may end. */
const fitsIn = (layout: Layout, following: readonly Pending[], room: number): boolean => {
  let left = room;
  let index = following.length;
  const stack: Pending[] = [{ layout, indent: 0, isFlat: true }];
  while (left >= 0) {
    const next = stack.pop() ?? following[(index -= 1)];
    if (next === undefined) return true;
    const { layout: piece, isFlat } = next;
    if (typeof piece === 'string') {
      left -= lengthOf(piece);
    } else if (isSeveral(piece)) {
      for (const part of piece.toReversed()) stack.push({ ...next, layout: part });
    } else if (piece.kind !== 'line') {
      stack.push({
        ...next,
        layout: piece.inner,
        isFlat: isFlat && !(piece.kind === 'group' && piece.isBroken),
      });
    } else if (isFlat && piece.flat !== undefined) {
      left -= piece.flat.length;
    } else {
      return true;
    }
  }
  return false;
};

const lengthOf = (text: string): number => {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
};
