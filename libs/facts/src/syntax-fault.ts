import { pointerTo } from './paths.ts';

/** Where text stops being JSON: the pointer of the value being read and the index into the text. */
export type SyntaxFault = { readonly pointer: string; readonly index: number; readonly isTruncated: boolean };

/** What may come next inside the innermost array or object. */
export type Expected = 'value' | 'value or ]' | 'name' | 'name or }' | ':' | ', or close' | 'end';

type Frame = { readonly isObject: boolean; key: string | number };

/** Inside which arrays and objects a text goes on, and with what. */
export type SyntaxState = { readonly frames: readonly Readonly<Frame>[]; readonly expected: Expected };

const BEGINNING: SyntaxState = { frames: [], expected: 'value' };

/**
 * Finds the first fault of text that `JSON.parse` refused (RFC 8259). Platforms word and place their errors
 * differently, so the place is found here. No recursion: the nesting of a hostile document is not our stack.
 * `text` may be the rest of a longer one, from `state` on.
 */
export const locateSyntaxFault = (text: string, state = BEGINNING): SyntaxFault => {
  const frames: Frame[] = state.frames.map(({ isObject, key }) => ({ isObject, key }));
  let expected: Expected = state.expected;
  let index = 0;
  for (;;) {
    index = afterBlanks(text, index);
    const step = read(text, index, expected, frames);
    if (step === undefined) return faultAt(frames, index, index >= text.length);
    if (step.end < 0) return faultAt(frames, index, true);
    index = step.end;
    expected = step.next;
  }
};

/** `undefined`: nothing acceptable here. A negative end: acceptable so far, and the text ended inside it. */
type Step = { readonly end: number; readonly next: Expected } | undefined;

const ENDED = -1;

const read = (text: string, index: number, expected: Expected, frames: Frame[]): Step => {
  switch (expected) {
    case 'value':
    case 'value or ]':
      if (expected === 'value or ]' && text[index] === ']') return close(index, frames);
      return readValue(text, index, frames);
    case 'name':
    case 'name or }':
      if (expected === 'name or }' && text[index] === '}') return close(index, frames);
      return readName(text, index, frames);
    case ':':
      return text[index] === ':' ? { end: index + 1, next: 'value' } : undefined;
    case ', or close':
      return readSeparator(text, index, frames);
    case 'end':
      return undefined;
  }
};

const readValue = (text: string, index: number, frames: Frame[]): Step => {
  const first = text[index];
  if (first === '{') {
    frames.push({ isObject: true, key: '' });
    return { end: index + 1, next: 'name or }' };
  }
  if (first === '[') {
    frames.push({ isObject: false, key: 0 });
    return { end: index + 1, next: 'value or ]' };
  }
  const end = first === '"' ? stringEnd(text, index) : scalarEnd(text, index);
  return end === undefined ? undefined : { end, next: afterValue(frames) };
};

const readName = (text: string, index: number, frames: Frame[]): Step => {
  const end = text[index] === '"' ? stringEnd(text, index) : undefined;
  const frame = frames.at(-1);
  if (end === undefined || frame === undefined) return undefined;
  if (end !== ENDED) frame.key = nameOf(text.slice(index, end));
  return { end, next: ':' };
};

const readSeparator = (text: string, index: number, frames: Frame[]): Step => {
  const frame = frames.at(-1);
  if (frame === undefined) return undefined;
  if (text[index] === (frame.isObject ? '}' : ']')) return close(index, frames);
  if (text[index] !== ',') return undefined;
  if (typeof frame.key === 'number') frame.key += 1;
  return { end: index + 1, next: frame.isObject ? 'name' : 'value' };
};

const close = (index: number, frames: Frame[]): Step => {
  frames.pop();
  return { end: index + 1, next: afterValue(frames) };
};

const afterValue = (frames: readonly Frame[]): Expected => (frames.length === 0 ? 'end' : ', or close');

const afterBlanks = (text: string, start: number): number => {
  let index = start;
  while (text[index] === ' ' || text[index] === '\n' || text[index] === '\r' || text[index] === '\t')
    index += 1;
  return index;
};

const ESCAPE = /["\\/bfnrt]|u[0-9a-fA-F]{4}/y;
// Shorter than an escape: only the end of the text makes it so.
const UNFINISHED_ESCAPE = /^(u[0-9a-fA-F]{0,3})?$/;

const stringEnd = (text: string, start: number): number | undefined => {
  for (let index = start + 1; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') return index + 1;
    if (character === undefined || character < ' ') return undefined;
    if (character !== '\\') continue;
    ESCAPE.lastIndex = index + 1;
    if (!ESCAPE.test(text))
      return UNFINISHED_ESCAPE.test(text.slice(index + 1, index + 7)) ? ENDED : undefined;
    index = ESCAPE.lastIndex - 1;
  }
  return ENDED;
};

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const NUMBER_START = /^-?(?:(?:0|[1-9]\d*)(?:\.\d*)?(?:(?<=\d)[eE][+-]?)?)?$/;
const LITERALS = ['true', 'false', 'null'];

const scalarEnd = (text: string, start: number): number | undefined => {
  const rest = text.slice(start, start + 400);
  const literal = LITERALS.find((word) => rest.startsWith(word));
  if (literal !== undefined) return start + literal.length;
  const endsHere = start + rest.length === text.length && rest !== '';
  if (endsHere && LITERALS.some((word) => word.startsWith(rest))) return ENDED;
  if (endsHere && NUMBER_START.test(rest)) return ENDED;
  NUMBER.lastIndex = start;
  return NUMBER.test(text) ? NUMBER.lastIndex : undefined;
};

const nameOf = (quoted: string): string => String(JSON.parse(quoted));

const faultAt = (frames: readonly Frame[], index: number, isTruncated: boolean): SyntaxFault => ({
  pointer: pointerTo(frames.map(({ key }) => key)),
  index,
  isTruncated,
});
