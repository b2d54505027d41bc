/** A percentage as commands hold it: in decimal digits. */
export const percentageIn = (body: { readonly percentage?: number }): { readonly percentage?: string } =>
  body.percentage === undefined ? {} : { percentage: String(body.percentage) };
