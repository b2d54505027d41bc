import type { Piece } from './format-pieces.ts';
import { type Layout, rendered } from './layout.ts';

/** Where formatted lines end, if they can be broken. */
const WIDTH = 100;

/** A page that is written line by line. */
export type Page = {
  /** Puts the comments before a piece on lines of their own, or at the end of the line they trail. */
  readonly comments: (piece: Piece, at: { readonly indent: number; readonly isApart?: boolean }) => void;
  readonly line: (layout: Layout, indent: number) => void;
  /** What opens a block: no empty line follows it. */
  readonly open: (layout: Layout, indent: number) => void;
  readonly text: () => string;
};

export const blankPage = (): Page => {
  const lines: { text: string; trailing: string }[] = [];
  let isOpened = true;
  let wantsBlank = false;

  const push = (text: string): void => {
    if (wantsBlank && !isOpened) lines.push({ text: '', trailing: '' });
    lines.push({ text, trailing: '' });
    wantsBlank = false;
    isOpened = false;
  };
  const trail = (comment: string): boolean => {
    const last = lines.at(-1);
    // Nothing can stand behind a comment that ends with its line.
    if (last === undefined || last.trailing.includes('//')) return false;
    last.trailing += ` ${comment}`;
    return true;
  };

  return {
    comments: (piece, { indent, isApart = false }) => {
      wantsBlank = isApart;
      let mayTrail = true;
      for (const { text, isTrailing, isAfterBlankLine } of piece.comments) {
        if (mayTrail && isTrailing && trail(text)) continue;
        mayTrail = false;
        wantsBlank ||= isAfterBlankLine;
        push(`${' '.repeat(indent)}${text}`);
      }
      wantsBlank ||= piece.isAfterBlankLine;
    },
    line: (layout, indent) => push(`${' '.repeat(indent)}${rendered(layout, indent, WIDTH)}`),
    open: (layout, indent) => {
      push(`${' '.repeat(indent)}${rendered(layout, indent, WIDTH)}`);
      isOpened = true;
    },
    text: () => lines.map(({ text, trailing }) => `${text}${trailing}`.trimEnd()).join('\n') + '\n',
  };
};
