// Answers are JSON of a shape that the test expects: each accessor ends the test where the shape is another.

/** The member at `path`, whatever it is; `undefined` where there is none. */
export const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (inner, name) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : undefined),
    value,
  );

export const textAt = (value: unknown, ...path: readonly (string | number)[]): string => {
  const text = at(value, ...path);
  if (typeof text !== 'string') throw new Error(`no text at ${path.join('.')} of ${JSON.stringify(value)}`);
  return text;
};

export const numberAt = (value: unknown, ...path: readonly (string | number)[]): number => {
  const number = at(value, ...path);
  if (typeof number !== 'number')
    throw new Error(`no number at ${path.join('.')} of ${JSON.stringify(value)}`);
  return number;
};

export const listAt = (value: unknown, ...path: readonly (string | number)[]): readonly unknown[] => {
  const list = at(value, ...path);
  if (!Array.isArray(list)) throw new Error(`no list at ${path.join('.')} of ${JSON.stringify(value)}`);
  return list;
};

/** The parsed text, or `undefined` for text that is no JSON. */
export const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
