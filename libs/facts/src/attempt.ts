/** What a library makes of text, `undefined` where it throws: several kinds of error mean the same here. */
export const attempt = <Value>(work: () => Value): Value | undefined => {
  try {
    return work();
  } catch {
    return undefined;
  }
};
