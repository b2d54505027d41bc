type Named = {
  readonly advisory: string;
  readonly component: string | undefined;
  readonly image: string | undefined;
};

/**
 * Where a finding stands in the draw: 53 bits mixed from the seed and the finding's name, so that neither the order of
 * the tuples nor the cut into shards moves anybody, and a finding keeps its place from one snapshot to the next.
 *
 * Two lanes of 32 bits take each UTF-16 unit by exclusive or and an odd multiplier, and are mixed into each other at the
 * end (the finaliser of MurmurHash3). It is a draw, not a commitment: who chooses the names can choose the ranks.
 */
export const seededRank = (seed: number, { advisory, component, image }: Named): number => {
  let a = 0xdead_beef ^ seed;
  let b = 0x41c6_ce57 ^ seed;
  const take = (unit: number): void => {
    a = Math.imul(a ^ unit, 2_654_435_761);
    b = Math.imul(b ^ unit, 1_597_334_677);
  };
  for (const text of [advisory, component, image]) {
    if (text !== undefined) for (let at = 0; at < text.length; at += 1) take(text.charCodeAt(at));
    // No unit has these values: parts do not run into each other, and an absent one is not an empty one.
    take(text === undefined ? ABSENT : END);
  }
  a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909);
  b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909);
  return (b & 0x1f_ffff) * 0x1_0000_0000 + (a >>> 0);
};

const END = 0x1_0000;
const ABSENT = 0x1_0001;
