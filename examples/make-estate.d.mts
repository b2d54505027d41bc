/** The texts of the example estate by file name; see `make-estate.mjs`. */
export const estateFiles: () => Readonly<Record<string, string>>;
