/** A place in a text: both count from 1, columns in Unicode scalar values. */
export type Place = { readonly line: number; readonly column: number };

/** JSON with the place of every value, by its pointer (RFC 6901), and of every member's name. */
export type PlacedJson = { readonly value: unknown; readonly placeOf: (pointer: string) => Place };

/** The text is not JSON (RFC 8259), names a member twice, or is nested too deep. */
export class JsonRefused extends Error {
  override readonly name = 'JsonRefused';
  readonly place: Place;
  readonly pointer: string;

  constructor(message: string, pointer: string, place: Place) {
    super(message);
    this.pointer = pointer;
    this.place = place;
  }
}

const NESTING_MAX = 64;
const TOKEN =
  /[{}[\],:]|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const BLANKS = /[ \t\n\r]*/y;

type Scanner = {
  /** Index of what comes next, after blanks. */
  readonly next: () => number;
  readonly peek: () => string | undefined;
  readonly token: (wanted: string, pointer: string) => string;
  readonly expect: (wanted: string, pointer: string) => void;
  readonly fault: (message: string, pointer: string, at: number) => JsonRefused;
};

const scannerOf = (text: string): Scanner => {
  let index = 0;
  const fault = (message: string, pointer: string, at: number): JsonRefused =>
    new JsonRefused(message, pointer, placeIn(text, at));
  const next = (): number => {
    BLANKS.lastIndex = index;
    BLANKS.test(text);
    index = BLANKS.lastIndex;
    return index;
  };
  const token = (wanted: string, pointer: string): string => {
    const start = next();
    TOKEN.lastIndex = start;
    if (!TOKEN.test(text)) {
      throw fault(start >= text.length ? 'the text ends here' : `${wanted} is expected here`, pointer, start);
    }
    index = TOKEN.lastIndex;
    return text.slice(start, index);
  };
  const expect = (wanted: string, pointer: string): void => {
    const at = next();
    if (token(`\`${wanted}\``, pointer) !== wanted)
      throw fault(`\`${wanted}\` is expected here`, pointer, at);
  };
  return { next, peek: () => text[next()], token, expect, fault };
};

/** Reads a text written by hand; throws {@link JsonRefused} with the place of the first fault. */
export const readPlacedJson = (text: string): PlacedJson => {
  const starts = new Map<string, number>();
  const scanner = scannerOf(text);
  readValue(scanner, starts, '', 0);
  const end = scanner.next();
  if (end < text.length) throw scanner.fault('the document has ended before this', '', end);
  return { value: JSON.parse(text), placeOf: (pointer) => placeIn(text, startOf(starts, pointer)) };
};

const readValue = (scanner: Scanner, starts: Map<string, number>, pointer: string, depth: number): void => {
  const at = scanner.next();
  if (depth > NESTING_MAX) throw scanner.fault(`nested deeper than ${NESTING_MAX} levels`, pointer, at);
  if (!starts.has(pointer)) starts.set(pointer, at);
  const first = scanner.token('a value', pointer);
  const readMember = (member: string): void => readValue(scanner, starts, member, depth + 1);
  if (first === '{') readMembers(scanner, starts, pointer, readMember);
  else if (first === '[') readItems(scanner, pointer, readMember);
  else if (',:]}'.includes(first)) throw scanner.fault('a value is expected here', pointer, at);
};

type ReadMember = (pointer: string) => void;

const readItems = (scanner: Scanner, pointer: string, readItem: ReadMember): void => {
  for (let item = 0; item > 0 || scanner.peek() !== ']'; item += 1) {
    readItem(`${pointer}/${item}`);
    if (scanner.peek() === ']') break;
    scanner.expect(',', pointer);
  }
  scanner.expect(']', pointer);
};

const readMembers = (
  scanner: Scanner,
  starts: Map<string, number>,
  pointer: string,
  readMember: ReadMember,
): void => {
  for (let isFirst = true; !isFirst || scanner.peek() !== '}'; isFirst = false) {
    const at = scanner.next();
    const quoted = scanner.token('a name', pointer);
    if (!quoted.startsWith('"')) throw scanner.fault('a name in quotes is expected here', pointer, at);
    const member = `${pointer}/${escaped(String(JSON.parse(quoted)))}`;
    if (starts.has(member)) throw scanner.fault('this name stands here already', member, at);
    // A member is pointed at by its name, which a reader sees first.
    starts.set(member, at);
    scanner.expect(':', member);
    readMember(member);
    if (scanner.peek() === '}') break;
    scanner.expect(',', pointer);
  }
  scanner.expect('}', pointer);
};

/** One token of a JSON pointer (RFC 6901 §3). */
export const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

// What is missing has no place of its own: then the place of what it is missing from.
const startOf = (starts: ReadonlyMap<string, number>, pointer: string): number => {
  const known = starts.get(pointer);
  if (known !== undefined || pointer === '') return known ?? 0;
  return startOf(starts, pointer.slice(0, pointer.lastIndexOf('/')));
};

const SURROGATE_PAIRS = /[\ud800-\udbff][\udc00-\udfff]/g;

const placeIn = (text: string, index: number): Place => {
  const before = text.slice(0, index);
  const onLine = before.slice(before.lastIndexOf('\n') + 1);
  const column = onLine.length - (onLine.match(SURROGATE_PAIRS)?.length ?? 0) + 1;
  return { line: before.split('\n').length, column };
};
