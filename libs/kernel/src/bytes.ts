/** Orders text by its UTF-8 bytes, as PostgreSQL's `COLLATE "C"` does; `sort()` alone goes by UTF-16 units. */
export const compareBytewise = (a: string, b: string): number => {
  const limit = Math.min(a.length, b.length);
  for (let index = 0; index < limit; index += 1) {
    const unitA = a.charCodeAt(index);
    const unitB = b.charCodeAt(index);
    if (unitA !== unitB) return rankOf(unitA) - rankOf(unitB);
  }
  return a.length - b.length;
};

// UTF-8 keeps the order of code points, UTF-16 puts surrogates (planes above 0) before U+E000 to U+FFFF.
const rankOf = (unit: number): number =>
  unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit;
