import type { Random } from './random.ts';

const BYTES_MAX = 400;
const PIECES_MAX = 120;
const MUTATIONS_MAX = 5;

/** Words, marks and characters that sources are made of, and some that have no place in one. */
const SOUP = [
  'policy',
  'syntax',
  '"stella-dsl@1"',
  '"P"',
  'metadata',
  'settings',
  'profile',
  'severity',
  'map',
  'env',
  'source',
  'rule',
  'priority',
  'when',
  'then',
  'else',
  'because',
  'if',
  'and',
  'or',
  'not',
  'in',
  'null',
  'true',
  'status',
  ':=',
  'escalate',
  'to',
  'warn',
  'message',
  'annotate',
  'ignore',
  'until',
  'requireVex',
  'vex.any',
  'exists',
  'signals.a',
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  ',',
  ';',
  ':',
  '=',
  '==',
  '=>',
  '<',
  '>=',
  '.',
  '-1',
  '0.5',
  '1e9',
  '1.',
  '"',
  '"\\u{',
  '\\',
  '/*',
  '*/',
  '//',
  '\n',
  '\r',
  '\r\n',
  '\t',
  '\uFEFF',
  '\u0000',
  '\u2028',
  '\u{1F600}',
  'é',
  '@',
  '__proto__',
] as const;

/** Any bytes, seldom UTF-8. */
export const bytesOf = (random: Random): Uint8Array =>
  Uint8Array.from(random.several(0, BYTES_MAX, () => random.below(256)));

/** Pieces of sources in any order, at times in the frame of a policy. */
export const soupOf = (random: Random): string => {
  const soup = random
    .several(0, PIECES_MAX, () => random.pick(SOUP) + (random.chance(80) ? ' ' : ''))
    .join('');
  return random.chance(50) ? `policy "P" syntax "stella-dsl@1" {\n${soup}\n}` : soup;
};

/** A program with some of its pieces dropped, doubled, replaced, moved or followed by noise. */
export const mutatedProgram = (source: string, random: Random): string => {
  const pieces = source.match(/\w+|\s+|[^\w\s]/gu) ?? [];
  for (let left = 1 + random.below(MUTATIONS_MAX); left > 0; left -= 1) mutate(pieces, random);
  return pieces.join('');
};

const mutate = (pieces: string[], random: Random): void => {
  const [index, other] = [random.below(pieces.length + 1), random.below(pieces.length + 1)];
  const [piece = '', swapped = ''] = [pieces[index], pieces[other]];
  switch (random.below(6)) {
    case 0:
      pieces[index] = '';
      return;
    case 1:
      pieces[index] = piece + piece;
      return;
    case 2:
      pieces[index] = random.pick(SOUP);
      return;
    case 3:
      pieces[index] = `${piece} ${random.pick(SOUP)} `;
      return;
    case 4:
      pieces[index] = swapped;
      pieces[other] = piece;
      return;
    default:
      // Everything from here to there once more.
      pieces.splice(index, 0, ...pieces.slice(index, index + 1 + random.below(20)));
  }
};
