/** Places that are held for a while, of all and of each key. */
export type Places = {
  /**
   * Takes one place for every key, or none: answers with what gives them back, once, or with the bound that was
   * reached. `total` comes first: what nobody can have is no fault of the caller.
   */
  readonly take: (keys: Readonly<Record<string, string>>) => (() => void) | { readonly full: string };
  /** Places that are taken. */
  readonly taken: () => number;
};

/** `bounds` has one number for `total` and one for each kind of key that will be named. */
export const places = (bounds: { readonly total: number } & Readonly<Record<string, number>>): Places => {
  const held = new Map<string, number>();

  const add = (place: string, change: 1 | -1): void => {
    const next = (held.get(place) ?? 0) + change;
    if (next === 0) held.delete(place);
    else held.set(place, next);
  };
  return {
    take: (keys) => {
      const wanted = [['total', ''] as const, ...Object.entries(keys)].map(([kind, key]) => ({
        kind,
        place: `${kind}\n${key}`,
      }));
      const full = wanted.find(({ kind, place }) => (held.get(place) ?? 0) >= (bounds[kind] ?? 0));
      if (full !== undefined) return { full: full.kind };
      for (const { place } of wanted) add(place, 1);
      let isHeld = true;
      return () => {
        if (isHeld) for (const { place } of wanted) add(place, -1);
        isHeld = false;
      };
    },
    taken: () => held.get('total\n') ?? 0,
  };
};
