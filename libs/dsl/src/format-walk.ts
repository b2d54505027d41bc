import type { Piece } from './format-pieces.ts';

/** A walk over the pieces of a source that parses. Semicolons are dropped; their comments go to the next piece. */
export type Walk = {
  readonly peek: (ahead?: number) => Piece;
  readonly take: () => Piece;
  readonly isMark: (text: string, ahead?: number) => boolean;
  /** A word that is not the part of a name behind a dot. */
  readonly isWord: (text: string, ahead?: number) => boolean;
  /** Takes pieces up to one that `isEnd` outside brackets. */
  readonly takeUntil: (isEnd: () => boolean) => readonly Piece[];
  /** Takes one token, or all of a pair of brackets. */
  readonly takeValue: () => readonly Piece[];
  readonly takeThrough: (mark: string) => readonly Piece[];
};

const END: Piece = { kind: 'end', text: '', comments: [], isAfterBlankLine: false };

export const walkOver = (all: readonly Piece[]): Walk => {
  const pieces = withoutSemicolons(all);
  let index = 0;
  const peek = (ahead = 0): Piece => pieces[index + ahead] ?? END;
  const isMark = (text: string, ahead = 0): boolean =>
    peek(ahead).kind === 'mark' && peek(ahead).text === text;
  const take = (): Piece => {
    const piece = peek();
    index += 1;
    return piece;
  };
  const takeUntil = (isEnd: () => boolean): readonly Piece[] => {
    const taken: Piece[] = [];
    for (let depth = 0; peek().kind !== 'end' && (depth > 0 || !isEnd());) {
      if (isMark('(') || isMark('[')) depth += 1;
      if (isMark(')') || isMark(']')) depth -= 1;
      taken.push(take());
    }
    return taken;
  };
  return {
    peek,
    take,
    isMark,
    isWord: (text, ahead = 0) =>
      peek(ahead).kind === 'word' && peek(ahead).text === text && !isMark('.', ahead - 1),
    takeUntil,
    takeValue: () => {
      const taken: Piece[] = [];
      let depth = 0;
      do {
        if (isMark('(') || isMark('[')) depth += 1;
        if (isMark(')') || isMark(']')) depth -= 1;
        taken.push(take());
      } while (depth > 0 && peek().kind !== 'end');
      return taken;
    },
    takeThrough: (mark) => [...takeUntil(() => isMark(mark)), take()],
  };
};

const withoutSemicolons = (pieces: readonly Piece[]): readonly Piece[] => {
  const kept: Piece[] = [];
  let comments: Piece['comments'] = [];
  let isAfterBlankLine = false;
  for (const piece of pieces) {
    comments = [...comments, ...piece.comments];
    isAfterBlankLine ||= piece.isAfterBlankLine;
    if (piece.kind === 'mark' && piece.text === ';') continue;
    kept.push({ ...piece, comments, isAfterBlankLine });
    comments = [];
    isAfterBlankLine = false;
  }
  return kept;
};
