/** A package URL without qualifiers and subpath. */
export const unqualifiedPurl = (purl: string): string => before('?', before('#', purl));

/** A package URL without its version, qualifiers and subpath. */
export const packagePurl = (purl: string): string => {
  const unqualified = unqualifiedPurl(purl);
  const at = unqualified.lastIndexOf('@');
  // An `@` before the last segment begins a namespace, as in `pkg:npm/@scope/name`.
  return at > unqualified.lastIndexOf('/') ? unqualified.slice(0, at) : unqualified;
};

const before = (mark: string, text: string): string => {
  const at = text.indexOf(mark);
  return at < 0 ? text : text.slice(0, at);
};
