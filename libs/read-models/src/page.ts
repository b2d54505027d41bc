/** Parameterised SQL whose rows are the HTTP shape. */
export type Query = { readonly text: string; readonly values: readonly unknown[] };

/** Where a list goes on: the last key of the page before, in the list's documented order. */
export type Page = { readonly size: number; readonly after: readonly string[] | undefined };
