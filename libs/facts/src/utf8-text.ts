/** The longest readable beginning of bytes, and what follows it. */
export type ReadableText = { readonly text: string; readonly end: TextEnd };

/** `cut`: the bytes end inside a character. */
export type TextEnd = 'whole' | 'cut' | 'not UTF-8';

/** Takes text out of bytes that come in chunks and may be cut anywhere. */
export type Utf8Reader = {
  /** The text of all characters that end in the chunk; `undefined` when the bytes are no UTF-8 (RFC 3629). */
  readonly take: (chunk: Uint8Array) => string | undefined;
  /** What of the bytes that gave no text so far can be read. */
  readonly rest: () => ReadableText;
};

export const utf8Reader = (): Utf8Reader => {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let held = new Uint8Array();
  return {
    take: (chunk) => {
      const bytes = held.length === 0 ? chunk : joined(held, chunk);
      const whole = wholeCharactersIn(bytes);
      try {
        const text = decoder.decode(bytes.subarray(0, whole));
        // A copy: the giver may reuse its buffer.
        held = bytes.slice(whole);
        return text;
      } catch {
        held = bytes.slice();
        return undefined;
      }
    },
    rest: () => readable(held),
  };
};

// A character has four bytes at most, so its first one is among the last three when one is missing.
const wholeCharactersIn = (bytes: Uint8Array): number => {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) return lengthFrom(byte) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
};

const lengthFrom = (first: number): number => (first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4);

const readable = (bytes: Uint8Array): ReadableText => {
  const whole = decoded(bytes, false);
  if (whole !== undefined) return { text: whole, end: 'whole' };
  const begun = decoded(bytes, true);
  if (begun !== undefined) return { text: begun, end: 'cut' };
  return { text: decoded(bytes.subarray(0, undecodableAt(bytes)), false) ?? '', end: 'not UTF-8' };
};

const joined = (a: Uint8Array, b: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
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
