/** The last bytes of a text that is read in chunks, and where they begin in it. */
export type TextTail = {
  readonly add: (chunk: Uint8Array) => void;
  /** Gives up what lies before this offset into the whole text. */
  readonly dropTo: (offset: number) => void;
  readonly length: () => number;
  /** The longest readable beginning of the tail, and what follows it. */
  readonly read: () => { readonly text: string; readonly end: TailEnd };
  /** Line, column and byte of the place after `beginning` of the tail. */
  readonly placeOf: (beginning: string) => string;
};

/** `cut`: the tail ends inside a character. */
export type TailEnd = 'whole' | 'cut' | 'not UTF-8';

export const textTail = (): TextTail => {
  let pieces: Uint8Array[] = [];
  let length = 0;
  // Of the first byte in `pieces`; lines and columns count from 1, columns in Unicode scalar values.
  const start = { byte: 0, line: 1, column: 1 };

  const pass = (bytes: Uint8Array): void => {
    start.byte += bytes.length;
    length -= bytes.length;
    let lineFrom = 0;
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, lineFrom)) {
      start.line += 1;
      start.column = 1;
      lineFrom = at + 1;
    }
    start.column += scalarsIn(bytes, lineFrom);
  };

  return {
    // A copy: the giver may reuse its buffer.
    add: (chunk) => {
      pieces.push(new Uint8Array(chunk));
      length += chunk.length;
    },
    dropTo: (offset) => {
      while (start.byte < offset) {
        const [first, ...others] = pieces;
        if (first === undefined) return;
        const dropped = Math.min(first.length, offset - start.byte);
        pieces = dropped === first.length ? others : [first.subarray(dropped), ...others];
        pass(first.subarray(0, dropped));
      }
    },
    length: () => length,
    read: () => {
      const bytes = joined(pieces, length);
      const whole = decoded(bytes, false);
      if (whole !== undefined) return { text: whole, end: 'whole' };
      const begun = decoded(bytes, true);
      if (begun !== undefined) return { text: begun, end: 'cut' };
      return { text: decoded(bytes.subarray(0, undecodableAt(bytes)), false) ?? '', end: 'not UTF-8' };
    },
    placeOf: (beginning) => {
      const onLine = beginning.slice(beginning.lastIndexOf('\n') + 1);
      const scalars = onLine.length - (onLine.match(SURROGATE_PAIRS)?.length ?? 0);
      const lines = beginning.split('\n').length - 1;
      const column = lines === 0 ? start.column + scalars : 1 + scalars;
      const byte = start.byte + new TextEncoder().encode(beginning).length;
      return `line ${start.line + lines}, column ${column} (byte ${byte})`;
    },
  };
};

const NEWLINE = 0x0a;
const SURROGATE_PAIRS = /[\ud800-\udbff][\udc00-\udfff]/g;

// Every byte but the later ones of a character begins one (RFC 3629 §3).
const scalarsIn = (bytes: Uint8Array, from: number): number => {
  let count = 0;
  for (let at = from; at < bytes.length; at += 1) if (((bytes[at] ?? 0) & 0xc0) !== 0x80) count += 1;
  return count;
};

const joined = (pieces: readonly Uint8Array[], length: number): Uint8Array => {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
};

// A decoder that expects more accepts a character that is only begun.
const decoded = (bytes: Uint8Array, expectsMore: boolean): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: expectsMore });
  } catch {
    return undefined;
  }
};

// Decoding with replacement characters and encoding again gives other bytes from the first fault on.
const undecodableAt = (bytes: Uint8Array): number => {
  const replaced = new TextEncoder().encode(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  const index = bytes.findIndex((byte, at) => byte !== replaced[at]);
  return index === -1 ? bytes.length : index;
};
