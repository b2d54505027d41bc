/** Members of a body that were left out are there without a value, which no command can hold. */
export const withoutAbsent = (body: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(body)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, ofValue(value)]),
  );

const ofValue = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(ofValue);
  return typeof value === 'object' && value !== null ? withoutAbsent(value) : value;
};
