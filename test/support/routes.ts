/** Every address of a route, with each of the values for each of its parameters. */
export const filled = (
  route: string,
  values: Readonly<Record<string, readonly unknown[]>>,
): readonly string[] => {
  const [whole, name] = /\{(\w+)\}/.exec(route) ?? [];
  if (whole === undefined || name === undefined) return [route];
  const known = values[name];
  if (known === undefined) throw new Error(`no value for ${name} of ${route}`);
  return known.flatMap((value) => filled(route.replace(whole, String(value)), values));
};
