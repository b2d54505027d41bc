/** The members of a body that were sent. Those that were left out are there without a value, which no command can hold. */
export const given = (body: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));

/** A percentage as commands hold it: in decimal digits. */
export const percentageIn = (body: { readonly percentage?: number }): { readonly percentage?: string } =>
  body.percentage === undefined ? {} : { percentage: String(body.percentage) };
