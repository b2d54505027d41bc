/** Entries that are remembered for certain; as many of those before them may be. */
const ENTRIES_MAX = 8_192;
/** Longer keys are worked out anew, so that what is remembered has a bound in bytes too. */
const KEY_CHARACTERS_MAX = 512;

/** A pure function that remembers what it said of the keys that come again and again, in bounded memory. */
export const memoised = <Key extends string | number, Value>(
  work: (key: Key) => Value,
): ((key: Key) => Value) => {
  let recent = new Map<Key, Value>();
  let earlier = recent;
  return (key) => {
    const found = recent.get(key);
    if (found !== undefined) return found;
    const value = earlier.get(key) ?? work(key);
    if (typeof key === 'string' && key.length > KEY_CHARACTERS_MAX) return value;
    if (recent.size >= ENTRIES_MAX) {
      earlier = recent;
      recent = new Map();
    }
    recent.set(key, value);
    return value;
  };
};
