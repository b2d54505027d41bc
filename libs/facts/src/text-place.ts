/** How far a text that comes in pieces was read. */
export type TextPlace = {
  /** What was read goes on by this. */
  readonly pass: (text: string) => void;
  /** Line, column and byte of the place after `text`, which follows what was read. */
  readonly after: (text: string) => string;
};

/** Lines and columns count from 1, columns in Unicode scalar values; bytes are those of UTF-8 and count from 0. */
export const textPlace = (): TextPlace => {
  let [byte, line, column] = [0, 1, 1];
  return {
    pass: (text) => {
      byte += byteLengthOf(text);
      const newlines = countOf(text, '\n');
      line += newlines;
      column = scalarsIn(text.slice(text.lastIndexOf('\n') + 1)) + (newlines === 0 ? column : 1);
    },
    after: (text) => {
      const newlines = countOf(text, '\n');
      const scalars = scalarsIn(text.slice(text.lastIndexOf('\n') + 1));
      const at = scalars + (newlines === 0 ? column : 1);
      return `line ${line + newlines}, column ${at} (byte ${byte + byteLengthOf(text)})`;
    },
  };
};

const ASCII = /^[\0-\x7f]*$/;
const encoder = new TextEncoder();

/** Whether a text has more bytes in UTF-8. One UTF-16 unit has three at most. */
export const isLongerThan = (text: string, bytes: number): boolean =>
  text.length * 3 > bytes && byteLengthOf(text) > bytes;

const byteLengthOf = (text: string): number => (ASCII.test(text) ? text.length : encoder.encode(text).length);

const SURROGATE_PAIRS = /[\ud800-\udbff][\udc00-\udfff]/g;

const scalarsIn = (text: string): number =>
  ASCII.test(text) ? text.length : text.length - (text.match(SURROGATE_PAIRS)?.length ?? 0);

const countOf = (text: string, unit: string): number => {
  let count = 0;
  for (let at = text.indexOf(unit); at >= 0; at = text.indexOf(unit, at + 1)) count += 1;
  return count;
};
