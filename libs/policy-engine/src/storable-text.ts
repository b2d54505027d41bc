/** That every string and name in a value of a known shape can be stored: it has a canonical form and no NUL. */
export const isStorableText = (value: unknown): boolean => {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, member]) => isStorableText(name) && isStorableText(member));
};
