import { scanOf } from './lexemes.ts';

/** A comment, where it stands to what is before it. */
export type Comment = {
  readonly text: string;
  /** On the line of the token before it. */
  readonly isTrailing: boolean;
  readonly isAfterBlankLine: boolean;
};

/** A token as written, and the comments before it. */
export type Piece = {
  readonly kind: 'word' | 'mark' | 'literal' | 'end';
  readonly text: string;
  readonly comments: readonly Comment[];
  readonly isAfterBlankLine: boolean;
};

/** The pieces of a source without lexical faults, the last of which is the end. */
export const piecesOf = (source: string): readonly Piece[] => {
  const pieces: Piece[] = [];
  let comments: Comment[] = [];
  let lineEnds = 0;
  let isTrailing = true;
  const add = (kind: Piece['kind'], text: string): void => {
    pieces.push({ kind, text, comments, isAfterBlankLine: lineEnds > 1 });
    comments = [];
    lineEnds = 0;
    isTrailing = true;
  };
  const scan = scanOf(source);
  while (scan.next()) {
    const kind = scan.kind();
    const lexeme = scan.lexeme();
    if (kind === 'word' || kind === 'mark') add(kind, lexeme);
    else if (kind === 'string' || kind === 'decimal') add('literal', lexeme);
    else if (kind === 'comment') {
      const text = lexeme.replaceAll('\r\n', '\n').trimEnd();
      comments.push({ text, isTrailing, isAfterBlankLine: lineEnds > 1 });
      lineEnds = 0;
    } else {
      const ends = lexeme.split('\n').length - 1;
      lineEnds += ends;
      if (ends > 0) isTrailing = false;
    }
  }
  add('end', '');
  return pieces;
};

/** A piece whose comments went elsewhere. */
export const bare = (piece: Piece): Piece => ({ ...piece, comments: [] });
