/** Reads one member of a tuple from its text; `undefined` for a text that is none. */
export type ReadMember<T> = (text: string) => T | undefined;

/**
 * Remembers what texts were read to, so that an advisory which a hundred images share is parsed once. What is given is
 * shared and must not be changed. Holds at most twice `charsMax` UTF-16 units of text, those that were used last.
 */
export const remembering = <T>(read: ReadMember<T>, charsMax: number): ReadMember<T> => {
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  let chars = 0;

  const keep = (text: string, value: T): void => {
    if (chars + text.length > charsMax) {
      old = young;
      young = new Map();
      chars = 0;
    }
    chars += text.length;
    young.set(text, value);
  };

  return (text) => {
    const known = young.get(text);
    if (known !== undefined) return known;
    const value = old.get(text) ?? read(text);
    if (value !== undefined) keep(detached(text), value);
    return value;
  };
};

// A slice would keep the whole text that it was cut from.
const detached = (text: string): string => ` ${text}`.slice(1);
