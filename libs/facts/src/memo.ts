/** What is remembered for certain; as much of what came before may be. */
export type MemoBounds = {
  readonly entriesMax: number;
  /** Of all keys together, in UTF-16 units. */
  readonly charactersMax: number;
  /** Longer keys are worked out anew. */
  readonly keyCharactersMax: number;
};

const BOUNDS: MemoBounds = { entriesMax: 8_192, charactersMax: 8_192 * 512, keyCharactersMax: 512 };

/**
 * A pure function that remembers what it said of the keys that come again and again, in bounded memory. What it gives is
 * shared and must not be changed; `undefined` is not remembered.
 */
export const memoised = <Key extends string | number, Value>(
  work: (key: Key) => Value,
  { entriesMax, charactersMax, keyCharactersMax }: MemoBounds = BOUNDS,
): ((key: Key) => Value) => {
  let recent = new Map<Key | string, Value>();
  let earlier = recent;
  let characters = 0;

  const keep = (key: Key, value: Value): void => {
    const length = typeof key === 'string' ? key.length : 0;
    if (length > keyCharactersMax) return;
    if (recent.size >= entriesMax || characters + length > charactersMax) {
      earlier = recent;
      recent = new Map();
      characters = 0;
    }
    characters += length;
    recent.set(typeof key === 'string' ? detached(key) : key, value);
  };

  return (key) => {
    const found = recent.get(key);
    if (found !== undefined) return found;
    const value = earlier.get(key) ?? work(key);
    if (value !== undefined) keep(key, value);
    return value;
  };
};

// A slice would keep the whole text that it was cut from.
const detached = (text: string): string => ` ${text}`.slice(1);
